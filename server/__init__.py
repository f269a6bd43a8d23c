"""The language server. Knows LSP; knows the model only by its façade.

documents/    Open documents: immutable snapshots, and their problem statements
engine/       The completion engine in a server: loading, scheduling, sessions, workspace index
features/     Handlers of LSP methods and of our own, one feature a file
offers/       Offered items: their text edits, their acceptance, statistics
team/         Several people on one server: their tokens, encryption, a log of who came
transport/    Transports of messages: stdio, TCP and WebSocket, with admission and shutdown
access        Rights of one client: everything for the user's own pipe, text only over a network
app           The language server: its state, and the messages that open, change and end a session
application   Assembly of the language server: `Beamcoder` with every feature registered
command       The language server on stdio, TCP, WebSocket or a local socket
convert       Translation between LSP types and ours: positions, ranges, documents
limits        Limits on what one client may cost a server: sizes, counts and times
messages      JSON-RPC 2.0 messages as bytes, read strictly
observer      Observer of a server's clients: who comes and leaves, what is answered and how fast
own_methods   Methods beyond LSP: names, and careful reading of their parameters
playground    `beamcoder demo`: the playground in the browser, served on this machine only
protocol      Protocol of pygls with our documents, and an answer to whatever comes
serve         `beamcoder serve`: its options, and the way to a server or to the shared one
settings      Settings of an editor, under `beamcoder` in its configuration
state_folder  Folder of the user for what servers keep between starts, readable by nobody else
"""
