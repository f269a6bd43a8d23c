"""One metric a file, and the query that they share.

ghosts      GHOSTS: what is shown as ghost text while a line is typed, and whether it is right
line        LINE: the rest of a line, from its first token and from a random one in it
next_token  NEXT TOKEN and TYPED: is the token that comes among those offered, and how high
parses      PARSES: whether a shown line leaves its file with no more syntax errors than before
query       ASKING: the one way in which evaluation puts a place in a program to the completer
record      RECORD: what was counted in one file, from which every figure is a ratio of sums
replay      KEYSTROKES SAVED: the program is typed again, taking what is offered when it is
            right
scoring     SCORING: the model's own probability of a token that the list may not hold
similarity  EDIT SIMILARITY of two lines, as published tables give it: 2 × common ÷ total
            characters
"""
