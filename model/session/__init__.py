"""State of one document between requests: cached positions, encoder outputs, searches.

ahead           What follows an answer, searched when it is out and while nobody waits
blank_lines     Completion on a line of blanks, with the indentation taken as right
block_end       Probability that a block goes on in a blank line above its `}`
branch          Row of computed pieces with the search tree at its end
context         Context of the model at a cursor: decoder window and encoder input, as pieces
encoder_memory  Encoder outputs of one document, bounded in bytes, kept for the contexts in use
standing_ghost  Ghost text that stays on the screen while the user types along it
session         State of one document between requests: branches, encoder outputs, last search
type_ahead      Answers to the next key presses from the last search, without the network
typed_path      What was typed since a search, and what a line found there still has after it
workspace       Index of the Java files next to the open one, for the cache model
"""
