"""Public sets of text and code whose data can be had: CONCODE, TL-CodeSum, deep-code-search.

    concode(place_of_CodeXGLUE)             test only: pairs with a comment of their own
    tl_codesum(place), deep_code_search(place)      training: comment and code, line by line

Their data are never in this repository. Code comes as tokens between spaces; names of CONCODE are
masked by its authors ("function", "arg0").
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError
from beamcoder.model.search.units import Unit, extract
from beamcoder.training.corpus.git import GitTree, git_directory
from beamcoder.training.search.javadoc import MIN_WORDS, first_sentence
from beamcoder.training.search.pairs import Pair, undocumented

_CONCODE: Final = "Text-Code/text-to-code/dataset/concode/dev.json"
_TL: Final = ("valid", "test")  # the training part is in no snapshot
_DEEP: Final = ("pytorch/data/example/test.desc.txt", "keras/data/github/use.rawcode.txt")
_WORD: Final = re.compile(r"[A-Za-z]{2,}")


def concode(place: Path) -> Iterator[Pair]:
    for line in _lines(place, _CONCODE):
        row = json.loads(line)
        yield from _pairs(row["nl"].split(" concode_field_sep ")[0], row["code"], "concode")


def tl_codesum(place: Path) -> Iterator[Pair]:
    for part in _TL:
        texts = _lines(place, f"data/{part}/{part}.token.nl")
        codes = dict(_numbered(_lines(place, f"data/{part}/{part}.token.code")))
        for number, text in _numbered(texts):
            if number in codes:
                yield from _pairs(text, codes[number], "tl-codesum")


def deep_code_search(place: Path) -> Iterator[Pair]:
    texts, codes = (_lines(place, path) for path in _DEEP)
    for text, code in zip(texts, codes, strict=False):
        yield from _pairs(text, code, "deep-code-search")


def _numbered(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        number, _, rest = line.partition("\t")
        yield number, rest


def _pairs(comment: str, code: str, origin: str) -> Iterator[Pair]:
    """One pair, or none when the code is no method or the comment too short."""
    text, rest = first_sentence(comment.replace(" . ", ". ").removesuffix(" ."))
    if len(_WORD.findall(text)) < MIN_WORDS:
        return
    unit = method_unit(code)
    if unit is not None:
        yield Pair(text, undocumented(unit), rest, origin, origin, "")


def method_unit(code: str) -> Unit | None:
    """The method in a text that holds nothing else; tokens may stand apart."""
    tight = re.sub(r"\s*([().\[\]])\s*", r"\1", code).replace(")", ") ")
    units = extract(f"class Only {{\n{tight}\n}}").units
    methods = [unit for unit in units if unit.kind in ("method", "constructor")]
    return methods[0] if methods else None


def _lines(place: Path, path: str) -> list[str]:
    directory = git_directory(place)
    if directory is None:
        raise CorpusError(f"{place} is no git repository")
    with GitTree(directory) as tree:
        return tree.content(path).decode("utf-8", "replace").splitlines()
