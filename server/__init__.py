"""The language server. Knows LSP; knows the model only by its façade.

documents/    Open documents: immutable snapshots, their indentation, their problem statements
engine/       The completion engine behind the server: loading, scheduling, sessions, the
              workspace index
features/     One LSP feature or method of our own a file
offers/       The items that were sent: their text edits, whether they were accepted, statistics
app           The server: what it keeps, and the messages that open, change and end a session
command       `beamcoder serve`: the language server on stdio, TCP or WebSocket
convert       The only file where LSP's types and ours meet
origin_check  Who may talk to a server that browsers can reach: no page of another site
own_methods   What a client asks of us beyond LSP: parameters read with care, for nobody has
              typed them
playground    `beamcoder demo`: the playground, a page in the browser, served on this machine
              only
settings      What an editor can set, under `beamcoder` in its configuration
"""
