"""Several people on one server: their tokens, encryption, a log of who came, metrics.

audit          Audit log of a server: who came, when and how much, without a character of text
bridge         Bridge of an editor to the one server of its user, over a local socket
certificate    Certificate of a server: given or self-made, and its fingerprint
entrance       Entrance of a server for people: their tokens, encryption and the audit log
local_socket   Transport on a local socket, for all editors of one user; it ends when nobody is left
metrics        Metrics of a server for Prometheus: latency, clients, the queue, memory, refusals
monitor        Monitor of a server: its health, readiness, metrics and state, on a loopback port
people         Tokens of people: hashed in a file, with an expiry, read anew when the file changes
token_command  `beamcoder token`: tokens for people who use a server
"""
