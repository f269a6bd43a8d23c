"""Changes to training files that keep the meaning of a program.

brace_style  Brace style: some files with each `{` on a line of its own, or the other way round
line_style   Line style: the single statement behind an `if`, `for`, `while` or `else` in
             another form
mixture      Augmentation: what is changed in a file before it is trained on, and in how many
             files
renaming     Renaming: a file's own variables under other names, the same one everywhere
"""
