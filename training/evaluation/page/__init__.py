"""docs/quality.md: goals, tables and pictures from saved results.

goals     Goals of the default model on test authors, and the distance from each
pictures  Pictures of docs/quality.md: calibration, accuracy along the file, keystrokes by author
quality   Writer of docs/quality.md and its pictures from saved results
"""
