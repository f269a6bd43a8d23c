"""What is kept of one document between two requests: cached positions, encoder outputs, searches.

branch          One row of pieces that has been computed, and the tree of the search at its end
context         What the model is given at a cursor, as pieces: the window before it, and what
                is read beside
encoder_memory  What the encoder has read for one document: computed once a part, kept for the
                contexts in use
session         What is kept of one document between two calls: branches of columns, memories,
                the last search
type_ahead      The trie: what the last search found answers the next keys, without the network
workspace       The Java files beside the open one: what a workspace lends to `decoding.recall`
"""
