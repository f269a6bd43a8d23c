"""Open documents: immutable snapshots, and their problem statements, packages and windows.

documents   Open documents as immutable snapshots, with offsets in code points
packages    Package that an open document is to have
statements  Problem statements of open documents
window      Window on a document: what the engine reads of one that is too long to be read whole
"""
