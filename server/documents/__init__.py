"""Open documents: immutable snapshots, and their problem statements and packages.

documents   Open documents as immutable snapshots, with offsets in code points
packages    Package that an open document is to have
statements  Problem statements of open documents
"""
