"""One training run: recipe, loss, optimiser, loop, checkpoints, journal.

checkpoint  Checkpoints: everything a run needs to go on, written beside the last one, then
            moved over it
device      Where training runs: device, number format, and how several processes share the work
journal     What a run tells while it goes: a bar or plain lines, a CSV log, and a plot of the
            loss
loop        The training loop: batches in, checkpoints out; stops by pieces, by minutes or by
            Ctrl-C
objective   What is minimised: cross-entropy of the next piece, over the pieces that carry a
            loss
optimiser   Muon for the matrices inside the network, AdamW for embedding and output, one
            schedule
recipe      A training recipe: frozen dataclasses read from TOML. An unknown key is an error
warm_start  weights and vocabulary that a run begins with, from another model
"""
