"""Beamcoder: Java completion on your own machine, for code written against the clock.

bench/    `beamcoder bench`: speed of this installation on this machine
cli       The command `beamcoder`: subcommands, imported when they are called
complete  `beamcoder complete`: completions at one position, or JSON lines for programs
doctor    `beamcoder doctor`: checks of the installation, each with its mend
errors    Exceptions of Beamcoder, sorted by who can react
markdown  Markdown pages with sections that several measurements write
place     Positions in files as people write them, `A.java:12:17`, and the text read there
stats     `beamcoder stats`: counts of shown and accepted items on this machine
"""

__version__ = "0.6.0"
