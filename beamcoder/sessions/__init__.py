"""`beamcoder record` and `beamcoder replay`: what an editor and the server said, kept and played.

comparison  Answers of a replay next to those of its record
player      Player of a recorded session against a server of now
record      `beamcoder record`: a server as an editor starts it, with what passes written down
replay      `beamcoder replay`: a recorded session against a server of now, and what differs
session     Recorded session as a file: lines of JSON, each a message with its time
"""
