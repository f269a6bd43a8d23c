"""Doubt that a query is answered: no such name, no such word, or nothing that comes near.

    doubt = doubt_of(evidence)              None where the best may well be what was meant
    doubt.reason, doubt.missing             "no_word", ("sourdough", "bread")
    doubt.text                              one sentence

A ranking has a first row whatever was typed. Whether that row comes near is told by two numbers:
the best cosine by meaning, and how much of the query's words, weighed by rarity, the best unit has.
Where the limits lie was measured on validation repositories without their comments: docs/search.md
says how, and how often a doubt is right. What is asked and found is not known here.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

Reason = Literal["no_name", "no_word", "far"]
NEAR: Final = (0.40, 0.20)  # by meaning, by words: below both, an answer is in doubt
NEAR_BY_MEANING: Final = 0.35  # where words were not looked up
NEAR_BY_WORDS: Final = 0.10  # where there are not all vectors
MAX_MISSING: Final = 5  # words that a sentence names
MAX_SHOWN: Final = 40  # code points of a name


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """What speaks for the best of what was found; numbers from 0 to 1, None where not looked at.

    `is_one` says that the query is one word or name, `name` is the name if it is written as names
    are, and `is_named` says that something is called so.
    `missing` are words of the query that stand nowhere, `knows_no_word` says that no part of any of
    them does. `nearest` names the ways by which rows came into the list, and `is_partial` says that
    there are not all vectors yet.
    """

    words: float | None
    meaning: float | None
    is_one: bool = False
    name: str = ""
    is_named: bool = False
    missing: tuple[str, ...] = ()
    knows_no_word: bool = False
    nearest: tuple[str, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    reason: Reason
    missing: tuple[str, ...]
    text: str


def doubt_of(evidence: MatchEvidence) -> Doubt | None:
    if evidence.is_named:
        return None
    reason = _reason(evidence)
    return reason and Doubt(reason, evidence.missing, _sentence(reason, evidence))


def to_json(doubt: Doubt | None) -> dict[str, Any] | None:
    if doubt is None:
        return None
    return {"reason": doubt.reason, "missing": list(doubt.missing), "text": doubt.text}


def _reason(evidence: MatchEvidence) -> Reason | None:
    """A word that is no name may be answered by others that mean the same, if these are near."""
    is_near = _is_near(evidence)
    if evidence.knows_no_word and (evidence.is_one or not is_near):
        return "no_word"
    if evidence.name:
        return "no_name"
    return None if is_near else "far"


def _is_near(evidence: MatchEvidence) -> bool:
    words, meaning = evidence.words, evidence.meaning
    if words is None:
        return meaning is None or meaning >= NEAR_BY_MEANING
    if meaning is None:
        return words >= NEAR_BY_WORDS
    return meaning >= NEAR[0] or words >= NEAR[1]


def _sentence(reason: Reason, evidence: MatchEvidence) -> str:
    if reason == "no_word":
        sentence = "no name and no word of the query occurs"
    elif reason == "no_name":
        sentence = f"nothing is called {_short(evidence.name)}"
    else:
        sentence = "nothing comes close to the query" + _nowhere(evidence.missing)
    if evidence.nearest:
        sentence += f"; nearest by {_listed(evidence.nearest)}"
    if evidence.is_partial:
        sentence += "; the search by meaning is still being prepared"
    return sentence


def _nowhere(missing: tuple[str, ...]) -> str:
    if not missing:
        return ""
    shown = tuple(map(_short, missing[:MAX_MISSING]))
    rest = (f"{len(missing) - MAX_MISSING:,} more",) if len(missing) > MAX_MISSING else ()
    return f": {_listed((*shown, *rest))} {'occurs' if len(missing) == 1 else 'occur'} nowhere"


def _short(word: str) -> str:
    return word if len(word) <= MAX_SHOWN else word[: MAX_SHOWN - 1] + "…"


def _listed(names: tuple[str, ...]) -> str:
    """
    >>> _listed(("words",)), _listed(("spelling", "words", "meaning"))
    ('words', 'spelling, words and meaning')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
