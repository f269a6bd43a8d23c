"""Handlers of LSP methods and of our own, one feature a file.

blocks             beamcoder/blockReady: a block has grown behind the answer that an editor has
completion         textDocument/completion: tokens and lines in one list, in our order
configuration      Settings: from `initialize`, by `workspace/configuration`, and when they change
explanation        beamcoder/explain and beamcoder/beam: the last answer and its search tree
feedback           beamcoder/feedback, the command beamcoder.accepted, and beamcoder/statistics
inline_completion  textDocument/inlineCompletion (LSP 3.18): lines and blocks as ghost text
listing            The list of tokens and lines of one request, whole or in two parts
progress           `$/progress` while the model loads
search             beamcoder/search: functions, classes and library uses in open folders
statement          beamcoder/statement: the problem statement that a client sets for a document
status             beamcoder/status: state of the model, as request and as notification
teaching           beamcoder/npi/...: learned programs step by step, and teaching by showing
"""
