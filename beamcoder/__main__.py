"""Entry point of `python -m beamcoder`."""

import sys

from beamcoder.cli import main

if __name__ == "__main__":
    sys.exit(main())
