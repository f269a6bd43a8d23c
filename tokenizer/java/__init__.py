"""Names, scopes, types and syntax of Java text that may be broken.

expressions  The type of an expression, read backwards from its last token: `map.get(x)`,
             `a[i].next`
library      The names that Java's own library brings into a file: always, or by a wildcard
             import
members      Java types as written, and what a class has to offer: a table of the library, and
             how to ask
names        The names a Java text declares and where each can be seen, from lexical tokens
             alone
scopes       Where a declared name can be seen: a stack of open brackets, for text that may be
             broken
syntax       Whether Java text parses, and whether an insertion would make it parse worse (tree-
             sitter)
types        The types of names, from declarations alone, and of expressions made of them
"""
