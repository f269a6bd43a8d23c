"""Beamcoder: Java completion on your own machine, for code written against the clock."""

__version__ = "0.5.0"
