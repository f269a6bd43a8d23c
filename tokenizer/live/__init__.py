"""A text under edit: lines, pieces and excerpts, at the cost of what changed.

buffer       A text under edit as the model reads it: pieces and layout, a line at a time
cursor_line  The cursor's line: what stands left of the cursor on it, what has been typed of a
             word, the rest
cut          One line cut into tokens and pieces, by itself: all that a longer text needs to
             know of it
excerpt      What of a file is in sight of a cursor: a short text that stands for it when names
             are judged
lines        A text under edit as lines: what a new text changed, found without looking at every
             character
reader       A document as it is read at its cursor: what a key press asks of a text, and no
             more
"""
