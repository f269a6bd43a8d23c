"""Open documents: immutable snapshots, their indentation, their problem statements.

documents    Open documents as immutable snapshots, with offsets in code points
indentation  Indentation of a line of blanks, in the buffer's own blanks
statements   Problem statements of open documents
"""
