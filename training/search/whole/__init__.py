"""Measurement of the whole search, rules included, on whole repositories.

__main__      Ablation of rules, weights and constants, as tables of docs/search.md
questions     Annotated questions over whole repositories: those of semble
repositories  Repositories without the sentences that are their questions
variants      Variants of the search on the same questions, and the differences between them
"""
