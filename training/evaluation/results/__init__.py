"""Estimates with intervals, tables and reports.

calibration  CALIBRATION: of the items shown with 0.6, are 60 % right; and the numbers that mend
             it
comparison   BOARD: several results of the same places side by side, the first against each
             other one
estimates    FIGURES: a metric over files with its 95 % interval
report       REPORT: the result of an evaluation as a JSON document, and as a table for people
"""
