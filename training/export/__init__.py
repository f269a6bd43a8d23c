"""Checkpoint to model folder: ONNX graphs, eight-bit weights, the model card.

averaging       AVERAGING: the mean of the weights of several checkpoints of one training
card            MODEL_CARD.md from what was measured: the corpus' manifest, the checkpoint, an
                evaluation
command         CHECKPOINT → MODEL FOLDER: weights in eight bits, the graphs for the CPU, sums
                and a card
onnx_network    The network of `model.network.seq2seq` as two ONNX graphs, the decoder and the
                encoder
onnx_operators  Building ONNX graphs by hand: operators, constants, and where the matrices come
                from
rounding        What eight bits cost: the exported folder on the CPU against its checkpoint in
                single precision
"""
