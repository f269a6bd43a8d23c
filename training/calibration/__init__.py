"""Fits of calibration.json on validation authors.

cache_model        Fit of the cache model's weights on validation authors
command            `beamcoder calibrate`: fit of a folder's calibration.json on validation files
nearest_functions  Study: the nearest functions of the workspace as a source of recall
"""
