"""n-gram models with caches: of the corpus, the file, and the other files of its author.

counting       COUNTING: from the train split of a corpus to a lexicon, counts and a model of
               spelling
counts         COUNTS: how often each symbol followed each context of every length, as one
               sorted array
engine         NGRAM: the 6-gram with Jelinek-Mercer smoothing, as an engine that evaluation can
               ask
fitting        FITTING: the weights of all n-gram models, on validation files of the corpus
interpolation  INTERPOLATION after Jelinek and Mercer (1980): long contexts first, shorter ones
               for the rest
knowledge      KNOWLEDGE: what the n-gram models know of a corpus, and the file that it is kept
               in
learning       LEARNING: counts a corpus and fits the weights, or opens what was kept of it
lexicon        LEXICON: the symbols of the n-gram models and their numbers
neighbours     NEIGHBOURS: the other files of a program's author, as far as they may be looked
               at
nested         NESTED: n-grams that also look into the file in hand, and into the author's other
               files
prediction     PREDICTION: what an interpolated model of tables offers behind a row of symbols
spelling       SPELLING: how likely a token is that training does not know, character by
               character
tables         TABLES: counts of a layer of text, a file, an author's files or a corpus, as
               models read them
"""
