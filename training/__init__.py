"""A corpus to weights, and the evaluation of them; never imported by what completes.

calibration/  What a calibration.json holds, fitted on validation authors
corpus/       `beamcoder corpus`: sources to a folder of JSON lines, without duplicates or
              reserved problems
data/         The rows that are trained on: a corpus as pieces, and what the encoder reads of
              each row
evaluation/   How good a model is, measured through the same façade that the server uses
export/       Checkpoint to model folder: ONNX graphs, eight-bit weights, the model card
run/          One training run: recipe, loss, optimiser, loop, checkpoints, journal
command       `beamcoder train`: from a built corpus and a recipe to checkpoints, resumable
"""
