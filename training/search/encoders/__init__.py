"""Encoders of code side by side: a bag of words, syntax trees, states of the completion network.

__main__  Their table, by quality and by functions a second
rivals    What stands in the table: how each is trained, kept, and asked
start     First vectors: from the completion network, or from MiniLM
states    States of the completion network as vectors of texts and code
tree      Contrastive training of the tree encoder
"""
