"""`beamcoder npi train`: from traces and questions to a network that is proved.

baselines    A sequence-to-sequence LSTM that learns answers from questions
command      `beamcoder npi train`: learn, ask, prove and save
core         The network in torch, the reference of the others
course       What a training begins with, and programs for task files that have none
curriculum   Which traces are shown: those with the most steps not shown before
drill        Rounds of training on whatever was taught
evaluation   Figures of the learning: proofs over seeds, other cores, the baselines
export       A proved network as a model folder: weights, graph, certificate, card
grafting     A new program in a network that stays as it is
lessons      What is taught: distinct steps of frames and questions, as a forest
loop         Train, check, ask: until the network is proved
loops        Programs with loops in place of recursion, which cannot be proved
other_cores  Other cores: without memory, and a GRU
showing      How many questions a program costs that is taught by showing, and its mistakes
state        The state of a training that goes on where it stopped
"""
