"""`beamcoder bench`: how fast this installation is on this machine."""
