"""The completion engine behind the server: loading, scheduling, sessions, the workspace index.

blank_lines        What the engine is asked on a line of blanks, where it takes the indentation
                   for given
fair_queue         Whose turn it is: clients in a ring, and in each client its documents in a
                   ring
loading            The model behind the server: loaded on the worker's thread, replaceable,
                   maybe missing
log_relay          What the engine has to say while it works, such as that a GPU is lost, told
                   to the user
sessions           What the engine remembers of the documents used last, bounded in bytes
worker             One search at a time for each document: the newest request wins. `scheduler` says
                   who comes when
workspace_indexer  What lies around the open documents, for their sessions to recall; read in
                   the background
"""
