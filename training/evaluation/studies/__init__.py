"""Measurements made once, kept so that they can be repeated.

curves          CURVES: what training runs wrote down on their way, the loss of validation
                against time
demo            The demo of 2017 as a table: what is offered at twelve cursors of one contest
                solution
equal_time      EQUAL TIME: our network and the GRU, each trained for the same time, on the test
                authors
forcing         FORCING: the network's own probability of every token of a program, in one pass
                a window
loss_curves     Our training against the GRU's, loss against minutes, for docs/quality.md
sizes           SIZES: size against latency, of models trained alike but for their depth, for
                docs/quality.md
statements      STATEMENTS: what the problem's statement is worth: none, the true one, and
                another problem's
with_statement  STATED: programs of a corpus together with the statement of their problem, and
                another one's
"""
