"""Studies: measurements made once, kept so that they can be repeated.

curves          Validation loss against time, from the logs of training runs
demo            Proposals at twelve cursors of the contest solution of the demo of 2017
equal_time      Study: our network and the GRU, each trained for the same time
forcing         Probabilities of all tokens of a program by teacher forcing, one pass a window
indentation     Indentation of blanked lines of real files: how many items would stand wrong
loss_curves     Study: loss against minutes, our training and the GRU's
rounding        Cost of eight bits: the exported folder against its checkpoint in single precision
sizes           Study: size against latency, of models trained alike but for their depth
statements      Study: the worth of a problem statement: none, the true one, another problem's
with_statement  Programs of a corpus with the statement of their problem, and another one's
"""
