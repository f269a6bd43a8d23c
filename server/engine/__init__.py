"""The completion engine in a server: loading, scheduling, sessions, workspace index.

block_grower       Blocks, grown when the answers are out and while nobody waits
fair_queue         Fair scheduler: clients in a ring, and the documents of each client in a ring
folder_searcher    Search of the folders that an editor has open, on a thread of its own
loading            The model of a server: loaded on the worker's thread, replaceable, maybe missing
log_relay          Log warnings of the engine, relayed to the client as messages
sessions           Sessions of the documents used last, bounded in bytes
shared_engine      Engine that all clients of one server share: models, turns, what is remembered
shared_models      Models shared by the clients of one server, each opened once
worker             Worker thread of the searches: the newest request of a document wins
workspace_indexer  Background reading of the Java files around the open documents
"""
