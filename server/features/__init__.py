"""One LSP feature or method of our own a file.

completion         textDocument/completion: tokens and lines in one list, in our order
configuration      Settings: from `initialize`, by `workspace/configuration`, and when they
                   change
explanation        beamcoder/explain and beamcoder/beam: why the last answer is as it is, and
                   the search behind it
feedback           beamcoder/feedback, the command beamcoder.accepted, and beamcoder/statistics
inline_completion  textDocument/inlineCompletion (LSP 3.18): the lines that are worth reading,
                   as ghost text
listing            The one list of tokens and lines that a request gets: whole, or in two parts
progress           `$/progress` while the model loads, for editors that show it
statement          beamcoder/statement: the statement that a client sets for a document, and
                   what it did
status             beamcoder/status: the state of the model, asked for, and told to clients that
                   want to know
"""
