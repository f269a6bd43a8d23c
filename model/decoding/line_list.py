"""The list of lines: searched for, weighed, compared, filtered, shown.

lines = search(asked, means, marginals.log_mass)
candidates = choose_lines(lines, asked, means)
items = listed(candidates, asked, means)
"""

from collections.abc import Sequence
from math import exp

from beamcoder.model.decoding.beam import Line, LineSearch
from beamcoder.model.decoding.calibration import ghost_traits
from beamcoder.model.decoding.constraints import compared, rules_for, soft_rules_for
from beamcoder.model.decoding.constraints.needed_declarations import Needs
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.repeats import Repeats
from beamcoder.model.decoding.declaration_search import search_declaring
from beamcoder.model.decoding.problem import Asked, Means
from beamcoder.model.decoding.ranking import (
    Shown,
    by_probability,
    choose,
    items,
    merged,
    weighed,
)
from beamcoder.model.proposal import Item


def search(asked: Asked, means: Means, log_mass: float) -> list[Line]:
    """The most probable lines; `log_mass` is that of all that fits the fragment."""
    if not asked.request.lines or asked.stop():
        return []
    beam = LineSearch(asked.tree, means.vocabulary, asked.typed, means.options, log_mass)
    return beam.run(asked.stop)


def choose_lines(lines: Sequence[Line], asked: Asked, means: Means) -> list[Candidate]:
    """What may be offered of the lines found, and of those that declare what is needed below."""
    place, options = asked.place, means.options
    candidates = _weighed(lines, place, means)
    candidates += _weighed(_declaring(candidates, asked, means), place, means)
    candidates = compared(candidates, place, options)
    shown = _shown(asked, means)
    key = shown.by_keystrokes if options.by_keystrokes else shown
    chosen = choose(candidates, rules_for(place, is_strict=True), options.n_lines, key)
    return chosen or choose(candidates, rules_for(place), options.n_lines, key)


def listed(chosen: Sequence[Candidate], asked: Asked, means: Means) -> tuple[Item, ...]:
    """The lines as they are shown, best first."""
    return items(chosen[: asked.request.count], _shown(asked, means))


def taken(chosen: Sequence[Candidate], asked: Asked, means: Means) -> float | None:
    """The probability that the first line is taken as ghost text; None if nobody fitted it."""
    calibrate = means.maps(asked.tree).ghost
    if not chosen or calibrate is None:
        return None
    first = chosen[0]
    traits = ghost_traits(first.text, first.replace, len(chosen), asked.place.n_before)
    return calibrate(by_probability(first), traits)


def _shown(asked: Asked, means: Means) -> Shown:
    place = asked.place
    return Shown(means.maps(asked.tree).lines, place.n_before, len(place.line_symbols))


def _weighed(lines: Sequence[Line], place: Place, means: Means) -> list[Candidate]:
    repeats = Repeats(place)
    spelt = (_candidate(line, place, means) for line in lines)
    found = (repeats.judge(candidate) for candidate in spelt if candidate is not None)
    candidates = merged(candidate for candidate in found if candidate is not None)
    return weighed(candidates, soft_rules_for(place, means.options))


def _declaring(found: list[Candidate], asked: Asked, means: Means) -> list[Line]:
    """Lines for a name that the code below needs, when none of those found declares it."""
    place, options = asked.place, means.options
    begun = place.line_symbols or place.view.fragment or place.rest_symbols
    is_wanted = asked.request.lines and options.needs_weight < 1
    if not is_wanted or begun or place.is_at_end or asked.stop():
        return []
    needs = Needs(place, options.needs_weight)
    needed = needs.first()
    if needed is None or any(map(needs.brings, found)):
        return []
    return search_declaring(needed, asked.tree, means.vocabulary, options, asked.stop)


def _candidate(line: Line, place: Place, means: Means) -> Candidate | None:
    symbols = tuple(means.vocabulary.subword.decode(line.pieces))
    if not all(symbols):
        return None  # a start mark that no text followed
    text = place.write(symbols, replaces=True)
    return Candidate(symbols, text, len(place.view.fragment), exp(line.log_p), is_line=True)
