"""Two rules that compare an answer to a javaCorpus row with the true one.

- cut: answers end before a `{`, as those of the published test do; rows whose answer begins with
  one are left out;
- stored: answers as the development rows have them.

Exact match compares tokens. Edit similarity is `fuzz.ratio` of fuzzywuzzy, a whole percentage for
each row. With python-Levenshtein installed that counts the longest common subsequence; without, it
is difflib's ratio, which is lower or equal. Which one the published figures used is not documented:
both are reported.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from beamcoder.model.proposal import ModelInfo
from beamcoder.tokenizer.lexer import KEYWORDS
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.similarity import edit_similarity
from beamcoder.training.evaluation.public import naive
from beamcoder.training.evaluation.public.literals import plain
from beamcoder.training.evaluation.public.rows import Row, cut
from beamcoder.training.evaluation.results.estimates import figures, sums_by_file
from beamcoder.training.evaluation.results.report import Result, describe

NAIVE: Final[dict[str, Callable[[Sequence[str]], list[str]]]] = {
    "copied": naive.copied,
    "above": naive.above,
    "empty": naive.empty,
}
SEED: Final = 0
LENGTHS: Final = (3, 6, 12, 1000)  # tokens of an answer: bands, the last one for all the rest


def fuzzy_ratio(a: str, b: str, ratio: Callable[[str, str], float] = edit_similarity) -> float:
    """fuzzywuzzy's `fuzz.ratio` over 100: whole percent; 0 if one is empty, 1 if both are.

    Halves are rounded to even; newer releases of its library round some of them up, which is one
    percent in one row of 300.
    """
    if a == b:
        return 1.0
    return round(100 * ratio(a, b)) / 100 if a and b else 0.0


def difflib_ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b).ratio()


def kinds(row: Row) -> list[str]:
    """What makes a cut answer easy or hard: whether it needs a name that does not stand above,
    and its length in tokens."""
    answer = cut(row.answer)
    if not answer:
        return []
    names = {t for t in answer if (t[0].isalpha() or t[0] in "_$") and t not in KEYWORDS}
    length = next(band for band in LENGTHS if len(answer) <= band)
    return ["named" if names <= set(row.tokens) else "new_name", f"up_to_{length}"]


def score(record: FileCounts, name: str, row: Row, said: Sequence[str]) -> None:
    """Add what one answer is worth under both rules."""
    for rule, cutting in (("cut", cut), ("stored", list)):
        true, answered = (plain(" ".join(cutting(tokens))) for tokens in (row.answer, said))
        if true:
            record.add(f"{name}.{rule}.exact", true.split() == answered.split())
            record.add(f"{name}.{rule}.edit_similarity", fuzzy_ratio(answered, true))
            record.add(f"{name}.{rule}.difflib", fuzzy_ratio(answered, true, difflib_ratio))
            for kind in kinds(row) if rule == "cut" else ():
                record.add(f"{name}.{kind}.exact", true.split() == answered.split())


def evaluate(
    rows: Sequence[Row],
    answers: Sequence[Sequence[str]],
    model: ModelInfo,
    settings: Mapping[str, object],
) -> Result:
    """The figures of a model's answers and of the naive ones."""
    records = []
    for n, (row, said) in enumerate(zip(rows, answers, strict=True), 1):
        record = FileCounts(f"{n:05d}")
        score(record, "model", row, said)
        for name, naively in NAIVE.items():
            score(record, name, row, naively(row.tokens))
        records.append(record)
    sums = sums_by_file([record.plain() for record in records])
    settings_used = {"test": "javaCorpus dev", "n_rows": len(rows), **settings}
    return Result(describe(model), settings_used, figures(sums, SEED), sums)
