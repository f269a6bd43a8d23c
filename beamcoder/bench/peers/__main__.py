"""What `compare` runs in a process of its own."""

import sys

from beamcoder.bench.peers.comparison import main

main(sys.argv[1:])
