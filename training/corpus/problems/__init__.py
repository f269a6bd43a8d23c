"""Problem ids of the corpus' files, from paths, addresses and tables.

catalogue  Catalogue of Codeforces problems: ids by title, round and letter; shared problems
cph_notes  Addresses of problems from notes of Competitive Programming Helper (editor extension)
ids        Problem id of a file, from its path or from an address in its text
"""
