"""Beamcoder: Java completion on your own machine, for code written against the clock.

bench/    `beamcoder bench`: how fast this installation is on this machine
cli       One command, `beamcoder`: every subcommand is a module that is imported when it is
          called
complete  `beamcoder complete`: one place for a person, or JSON lines for programs
doctor    `beamcoder doctor`: what is installed, what is wrong, and how to mend it
errors    The one exception tree, sorted by who can react
markdown  SECTIONS: tables of docs/quality.md that other measurements than `beamcoder evaluate`
          make
place     A place in a file as people write it, `A.java:12:17`, and the text that stands there
stats     `beamcoder stats`: what was counted on this machine of the items that editors showed
"""

__version__ = "0.5.0"
