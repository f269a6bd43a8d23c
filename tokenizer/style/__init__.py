"""Pieces written back as text in the spacing and indentation of a buffer.

indentation  Indentation of a line: the blanks before this or that text, in the buffer's own blanks
render       Symbols back to text, in a buffer's own spacing and indentation
spacing      Spacing between the tokens of a line, and the habits of a buffer
token_roles  Role of each token in its line: comparison or generic `<`, sign or minus, call or not
"""
