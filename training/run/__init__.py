"""One training run: recipe, loss, optimiser, loop, checkpoints, journal.

checkpoint  Checkpoints of a run: complete state, written aside and moved into place
device      Device, number format and worker processes of a training run
journal     Journal of a run: progress, a CSV log, a plot of the loss
loop        The training loop: batches in, checkpoints out; stops by pieces, minutes or Ctrl-C
objective   Training loss: cross-entropy of the next piece, over the pieces that carry a loss
optimiser   Muon for the matrices inside the network, AdamW for the rest, one schedule
recipe      Training recipes: frozen dataclasses read from TOML
warm_start  Warm start of a run: weights and vocabulary of a model folder or a checkpoint
"""
