"""The search: from the probabilities of pieces to ranked tokens and lines.

cache_model/        The cache language model: what followed the same pieces before, mixed into
                    the network
constraints/        One rule a file: what is dropped, cut or weighed down before it is offered
beam                Whole lines: a beam over pieces that ends where a Java line ends
calibration         From the search's probabilities to those that are shown, by the folder's
                    calibration.json
declaration_search  Lines that declare a given name, for when the code below needs one and no
                    other line does
known               The next token, from what a search has left in its tree: nothing is computed
                    by the network
line_list           The list of lines: searched for, weighed, compared, filtered, shown
marginals           The next token: probabilities summed over every way in which it may be spelt
                    and end
options             What the search may be told: one frozen set of numbers, checked once
problem             What a search has to go by: the means of an engine, and the place that is
                    asked about
ranking             From candidates to the two lists: rules, order, calibrated probabilities
stop                When a search has to end: asked between two decode steps, since nothing can
                    stop a thread
token_list          The list of tokens: searched for, weighed, filtered, shown
tree                The hypotheses of a search as a tree over one key/value buffer: no copies,
                    no reordering
typed               What has been typed of a word, as a constraint on the pieces of the next
                    token
vocabulary          A vocabulary as the search asks for it: which pieces may open, go on with or
                    end what
"""
