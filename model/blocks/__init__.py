"""Blocks: the lines that follow a line, as far as going on pays.

block     Block as it was grown: its lines, what is left of it further along, the items made of it
growth    Growth of a block, line by line, each by a search of its own
worth     Probability that a block is right, and the ends at which it is offered
"""
