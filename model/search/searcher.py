"""Search of a snapshot: a query in, ranked hits out.

    searcher = Searcher(encoder)            None: by words alone
    hits = searcher.search(index.snapshot, index.words, parse_query("binary search"), Wanted(10))

Words give candidates, and so does meaning; a symbol gives those that it may name. Both halves are
fused, rules judge the best, and names that were meant come first. `find` says also whether there is
doubt that the best was meant.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import DeviceError, UsageError
from beamcoder.model.search.answers.answer import MAX_USES, Hit, UsePlace, VectorMap
from beamcoder.model.search.answers.doubt import Doubt, MatchEvidence, doubt_of
from beamcoder.model.search.answers.vector_map import draw_map
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.fusion import (
    AS_SHIPPED,
    N_CANDIDATES,
    N_JUDGED,
    Judged,
    Ranking,
    SearchCandidate,
    best,
    fuse,
    is_test,
    judge,
)
from beamcoder.model.search.queries.query import MAX_COUNT, SearchQuery, TypedSymbol
from beamcoder.model.search.queries.symbols import Closeness, match_symbol
from beamcoder.model.search.queries.word_half import FoundByWords, WordHalf, words_met
from beamcoder.model.search.records import KINDS
from beamcoder.model.search.snapshot import Scores, Snapshot
from beamcoder.model.search.words import WordNumbers

Halves = Literal["both", "words", "meaning"]
MAX_NAMED: Final = 1_000  # units that a symbol may mean
N_NEIGHBOURS: Final = 60  # by meaning, on a map
CLOSENESS_POINTS: Final = 10.0  # deviations: no sum of other points outweighs a nearer name
TYPE_POINTS: Final = 2.0  # a class comes before its constructors
SCORE_SCALE: Final = 6.0  # deviations that make a score of .75
_RULE_OF: Final = {
    Closeness.EXACT: "exact",
    Closeness.FOLDED: "exact",
    Closeness.ALL_HUMPS: "humps",
    Closeness.HUMPS: "humps",
    Closeness.SLIP: "spelling",
}


def no_model() -> DeviceError:
    """Why meaning alone finds nothing."""
    return DeviceError("there is no search model, so nothing can be found by meaning alone")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many hits, and by which halves; `explains` adds the words that each has, and a map.
    UsageError for a number out of range."""

    count: int = 10
    halves: Halves = "both"
    explains: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_COUNT:
            raise UsageError(f"count is from 1 to {MAX_COUNT:,}, not {self.count}")


@dataclass(frozen=True, slots=True)
class _Found:
    """n candidates, unsorted: their numbers, what each half says, and the names that were meant."""

    units: NDArray[np.int64]
    words: Scores
    word_limit: float
    meaning: Scores
    closeness: dict[int, Closeness]
    has_owner: bool  # what is named so belongs to the owner that was typed


@dataclass(frozen=True, slots=True)
class SearchFindings:
    """The hits, the best first, and the doubt that the best is what was meant."""

    hits: list[Hit]
    doubt: Doubt | None
    map: VectorMap | None = None


class Searcher:
    """Keeps the encoder, and a table for guessing misspelt words."""

    def __init__(self, encoder: Encoder | None = None, ranking: Ranking = AS_SHIPPED) -> None:
        self.encoder, self._ranking = encoder, ranking
        self._word_half = WordHalf()

    def search(
        self, snapshot: Snapshot, words: WordNumbers, query: SearchQuery, wanted: Wanted
    ) -> list[Hit]:
        return self.find(snapshot, words, query, wanted).hits

    def find(
        self, snapshot: Snapshot, words: WordNumbers, query: SearchQuery, wanted: Wanted
    ) -> SearchFindings:
        """DeviceError when meaning alone is wanted and there is no model."""
        by_words = None
        if wanted.halves != "meaning":
            by_words = self._word_half.look_up(snapshot, words, query)
        found = self._find(snapshot, by_words, query, wanted.halves)
        n_judged = max(N_JUDGED, wanted.count)
        order, totals, rules = self._rank(snapshot, query, found, n_judged)
        order = order[: wanted.count]
        hits = [
            _hit(snapshot, found, int(i), float(totals[k]), tuple(rules[k]))
            for k, i in enumerate(order)
        ]
        doubt = doubt_of(self._evidence(snapshot, query, found, by_words))
        if not wanted.explains:
            return SearchFindings(hits, doubt)
        met = words_met(snapshot, words, query, found.units[order])
        hits = [replace(hit, met=own) for hit, own in zip(hits, met, strict=True)]
        return SearchFindings(hits, doubt, self._map(snapshot, query, found, order))

    def _map(
        self, snapshot: Snapshot, query: SearchQuery, found: _Found, order: NDArray[np.int64]
    ) -> VectorMap | None:
        """The hits that have vectors, and their neighbours; None where nothing has."""
        if self.encoder is None or not found.meaning.any():
            return None
        by_meaning = np.argsort(-found.meaning, kind="stable")[:N_NEIGHBOURS]
        beside = by_meaning[~np.isin(by_meaning, order)]
        shown = [int(i) for i in (*order, *beside) if found.meaning[i]]
        rows = np.stack([snapshot.vector(int(found.units[i])) for i in shown])
        drawn = draw_map(rows, self.encoder.encode_queries([query.text])[0])
        units = tuple(_hit(snapshot, found, i, 0.0, ()) for i in shown)
        places = {int(i): n for n, i in enumerate(order)}
        return VectorMap(drawn, units, tuple(places[i] for i in shown if i in places))

    def _find(
        self, snapshot: Snapshot, by_words: FoundByWords | None, query: SearchQuery, halves: Halves
    ) -> _Found:
        n = snapshot.starts[-1]
        scores, limit, meaning = np.zeros(n, np.float32), 0.0, np.zeros(n, np.float32)
        closeness, has_owner = dict[int, Closeness](), True
        if by_words is not None:
            scores, limit = by_words.scores, by_words.limit
            if query.symbol:
                closeness, has_owner = _named(snapshot, query.symbol)
        if halves != "words" and self.encoder is not None:
            meaning = snapshot.meaning_scores(self.encoder.encode_queries([query.text])[0])
        elif halves == "meaning":
            raise no_model()
        places = [best(scores, N_CANDIDATES), best(meaning, N_CANDIDATES), np.array([*closeness])]
        units = np.unique(np.concatenate(places).astype(np.int64))
        return _Found(units, scores[units], limit, meaning[units], closeness, has_owner)

    def _evidence(
        self, snapshot: Snapshot, query: SearchQuery, found: _Found, by_words: FoundByWords | None
    ) -> MatchEvidence:
        has_meaning = bool(found.meaning.any())
        is_partial = self.encoder is not None and snapshot.n_vectors < snapshot.n_units
        meaning = float(found.meaning.max()) if has_meaning and not is_partial else None
        if by_words is None:
            return MatchEvidence(None, meaning, nearest=("meaning",), is_partial=is_partial)
        missing = set(by_words.missing)
        closest = max(found.closeness.values(), default=None)
        ways = {
            "spelling": by_words.is_guessed or closest is Closeness.SLIP,
            "words": len(missing) < len(query.words),
            "meaning": has_meaning,
        }
        return MatchEvidence(
            by_words.share,
            meaning,
            is_one=query.symbol is not None,
            name=query.symbol.text if query.symbol and query.symbol.is_name else "",
            is_named=closest is not None and closest > Closeness.SLIP and found.has_owner,
            missing=query.spelled(missing),
            knows_no_word=len(missing) == len(query.words),
            nearest=tuple(w for w, is_one in ways.items() if is_one and len(found.units)),
            is_partial=is_partial,
        )

    def _rank(
        self, snapshot: Snapshot, query: SearchQuery, found: _Found, n_judged: int
    ) -> tuple[NDArray[np.int64], Scores, list[list[str]]]:
        """-> places in `found`, the best first, their totals, and the rules that moved each."""
        if not len(found.units):
            return found.units, np.zeros(0, np.float32), []
        has_meaning = bool(found.meaning.any())
        by_words = found.words if found.words.any() or not has_meaning else None
        by_meaning = found.meaning if has_meaning else None
        fused = fuse(by_words, by_meaning, self._ranking.meaning_weight)
        points = _closeness_points(snapshot, found)
        order = np.argsort(-(fused + points), kind="stable")[:n_judged]
        candidates = tuple(_candidate(snapshot, int(found.units[i])) for i in order)
        judged = Judged(candidates, fused[order], frozenset(query.words))
        totals, rules = judge(judged, self._ranking.rules)
        totals = totals + points[order]
        for k, i in enumerate(order.tolist()):
            if (closeness := found.closeness.get(int(found.units[i]))) is not None:
                rules[k].insert(0, _RULE_OF[closeness])
        again = np.argsort(-totals, kind="stable")
        return order[again], totals[again], [rules[k] for k in again.tolist()]


def _named(snapshot: Snapshot, symbol: TypedSymbol) -> tuple[dict[int, Closeness], bool]:
    """Units that the symbol may mean. Where it names an owner, only those of that owner, if any,
    -> and whether there are any; and where names are nearer than a slip, no slips."""
    found, owned = dict[int, Closeness](), dict[int, Closeness]()
    for part, start in zip(snapshot.all_parts, snapshot.starts, strict=False):
        for unit, closeness in match_symbol(part.block.names, symbol.name).items():
            if part.units[unit]:
                found[start + unit] = closeness
                if symbol.owner:
                    owner = part.block.label(unit)[1].rpartition(".")[2]
                    if owner.lower() == symbol.owner.lower():
                        owned[start + unit] = closeness
    has_owner = bool(owned) or not symbol.owner[:1].isupper()  # else it may be a package
    found = owned or found
    nearest = max(found.values(), default=Closeness.SLIP)
    if nearest > Closeness.SLIP:
        found = {unit: near for unit, near in found.items() if near > Closeness.SLIP}
    by_nearness = sorted(found.items(), key=lambda item: -item[1])
    return dict(by_nearness[:MAX_NAMED]), has_owner


def _closeness_points(snapshot: Snapshot, found: _Found) -> Scores:
    points = np.zeros(len(found.units), np.float32)
    for i, unit in enumerate(found.units.tolist()):
        if (closeness := found.closeness.get(unit)) is not None:
            is_type = snapshot.kind(unit) in KINDS[:4]
            points[i] = CLOSENESS_POINTS * closeness + TYPE_POINTS * is_type
    return points


def _candidate(snapshot: Snapshot, unit: int) -> SearchCandidate:
    part, own = snapshot.place(unit)
    name, owner, _ = part.block.label(own)
    kind, _, _, twin = part.block.columns[own].tolist()
    path = "" if KINDS[kind] == "api" else part.block.places[part.block.file[own]].path
    return SearchCandidate(name, owner, KINDS[kind], path, twin)


def _hit(snapshot: Snapshot, found: _Found, i: int, total: float, rules: tuple[str, ...]) -> Hit:
    part, own = snapshot.place(int(found.units[i]))
    name, owner, signature = part.block.label(own)
    kind, line, end_line, _ = part.block.columns[own].tolist()
    words = float(found.words[i]) / found.word_limit if found.word_limit else 0.0
    meaning = min(1.0, max(0.0, float(found.meaning[i])))
    score = 0.5 + 0.5 * total / (abs(total) + SCORE_SCALE)
    absolutes, uses = [""], tuple[UsePlace, ...]()
    if KINDS[kind] == "api":
        absolutes, uses = _uses(snapshot, own)
        path, line, end_line = uses[0].path, uses[0].line, uses[0].line
    else:
        place = part.block.places[part.block.file[own]]
        path, absolutes = place.path, [place.absolute]
    shown = (path, line, end_line, KINDS[kind], name, owner, signature)
    return Hit(*shown, score, min(1.0, words), meaning, rules, absolutes[0], uses)


def _uses(snapshot: Snapshot, api: int) -> tuple[list[str], tuple[UsePlace, ...]]:
    """-> files and places of an API's uses, those of tests last."""
    found = list[tuple[bool, str, int, str]]()
    for part in snapshot.parts:
        uses = part.block.uses
        for file, _, line in uses[(uses[:, 1] == api) & part.alive[uses[:, 0]]].tolist():
            place = part.block.places[file]
            found.append((is_test(place.path), place.path, line, place.absolute))
    found.sort()
    places = tuple(UsePlace(path, line) for _, path, line, _ in found[:MAX_USES])
    return [absolute for *_, absolute in found], places
