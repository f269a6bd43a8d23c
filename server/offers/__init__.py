"""Offered items: their text edits, their acceptance, statistics.

acceptance  Acceptance of offered items, decided from edits and client feedback
history     Last answers of each document, and the offered items by id
imports     Imports that an offered item brings, as edits of its document
insertion   Insertion of a whole function into a text: where it goes, and how it is indented
statistics  Statistics kept on this machine: numbers by day, never text, names or paths
stats       `beamcoder stats`: counts of shown and accepted items on this machine
text_edits  Text edits of offered items, where more is replaced than the typed word
"""
