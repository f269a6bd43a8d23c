"""Text to pieces and back: lexing, layout and sub-word pieces of Java.

java/      Names, scopes, types and syntax of Java text that may be broken
live/      Text under edit: lines, pieces and excerpts, at the cost of what changed
style/     Pieces written back as text in the spacing and indentation of a buffer
cursor     Cursor in a text: tokens before it, the characters typed of a word, the text after
layout     Layout symbols between lexical tokens: line ends, indentation, blank lines
lexer      Lexer for Java 8 to 21: a total function from text to tokens
statement  Cleaning of problem statements: markup removed, input and output first
subword    Sentencepiece pieces of symbols, each token start marked, and back again
token      Token of the lexer: kind, stretch of text, flaw
"""
