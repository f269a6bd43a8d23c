"""Arguments of the commands that need torch: their `--help` does not.

adapt      `beamcoder adapt`
calibrate  `beamcoder calibrate`
export     `beamcoder export`
train      `beamcoder train`
"""
