"""The items that were sent: their text edits, whether they were accepted, statistics.

acceptance  What becomes of the items that went out: taken whole or in part, refused, kept,
            deleted
history     What was answered last for each document, and the items that went out, by the id
            that they carry
statistics  What is counted on this machine: numbers by day, never text, names or paths
text_edits  How an item is written into the line that it will stand in, where that is not simply
            its text
"""
