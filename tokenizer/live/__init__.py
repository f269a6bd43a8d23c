"""Text under edit: lines, pieces and excerpts, at the cost of what changed.

buffer              Pieces and layout of a text under edit, kept line by line
code_above          Tokens above a line, read backwards, and how deep what they belong to stands
cursor_line         The cursor's line, split at the cursor: left part, typed word, right part
cut                 One line as tokens and pieces, independent of the other lines
excerpt             Excerpt of a file for name and type checks, about 150 lines at most
excerpt_lines       Lines of a file that its excerpt shows, chosen by how deep each one stands
indentation_habits  Habits of indentation of a buffer, from its code lines
indenter            Indentation of a line of blanks, in the buffer's own blanks
line_starts         Starts of a text's lines, and where they move when the text is edited
lines               Lines of a text under edit, and the lines that an edit changed
reader              Reader of a document at its cursor, for the parts that one key press needs
rows                Rows of a text: its lines, the long ones cut into several
"""
