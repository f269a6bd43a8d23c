"""The search: functions of Java files to ranked answers, by words and by meaning.

encoder  Interface of the two halves that place text and code in one space of vectors
units    Units of the search: types, methods, constructors of a file, and its API uses
uses     Uses of library classes and their methods, from imports and declared types
"""
