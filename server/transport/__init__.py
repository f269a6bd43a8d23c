"""From bytes to messages: three transports, who may come in by them, and how much one may send.

addresses     Addresses to listen on: on this machine only
door          What a network client has to show: the token, and for browsers the page it came from
origin_check  Check of Origin and Host: no page of another site may connect
pace          A bound on the rate at which one client is read, so that others are served
shutdown      An end in good order on SIGTERM, SIGHUP and Ctrl-C
stdio         One client on standard input and output
streams       Messages with LSP's header, out of a stream of bytes and into one
talk          One client served from its first message to its end
tcp           Clients on TCP
tokens        The token of a server: made at its start, or read from a file
visitors      Clients that come and go: their number, and the memory that they leave
websocket     Clients on WebSocket
"""
