"""Process that runs the comparison of engines."""

import sys

from beamcoder.bench.peers.comparison import main

main(sys.argv[1:])
