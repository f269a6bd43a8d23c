"""N-gram cache language model (Kuhn and De Mori, 1990), mixed into the network.

index    Counts of the pieces that followed each run of 1, 2, 4, 8 or 16 pieces
mixture  N-gram cache model of the buffer and its workspace, mixed into the network
"""
