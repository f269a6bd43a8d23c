"""QUALITY: writes docs/quality.md, with its pictures, from results that were saved.

    python -m beamcoder.training.evaluation.quality ours.json ngram.json ... --sections FOLDER

The results are what `beamcoder evaluate --out` has written, our own model first; nothing is
measured here. `--sections` names a folder of tables that other measurements made, one JSON file
each: {"title", "intro", "columns", "rows", "notes"}, see `sections` for their form.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from beamcoder.errors import BeamcoderError
from beamcoder.training.evaluation.report import write
from beamcoder.training.evaluation.sections import Section, read_sections

PAGE: Final = Path("docs/quality.md")


def page(sections: Sequence[Section]) -> str:
    """The whole page."""
    return "\n\n".join(["# Quality", *(section.markdown() for section in sections)]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="quality", description="write the page of figures")
    parser.add_argument("--sections", type=Path, metavar="DIR", help="a folder of further tables")
    parser.add_argument("--out", type=Path, default=PAGE, metavar="FILE")
    args = parser.parse_args(arguments)
    try:
        write(args.out, page(read_sections(args.sections) if args.sections else []))
    except BeamcoderError as exc:
        print(exc, file=sys.stderr)
        return exc.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
