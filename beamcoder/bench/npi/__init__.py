"""`beamcoder npi bench`: steps a second and long inputs of learned programs.

command    `beamcoder npi bench`: what is measured without torch, as lines or JSON
countdown  A task of one's own, as docs/npi.md shows it
page       Writer of docs/npi.md: proofs over ten seeds, lengths, speed, baselines
"""
