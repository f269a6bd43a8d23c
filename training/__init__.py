"""From a corpus to weights, and their evaluation; never imported by what completes.

arguments/    Arguments of the commands that need torch, readable without it
batching/     Measurement of `model/fold` next to recursion, TorchFold and the bare products
calibration/  Fits of calibration.json on validation authors
corpus/       `beamcoder corpus`: from sources to a folder without duplicates or reserved problems
data/         Training rows: a corpus as pieces, and the encoder's input for each row
evaluation/   Evaluation of a model through the façade that the server uses
export/       Checkpoint to model folder: ONNX graphs, eight-bit weights, the model card
npi/          `beamcoder npi train`: from traces and questions to a network that is proved
run/          One training run: recipe, loss, optimiser, loop, checkpoints, journal
search_speed/  Speed, size and reliability of the search's index, next to other libraries
search/       The search's encoder: pairs of text and code, contrastive loop, peers
adapt         `beamcoder adapt`: the default model, fine-tuned on one's own files in minutes
trees        Tree encoder of code in torch, the trainable twin of `model.search.trees`
command       `beamcoder train`: from a built corpus and a recipe to checkpoints, resumable
"""
