"""Transports of messages: stdio, TCP and WebSocket, with admission and shutdown.

addresses     Addresses to listen on, of this machine only
door          Admission of network clients: the token, and for browsers the origin of the page
origin_check  Check of Origin and Host: no page of another site may connect
pace          Rate limit of one client's messages
shutdown      Shutdown in good order on SIGTERM, SIGHUP and Ctrl-C
stdio         Transport on standard input and output, for one client
streams       Messages with LSP's header, out of a stream of bytes and into one
talk          Conversation with one client, from its first message to its end
tcp           Transport on TCP, for clients with a token
tokens        Token of a server: made at its start and printed, or read from a file of the user
visitors      Network clients: their number, and the memory that they leave
websocket     Transport on WebSocket, for programs and named web pages
"""
