"""Benchmarks that others publish figures for. Their data are never in this repository.

filling           FILLING: one line is taken out of a solution; does what is filled in compile,
                  and pass the tests?
hole              HOLE: a solution with one line taken out
javac             JAVAC: does a Java program compile, and does its `main` end without throwing?
javacorpus        JAVACORPUS: the line completion of CodeXGLUE, on its development rows (Lu et
                  al., 2021)
judging           JUDGING: an answer to a javaCorpus row against the true one, by two rules
literals          LITERALS: the forms in which javaCorpus writes literals, and Java's own
naive             NAIVE: answers that need no model, which every model must beat
problem           PROBLEM: one row of a published set of programming problems with its solution
                  and its tests
reflow            REFLOW: lexical tokens without layout, laid out in lines as people would
rows              ROWS: javaCorpus' development rows, read from where their authors keep them
statement_search  STATEMENT SEARCH: the most probable tokens up to a statement's end, wherever
                  the lines break
"""
