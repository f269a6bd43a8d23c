"""Problems that files of a corpus solve: their ids, from paths, addresses and tables.

catalogue  Catalogue of Codeforces problems: ids by title, round and letter; shared problems
cph_notes  Addresses of problems that the editor extension Competitive Programming Helper keeps
ids        Problem id of a file, from its path or from an address in its text
"""
