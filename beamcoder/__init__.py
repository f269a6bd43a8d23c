"""Beamcoder: Java completion on your own machine, for code written against the clock.

bench/       `beamcoder bench`: speed of this installation on this machine
complete/    `beamcoder complete`: completions at one position, or JSON lines for programs
sessions/    `beamcoder record` and `beamcoder replay`: an editor's session kept and played
study/       `beamcoder study`: long trials with inputs made at random
setup/       `beamcoder setup` and `beamcoder doctor`: editors set up, the installation checked
arguments    Command-line arguments that several commands share
cli          The command `beamcoder`: subcommands, imported when they are called
errors       Exceptions of Beamcoder, sorted by who can react
files        Writing of files, with one sentence when it fails
glibc        Settings of glibc's memory allocator (mallopt, malloc_trim)
markdown     Markdown pages with sections that several measurements write
npi          `beamcoder npi`: programs learned from their traces, proved, and their source
progress     Progress of a long job: a bar on a terminal, plain lines elsewhere
search       `beamcoder search`: functions, classes and library uses in folders of Java
strict_json  JSON as its standard has it: no NaN, no infinity
"""

__version__ = "0.6.0"
