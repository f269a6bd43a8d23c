"""Measurement of `model/fold` next to recursion, TorchFold and the bare products.

    python -m beamcoder.training.batching --write docs/fold.md

binary    Random binary trees under a Tree-LSTM, and whoever computes them
command   Options; from measurements to lines and a page
java      Syntax trees of Java methods under a child-sum Tree-LSTM, and whoever computes them
page      Writer of the tables in docs/fold.md
peer      TorchFold of 2018 on today's torch
timing    Processor time of several contenders in turn
"""
