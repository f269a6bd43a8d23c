"""Fits of calibration.json on validation authors.

cache_model  Fit of the cache model's weights on validation authors
command      Fit of everything in a model folder's calibration.json, in its order
"""
