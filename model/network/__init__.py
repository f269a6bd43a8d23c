"""The network in torch, the reference of every runtime, and its configuration.

config   Shape of a model: one dial, `depth`, and what is derived from it
layers   Layers of the Transformer in torch: norm, rotary embedding, attention, feed-forward
packing  Weight matrices in eight bits, with one scale for each 64 numbers of a row
seq2seq  The encoder-decoder in torch: the reference that every other runtime must equal
"""
