"""Metrics, one a file, and the query that they share.

blocks            Block metrics: bodies from the end of their header, and lines typed with blocks
ghosts            Ghost text metric: what a person sees while typing, and whether it is right
line              Line metric: the rest of a line, from its first token and from a random one
next_token        Next-token metric: rank of the true token, with nothing typed or some characters
parses            Parse metric: shown lines that add no syntax error to their file
query             Queries of the evaluation: one way to ask an engine at a place in a program
record            Counts of one file, from which every figure is a ratio of sums
replay            Keystrokes saved: a program typed again with right offers accepted
scoring           Probability of a token that the list may not hold
similarity        Edit similarity of two lines: 2 × common ÷ total characters
typing_in_editor  Sampled lines typed with ghost text into an editor that closes brackets
"""
