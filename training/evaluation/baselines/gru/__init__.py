"""Recurrent network over our pieces, trained and searched like ours.

engine   Engine of the GRU baseline: our search, constraints and rendering over its network
network  GRU language model over pieces, as published for open-vocabulary code models
train    Training of the GRU baseline for a number of minutes, on the model's pieces
"""
