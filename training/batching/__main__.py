"""`python -m beamcoder.training.batching`."""

import sys

from beamcoder.errors import exit_code_of
from beamcoder.training.batching.command import main

if __name__ == "__main__":
    sys.exit(exit_code_of("batching", main))
