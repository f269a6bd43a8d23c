"""The language server. Knows LSP; knows the model only by its façade.

documents/    Open documents: immutable snapshots, their indentation, their problem statements
engine/       The completion engine in a server: loading, scheduling, sessions, workspace index
features/     Handlers of LSP methods and of our own, one feature a file
offers/       Offered items: their text edits, their acceptance, statistics
app           The language server: its state, and the messages that open, change and end a session
application   The language server put together: `Beamcoder` with every feature registered on it
command       `beamcoder serve`: the language server on stdio, TCP or WebSocket
convert       Translation between LSP types and ours: positions, ranges, documents
origin_check  Check of Origin and Host: no page of another site may connect
own_methods   Methods beyond LSP: names, and careful reading of their parameters
playground    `beamcoder demo`: the playground in the browser, served on this machine only
settings      Settings of an editor, under `beamcoder` in its configuration
"""
