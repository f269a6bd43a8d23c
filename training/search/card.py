"""MODEL_CARD.md of the search's encoder, from the manifest of its pairs and its evaluation.

    python -m beamcoder.training.search.card --encoder model/weights/search \
        --manifest corpora/search/manifest.json --figures figures.json

Writes the card into the folder and its sums anew. Measures nothing itself.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import CorpusError, exit_code_of
from beamcoder.files import write_text
from beamcoder.markdown import markdown_table
from beamcoder.model.artefact import CARD, write_sums
from beamcoder.training.search.evaluate import tables
from beamcoder.training.search.prepared import N_VALIDATION

Json = Mapping[str, Any]
HEAD: Final = """# The search's encoder

Places sentences and pieces of Java in one space of vectors, so that a function is found by what
it does where it shares no word with the question. A bag of {n_features:,} features (stems of
words, pairs of neighbours, operators, pieces of rare words) in {n_fields} fields, {width}
numbers a vector, one residual layer a side; numbers in half precision. No Transformer: it knows
which words go together, not their order.

## What it is for, and what not

English questions about Java methods, classes and contest programs. It was trained on first
sentences of comments, so questions that read like one are served best. It has not been trained
on other languages, natural or programming.

## Training

InfoNCE in both directions on {n_train:,} pairs ({parts}), batches drawn in runs of one
repository, fields dropped at random; stopped by {n_validation:,} pairs of repositories of their
own. {how}

## Figures

On repositories, authors and problems that were neither trained nor tuned on. `words` is BM25
alone, `fused` adds standard scores, with {weight:g} for meaning, fitted on validation.

"""


def card(folder: Path, manifest: Json, figures: Json, how: str) -> str:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    n_words = len((folder / "words.txt").read_text(encoding="utf-8").split("\n")) - 1
    counts: Counter[str] = Counter()
    for row in manifest["counts"]:
        counts[row["file"]] += row["pairs"]
    train = {name: n for name, n in counts.items() if name.startswith("train-")}
    head = HEAD.format(
        n_features=n_words + config["n_buckets"],
        n_fields=len(config["fields"]),
        width=config["width"],
        n_train=sum(train.values()),
        parts=", ".join(f"{name.removeprefix('train-')} {n:,}" for name, n in train.items()),
        n_validation=sum(
            min(counts[f"validation-{name}"], N_VALIDATION) for name in ("javadoc", "statement")
        ),
        how=how,
        weight=figures["weight"],
    )
    return f"{head}{tables(figures['sets'])}\n\n{_sources(manifest)}"


def _sources(manifest: Json) -> str:
    n_of = {(row["file"], row.get("source")): row["pairs"] for row in manifest["counts"]}
    rows = [
        (row["repository"], row["licence"], row["split"])
        + (f"{n_of.get((row['split'] + '-javadoc', row['repository']), 0):,}",)
        for row in manifest["libraries"]
    ]
    table = markdown_table(("repository", "licence", "side", "pairs"), rows)
    return f"""## Sources

Comments and methods of these repositories; of each at most 9,000 pairs, copies taken out. The
encoder holds no text of theirs, but words and what goes with them.

{table}

Besides: TL-CodeSum (xing-hu/TL-CodeSum, no licence stated) and deep-code-search
(guxd/deep-code-search, MIT), and statements with solutions of the completion model's corpus,
whose sources its card names; reserved problems, and the authors and problems of the test, are
left out. CONCODE (microsoft/CodeXGLUE, MIT) is for the test alone.
"""


def run(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search.card")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the encoder")
    parser.add_argument("--manifest", type=Path, required=True, help="manifest of its pairs")
    parser.add_argument("--figures", type=Path, required=True, help="JSON of `evaluate`")
    parser.add_argument("--how", default="", help="a sentence on this training")
    args = parser.parse_args(argv)
    text = card(args.encoder, _read(args.manifest), _read(args.figures), args.how)
    write_text(args.encoder / CARD, text)
    write_sums(args.encoder)


def _read(path: Path) -> Json:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise CorpusError(f"{path} cannot be read: {exc}") from exc


if __name__ == "__main__":
    sys.exit(exit_code_of("search.card", run))
