"""A recurrent network over our pieces, trained and searched like ours.

engine   Complete with the GRU baseline: our own search, constraints and rendering over its
         network
network  A GRU language model over pieces: the published shape of open-vocabulary models of code
train    Train the GRU baseline for so many minutes, on the pieces that the model is trained on
"""
