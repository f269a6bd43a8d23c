"""`beamcoder study`: long trials of this installation, by hand and in CI.

command  `beamcoder study`: options, and what was found as lines
fuzz     Fuzzing: random inputs for each target until the time is over, faults with their seeds
inputs   Inputs made at random: texts with length, messages, bytes that are almost right
targets  Targets of fuzzing: what reads strangers' input, and what must hold of each
"""
