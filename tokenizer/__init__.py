"""Text to pieces and back: lexing, layout and sub-word pieces of Java.

java/      Names, scopes, types and syntax of Java text that may be broken
live/      A text under edit: lines, pieces and excerpts, at the cost of what changed
style/     Pieces written back as text in the spacing and indentation of a buffer
cursor     A cursor in a text: what stands before it, what has been typed of a word, what comes
           after
layout     Layout: where lines begin and whether they go deeper, as symbols between lexical
           tokens
lexer      Java text, Java 8 to 21, cut into tokens: a total function that never raises
statement  A problem statement as a model reads it: markup taken off, what is read and printed
           in front
subword    PIECES: symbols cut into sentencepiece pieces, each token start marked, and back
           again
token      What a lexer yields: a kind, a stretch of text, and whether something is missing
"""
