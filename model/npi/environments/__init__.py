"""What the built-in tasks' operations work on; attributes are the fields that programs see.

graphs  Vertices with their successors, a pointer over them, and a stack
lists   Numbers with pointers at some of them
pads    Rows of digits with a pointer each, as sums are written on paper
texts   A text with a pointer, and a stack of closers
"""
