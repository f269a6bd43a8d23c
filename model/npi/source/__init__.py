"""Learned programs as source: decisions over all situations, read back as Java and Python.

blocks      Blocks of calls and decisions: simplified, and loops in place of tail calls
conditions  Tests and expressions over what is seen
decisions   Situations of one program to a block: the smallest decisions that tell actions apart
languages   How Java and Python write fields, calls and tests
listing     A task of a model as source text
parameters  Arguments of programs as fields that these see
printer     Blocks as lines of source, with one follow-up where branches meet again
"""
