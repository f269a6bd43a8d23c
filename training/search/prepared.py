"""Prepared pairs: vocabulary and bags of a collection, kept as arrays for the next run.

prepared = prepare(Path("corpora/search"), PreparedOptions())
prepared.features, prepared.train["javadoc"], prepared.validation["statement"]
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from beamcoder.errors import CorpusError
from beamcoder.files import write_text
from beamcoder.model.search.features import Bag, Features
from beamcoder.progress import tracked
from beamcoder.training.search.bags import Bags, PairTable, bags_of_pair, frequent_words, table_of
from beamcoder.training.search.pairs import Pair, read_pairs

Row = tuple[Bag, tuple[Bag, ...]]
TRAIN: Final = {
    "javadoc": ("train-javadoc", "train-tl-codesum", "train-deep-code-search"),
    "statement": ("train-statement",),
}
VALIDATION: Final = {"javadoc": ("validation-javadoc",), "statement": ("validation-statement",)}
N_VALIDATION: Final = 4_000  # methods; more would make each epoch's look at them slow


@dataclass(frozen=True, slots=True)
class PreparedOptions:
    n_words: int = 26_000
    n_buckets: int = 4_096
    max_pairs: int = 400_000


@dataclass(frozen=True, slots=True)
class Prepared:
    features: Features
    train: dict[str, PairTable]
    validation: dict[str, PairTable]


def prepare(folder: Path, options: PreparedOptions) -> Prepared:
    """From the kept arrays where they are of the same options, else from the pairs."""
    place = folder / f"bags-{options.n_words}-{options.n_buckets}-{options.max_pairs}"
    if not (place / "words.json").is_file():
        place.mkdir(parents=True, exist_ok=True)
        _save(place, _prepare(folder, options), options)
    words = json.loads((place / "words.json").read_text(encoding="utf-8"))
    features = Features(words, options.n_buckets)
    return Prepared(features, _load(place, "train"), _load(place, "validation"))


def _prepare(folder: Path, options: PreparedOptions) -> Prepared:
    rows: dict[str, dict[str, tuple[list[Row], list[str]]]] = {"train": {}, "validation": {}}
    for part, sets in (("train", TRAIN), ("validation", VALIDATION)):
        for name, files in sets.items():
            present = [folder / f"{file}.jsonl" for file in files]
            rows[part][name] = _bags_of([p for p in present if p.is_file()], part, options)
    if not rows["train"]["javadoc"][0]:
        raise CorpusError(f"{folder} has no training pairs")
    bags = [row for some, _ in rows["train"].values() for row in some]
    features = Features(frequent_words(bags, options.n_words), options.n_buckets)
    tables = {
        part: {name: table_of(*row, features) for name, row in sets.items() if row[0]}
        for part, sets in rows.items()
    }
    return Prepared(features, tables["train"], tables["validation"])


def _bags_of(
    files: Sequence[Path], part: str, options: PreparedOptions
) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    groups: list[str] = []
    limit = options.max_pairs if part == "train" else N_VALIDATION
    for pair in tracked(_chosen(files, part), "pairs", label=part):
        if len(rows) >= limit:
            break
        rows.append(bags_of_pair(pair))
        groups.append(pair.source)
    return rows, groups


def _chosen(files: Sequence[Path], part: str) -> Iterator[Pair]:
    """Of validation repositories only methods, and as many of each while they last."""
    pairs = (pair for file in files for pair in read_pairs(file))
    if part == "train":
        yield from pairs
        return
    methods = [pair for pair in pairs if pair.origin != "javadoc" or pair.unit.kind == "method"]
    numbers: dict[str, int] = {}
    order = []
    for pair in methods:
        numbers[pair.source] = numbers.get(pair.source, 0) + 1
        order.append(numbers[pair.source])
    yield from (methods[i] for i in np.argsort(order, kind="stable"))


def _save(place: Path, prepared: Prepared, options: PreparedOptions) -> None:
    for part in ("train", "validation"):
        for name, table in getattr(prepared, part).items():
            np.savez(place / f"{part}-{name}.npz", **_arrays(table))
    write_text(place / "options.json", json.dumps(asdict(options)))
    write_text(place / "words.json", json.dumps(prepared.features.words))


def _arrays(table: PairTable) -> dict[str, Any]:
    arrays: dict[str, Any] = {"groups": table.groups}
    for side, bags in (("text", table.text), ("code", table.code)):
        arrays |= {f"{side}_ids": bags.ids, f"{side}_weights": bags.weights}
        arrays |= {f"{side}_starts": bags.starts, f"{side}_n": np.array(bags.n_fields)}
    return arrays


def _load(place: Path, part: str) -> dict[str, PairTable]:
    tables = {}
    for file in sorted(place.glob(f"{part}-*.npz")):
        with np.load(file, allow_pickle=False) as arrays:
            table = PairTable(_side(arrays, "text"), _side(arrays, "code"), arrays["groups"])
        tables[file.stem.removeprefix(f"{part}-")] = table
    return tables


def _side(arrays: Mapping[str, Any], side: str) -> Bags:
    ids, weights, starts = (arrays[f"{side}_{key}"] for key in ("ids", "weights", "starts"))
    return Bags(ids, weights, starts, int(arrays[f"{side}_n"]))
