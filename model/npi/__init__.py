"""Programs learned from their traces, proved and written out: numpy and ONNX Runtime, no torch.

environments/   What the built-in tasks work on: pads, lists, graphs, texts
source/         Learned programs as Java and Python, read back from all situations
tasks/          The built-in tasks, one file each
teaching/       Programs from a person's demonstrations, with questions where unsure
alphabet        Which fields, programs and actions stand in which row of a network's tables
artefact        Model folders of learned programs: checked when they are opened, and never run
catalogue       The built-in tasks by name, and tasks in files of users
certificate     A network compared with its programs in every situation that can arise
counterexample  An input that leads to where a network is wrong
executor        The machine: an explicit stack, tail calls, a memo, limits
forest          Situations as arrays: a forest in which each step finds its parent's state
frame           Values: calls, steps, frames, and their JSON lines
network         The network in numpy, one step or a batch
policy          Policies: whatever says what a program does next; the reference, a table
recorder        Frames of reference programs, and the check of what operations change
replay          The reference program as a function of what one call has seen
runtime         The exported graph in ONNX Runtime, batches of steps
session         The façade for the command and the playground: open, run, verify, explain
situations      Every situation that can arise, as a fixpoint
task            A task: fields that are seen, operations, reference programs, problems
"""
