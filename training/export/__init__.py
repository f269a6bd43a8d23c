"""Checkpoint to model folder: ONNX graphs, eight-bit weights, the model card.

averaging       Mean of the weights of several checkpoints of one training run
card            MODEL_CARD.md from the corpus manifest, the checkpoint and an evaluation
command         `beamcoder export`: checkpoint to model folder, weights in eight bits, graphs, card
onnx_network    The network of `model.network.seq2seq` as two ONNX graphs, decoder and encoder
onnx_operators  ONNX operators, constants and weight references, for graphs built by hand
"""
