"""Open documents: immutable snapshots, their indentation, their problem statements.

documents    The open texts: immutable snapshots, replaced at every edit. Offsets are code
             points
indentation  How deep the code on a line of blanks is to stand, in the buffer's own blanks
statements   The problem statement of an open document: the seam between documents and
             `model.statement`
"""
