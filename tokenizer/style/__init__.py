"""Pieces written back as text in the spacing and indentation of a buffer.

render       PIECES back to TEXT: symbols written in the buffer's own spacing and indentation
spacing      Where blanks stand between the tokens of a line, and what the habit of a buffer is
token_roles  What each token of a line is: is this `<` a comparison, this `-` a sign, this `(` a
             call?
"""
