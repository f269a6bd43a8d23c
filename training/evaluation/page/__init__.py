"""docs/quality.md: goals, tables and pictures out of saved results.

goals     GOALS: what the default model is to reach on test authors, and by how much it does or
          does not
pictures  PICTURES of docs/quality.md: calibration, accuracy along the file, keystrokes by
          author
quality   QUALITY: writes docs/quality.md, with its pictures, from results that were saved
"""
