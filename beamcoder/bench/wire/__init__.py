"""Clients of a server, and the server's process: what stands at both ends of the wire.

client    LSP client: what an editor says to a server, framed, and the reading of replies
editor    Editor at the other end of two streams: documents, cursors, answers with times
host      The server in a process of its own, with its memory and processor time
"""
