"""Changes to training files that keep the meaning of a program.

brace_style  Augmentation by brace style: `{` on a line of its own, or not
line_style   Augmentation by line style: the statement after `if`, `for`, `while` or `else`
mixture      Mixture of augmentations, and the share of files that each changes
renaming     Augmentation by renaming of a file's own variables
"""
