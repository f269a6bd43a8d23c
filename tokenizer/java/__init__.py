"""Names, scopes, types and syntax of Java text that may be broken.

calls         Arguments of a call and parameters of a header, from tokens
declarations  Types, methods and constructors of a file, whole or broken (tree-sitter)
expressions   Type of an expression, read backwards from its last token
import_edits  Edits that bring classes into a Java file, and leave all else as it is
imports       Head of a Java file: its package and its imports
library       Names that Java's library brings into a file, by itself or by a wildcard import
members       Types of Java's library and their members, as a table with lookups
name_reader   Reader of declared names: one pass over tokens, led by tables of what may stand where
names         Declared names of a Java text and their scopes, from lexical tokens alone
phases        Phases of a reader of Java tokens: what the tokens since the last boundary are part of
scopes        Scopes of declared names: a stack of open brackets, for text that may be broken
source_types  Types that the files around a document declare, for imports and for names
syntax        Syntax errors of Java text, before and after an insertion (tree-sitter)
trees         Syntax trees as plain lists of labels and numbers of children (tree-sitter)
types         Types of names and expressions, from declarations alone
"""
