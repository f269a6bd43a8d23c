"""N-gram models with caches: corpus, file, other files of the author.

counting       Lexicon, counts and spelling model from the train split of a corpus
counts         Counts of each symbol after contexts of every length, as one sorted array
engine         Engine of the 6-gram baseline with Jelinek-Mercer smoothing
fitting        Fit of the weights of all n-gram models on validation files
interpolation  Interpolation of context lengths after Jelinek and Mercer (1980)
knowledge      State of the n-gram models after counting, and the file that keeps it
learning       Counts and weights of the n-gram models, made or opened
lexicon        Symbols of the n-gram models and their numbers
neighbours     Other files of a program's author that a baseline may read
nested         Nested n-gram models: corpus, author's other files, the file in hand
prediction     Prediction of the next symbols by an interpolated n-gram model
spelling       Character model for tokens that the lexicon does not know
tables         Count tables of a file, an author's files or a corpus
"""
