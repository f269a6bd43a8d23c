"""Files and cursors that are evaluated.

auto_closed  Text right of the cursor in an editor that closes brackets by itself
bodies       Bodies of loops, ifs and small methods: what comes after a header, up to its `}`
program      A Java file under evaluation: author, lexical tokens, lines of code
sampling     Sample of files and cursors, by a fixed seed
template     Template lines of an author, apart from the body that solves the problem
workspace    Workspace of an evaluated file: the other files of its author
"""
