"""Baselines: published ways to predict code, with one interface.

gru/       Recurrent network over our pieces, trained and searched like ours
ngram/     N-gram models with caches: corpus, file, other files of the author
catalogue  Baselines by name, each with a function that opens it
recency    Recency baseline: the names of the buffer, the one used last first
"""
