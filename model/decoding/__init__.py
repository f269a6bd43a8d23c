"""The search: from probabilities of pieces to ranked tokens and lines.

cache_model/        N-gram cache language model (Kuhn and De Mori, 1990), mixed into the network
constraints/        Rules that drop, cut or down-weight candidates, one a file
beam                Beam search over pieces up to the end of a Java line
beginnings          Beginnings of a line that are likelier than the whole, for ghost text
calibration         Calibration of shown probabilities, from the model folder's calibration.json
class_imports       Classes that an item uses and its file does not import
declaration_search  Search for lines that declare a name which the code below needs
ghost               Ghost text: the probability that the first line is taken
known               Distribution of the next token from the nodes that a search left in its tree
line_list           The list of lines: search, probabilities, rules, order
marginals           Token probabilities, summed over all spellings and endings of a token
options             Options of the search: one frozen set of numbers, checked once
problem             Inputs of a search: resources shared by all requests, and the cursor to complete
ranking             Ranking of candidates: rules, order, calibrated probabilities
stop                Stop conditions of a search, checked between two decode steps
token_list          The list of tokens: search, probabilities, rules
tree                Hypotheses of a search as a tree over one key/value buffer
typed               Characters typed of a word, as a constraint on the pieces of the next token
vocabulary          The vocabulary as masks: pieces that may open, continue or end a token
"""
