"""Queries of the search: what was typed, the names that it may mean, the words that it shares.

query      Queries: the words and the symbol in what somebody typed
symbols    Names that a symbol may mean: itself, by its humps, or with one slip
word_half  Half of the search that goes by words: scores, and how far the words are met
"""
