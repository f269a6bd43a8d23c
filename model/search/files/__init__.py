"""Files of the search: which Java files folders hold, and what of them is left out.

ignored   Rules of .gitignore files: which files and folders a project does not count as its own
sources   Java files of folders: which there are, which are left out and why
"""
