"""The language server. Knows LSP; knows the model only by its façade.

documents/    Open documents: immutable snapshots, their indentation, their problem statements
engine/       The completion engine in a server: loading, scheduling, sessions, workspace index
features/     Handlers of LSP methods and of our own, one feature a file
offers/       Offered items: their text edits, their acceptance, statistics
transport/    From bytes to messages: stdio, TCP and WebSocket, who may come in, and how much
access        What one client may do: everything for the server's user, text only for others
app           The language server: its state, and the messages that open, change and end a session
application   The language server put together: `Beamcoder` with every feature registered on it
command       `beamcoder serve`: the language server on stdio, TCP or WebSocket
convert       Translation between LSP types and ours: positions, ranges, documents
limits        What one client may cost a server: sizes, counts and times, in one place
messages      JSON-RPC 2.0 as bytes, read strictly
own_methods   Methods beyond LSP: names, and careful reading of their parameters
playground    `beamcoder demo`: the playground in the browser, served on this machine only
protocol      pygls' protocol with our documents, and an answer to whatever comes
settings      Settings of an editor, under `beamcoder` in its configuration
state_folder  The user's folder for what servers keep, closed to everybody else
"""
