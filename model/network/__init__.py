"""The network in torch, the reference that every runtime must equal, and its configuration.

config   The shape of a model: one dial, `depth`; everything else is derived or has a default
layers   The parts of the Transformer, in torch: norm, rotary embedding, attention, feed-forward
packing  Weight matrices in eight bits: one scale for each 64 numbers of a row
seq2seq  The encoder-decoder in torch: the reference that every other runtime must equal
"""
