"""The rows that are trained on: a corpus as pieces, and what the encoder reads of each row.

augmentation/  Changes to training files that keep the meaning of a program
batches        Batches: files packed into rows, and what the encoder may read of each
dataset        A split of the corpus as pieces on disk: flat arrays, memory-mapped, no Python
               objects
holes          Holes: what is missing between a cursor and the text that the encoder reads
               behind it
templates      Less of what an author pastes into every file: template heads and tails, cut from
               most files
"""
