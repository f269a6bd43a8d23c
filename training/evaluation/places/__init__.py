"""The files and cursors that are evaluated.

program    PROGRAM: one Java file as evaluation sees it: its author, its lexical tokens, its
           code lines
sampling   SAMPLING: which files and which places are asked, by a fixed seed
template   TEMPLATE and BODY: which lines an author writes in every file, and which solve the
           problem
workspace  WORKSPACE: the other files of an author beside the one that is asked, as in an open
           folder
"""
