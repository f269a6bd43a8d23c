"""`beamcoder complete`: completions at one position, or JSON lines for programs.

command  The command: arguments, one position, JSON lines
report   Report of an answer, as it is printed for a person
"""
