"""Estimates with intervals, tables and reports.

calibration  Calibration of shown probabilities: table of bins, and the fitted curve
comparison   Comparison table of several results on the same places
estimates    Estimates of metrics over files with 95 % intervals
report       Result of an evaluation as a JSON document and as a table
verdict      Verdict on a result: how it stands to the figures in the default model's card
"""
