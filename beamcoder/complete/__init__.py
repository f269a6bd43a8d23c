"""`beamcoder complete`: completions at one position, or JSON lines for programs.

command  The command: arguments, one position, JSON lines
place    Positions in files as people write them, `A.java:12:17`, and the text read there
report   Report of an answer, as it is printed for a person
"""
