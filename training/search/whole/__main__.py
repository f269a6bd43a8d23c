"""Ablation of the search's rules, weights and constants on the validation repositories.

    python -m beamcoder.training.search.whole --mirror DIR --page docs/search.md

Each variant differs from what is shipped in one thing. `--mirror` is that of `collect`. Without
--page the table is printed alone.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError, exit_code_of
from beamcoder.markdown import markdown_table, write_between
from beamcoder.model.search.bag_encoder import DEFAULT, open_encoder
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.fusion import MEANING_WEIGHT, RULES, Ranking
from beamcoder.model.search.snapshot import K1, B
from beamcoder.training.search.collect import locate, read_libraries
from beamcoder.training.search.whole.repositories import QuestionedRepository, read_repository
from beamcoder.training.search.whole.variants import (
    GROUPS,
    Gains,
    Variant,
    difference,
    measure,
    without,
)

MARK: Final = "rules"
WEIGHTS: Final = (1.0, 1.5, 2.0, 2.5, 3.0)
CONSTANTS: Final = ((1.2, 0.75), (1.2, 0.9), (1.6, 0.9), (2.0, 0.75), (2.0, 0.9))


def variants() -> Iterator[tuple[str, Variant]]:
    """What stands in the first column, and the search that is meant."""
    yield "no rule", Variant(without(*RULES))
    for name in RULES:
        yield f"without `{name}`", Variant(without(name))
    for weight in WEIGHTS:
        if weight != MEANING_WEIGHT:
            yield (
                f"meaning {weight:g} instead of {MEANING_WEIGHT:g}",
                Variant(Ranking(meaning_weight=weight)),
            )
    for k1, b in CONSTANTS:
        if (k1, b) != (K1, B):
            yield f"BM25 {k1:g}, {b:g} instead of {K1:g}, {B:g}", Variant(k1=k1, b=b)


def table(repositories: Sequence[QuestionedRepository], encoder: Encoder) -> str:
    shipped = measure(repositories, encoder, Variant())
    rows = [("as shipped", *(f"{shipped[group].mean():.4f}" for group in GROUPS))]
    for label, variant in variants():
        rows.append((label, *_cells(shipped, measure(repositories, encoder, variant))))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    head = [f"{group} (n {len(shipped[group]):,})" for group in GROUPS]
    return markdown_table(("search", *head), rows)


def _cells(shipped: Gains, other: Gains) -> Iterator[str]:
    for mean, (low, high) in difference(shipped, other).values():
        yield f"{mean:+.4f} ({low:+.4f} to {high:+.4f})"


def read_all(mirror: Path, encoder: Encoder) -> list[QuestionedRepository]:
    """The validation repositories that the mirror has; CorpusError where it has none."""
    libraries = [each for each in read_libraries() if each.split == "validation"]
    places = {each.repository: locate(mirror, each.repository) for each in libraries}
    found = [read_repository(place, name, encoder) for name, place in places.items() if place]
    if not found:
        raise CorpusError(f"{mirror} has none of the validation repositories")
    return found


def run(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search.whole")
    parser.add_argument("--mirror", type=Path, required=True, help="git repositories, owner+name")
    parser.add_argument("--encoder", type=Path, default=DEFAULT, help="folder of an encoder")
    parser.add_argument("--page", type=Path, help="write the table into this page")
    args = parser.parse_args(argv)
    encoder = open_encoder(args.encoder)
    text = table(read_all(args.mirror, encoder), encoder)
    print(text)
    if args.page:
        write_between(args.page, MARK, text)


if __name__ == "__main__":
    sys.exit(exit_code_of("search.whole", run))
