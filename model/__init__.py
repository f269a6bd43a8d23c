"""The model: its network, runtimes, search, and the state kept between key presses.

blocks/       Blocks: the lines that follow a line, as far as going on pays
decoding/     The search: from probabilities of pieces to ranked tokens and lines
fold/         Dynamic batching of any computation, in torch or numpy; knows nothing of Java
network/      The network in torch, the reference of every runtime, and its configuration
npi/          Programs learned from their traces, proved, and written as source
runtime/      Runtimes of the network: one interface, ONNX Runtime or torch
search/       The search of functions, classes and API uses, by words and by meaning
session/      State of one document between requests: cached positions, encoder outputs, searches
artefact      Model folders: checks of sums and sizes, and the loading of weights
completer     Façade of the engine: text and offset in, ranked tokens and lines out
explanation   Explanation of an answer after the fact: hypotheses, probabilities, rules
folder_file   Reading of a model folder's files: regular, of bounded size, JSON of one object
package_name  Package of a file that has none yet: what its folder and its neighbours say
proposal      Inputs and outputs of the engine: plain values, code-point offsets, no LSP
statement     Problem statement of a program, found in its header, next to it or in a library
"""
