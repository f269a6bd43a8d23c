"""Programs learned from their traces, proved and written out: numpy and ONNX Runtime, no torch.

tasks/      The built-in tasks, one file each
task        A task: fields that are seen, operations, reference programs, problems
catalogue   The built-in tasks by name, and tasks in files of users
frame       Values: calls, steps, frames, and their JSON lines
replay      The reference program as a function of what one call has seen
policy      Policies: whatever says what a program does next; the reference, a table
executor    The machine: an explicit stack, tail calls, a memo, limits
recorder    Frames of reference programs, and the check of what operations change
situations  Every situation that can arise, as a fixpoint
"""
