"""Pieces to proposals: the network, its runtimes, the search, and what is kept between keys.

decoding/    The search: from the probabilities of pieces to ranked tokens and lines
network/     The network in torch, the reference that every runtime must equal, and its
             configuration
runtime/     The network as the search calls it: one interface, ONNX Runtime or torch behind it
session/     What is kept of one document between two requests: cached positions, encoder
             outputs, searches
artefact     A model folder: opened only when it is whole, and the only place that opens weights
completer    The façade of the engine: a text and an offset in, ranked tokens and ranked lines
             out
explanation  What a search did, for who asks afterwards. Nothing here is computed on the way to
             an answer
proposal     What goes into the engine and what comes out: plain values, code-point offsets, no
             LSP
statement    The statement of the problem that a program solves, found where its author keeps it
"""
