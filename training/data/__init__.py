"""Training rows: a corpus as pieces, and the encoder's input for each row.

augmentation/  Changes to training files that keep the meaning of a program
batches        Batches: files packed into rows, with the encoder's input for each
dataset        A split of the corpus as pieces on disk: flat arrays, memory-mapped
holes          Holes between a cursor and the text after it that the encoder reads
templates      Template heads and tails of an author's files, cut from most of them
"""
