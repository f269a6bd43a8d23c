"""The search: functions of Java files to ranked answers, by words and by meaning.

answers/       Answers: hits with their places, and the doubt that there is one
bag_encoder    Encoder by bags of features, in plain numpy
block          Block of units that never changes: columns, names, postings
encoder        Interface of the two halves that place text and code in one space of vectors
encoding       Vectors for what is in the index, made file by file while words answer already
features       Features of text and code for the bag encoder
files/         Files: which Java files there are, and what is left out and why
folder_search  Search of folders: the façade that the command and the server call
fusion         Fusion of words and meaning by z-scores, and the rules that come on top
index          Index of Java files in memory, followed as files change
queries/       Queries: what was typed, the names and the words that it may mean
records        Record of one file for the index: columns, words and API uses as bytes
searcher       Search of a snapshot: a query in, ranked hits out
snapshot       Snapshot of the index: what a search reads while files change beside it
store          Store of an index on a disk: one SQLite file that processes share
trees          Encoder of code by its syntax tree, in plain numpy, batched by `model.fold`
units          Units of the search: types, methods, constructors of a file, and its API uses
uses           Uses of library classes and their methods, from imports and declared types
words          Words of texts and identifiers: split at humps, stemmed; and their numbers
"""
