"""The cache language model: what followed the same pieces before, mixed into the network.

index    What followed the same pieces before: counts of the piece behind each run of 1, 2, 4, 8
         or 16
mixture  Recall: what this buffer and its workspace did after the same pieces, mixed into the
         network
"""
