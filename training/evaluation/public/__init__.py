"""Benchmarks with published figures. Their data are never in this repository.

filling           Line filling: does a solution with one predicted line compile and pass its tests
hole              A solution with one line taken out
javac             Compilation and run of Java programs through javac
javacorpus        Line completion of CodeXGLUE on its development rows (Lu et al., 2021)
judging           Two rules that compare an answer to a javaCorpus row with the true one
literals          Literals as javaCorpus writes them, and Java's own
naive             Answers without a model, which every model must beat
problem           Row of a published problem set: problem, solution, tests
reflow            Lines and indentation for lexical tokens that come without layout
rows              Development rows of javaCorpus, read from its authors' files
statement_search  Search for the most probable tokens up to the end of a statement
"""
