"""Open documents: immutable snapshots, and their problem statements.

documents   Open documents as immutable snapshots, with offsets in code points
statements  Problem statements of open documents
"""
