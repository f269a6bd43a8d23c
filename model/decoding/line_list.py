"""The list of lines: search, probabilities, rules, order.

lines = search(problem, resources, marginals.log_mass)
candidates = choose_lines(lines, problem, resources)
items = listed(candidates, problem, resources)
"""

from collections.abc import Sequence
from math import exp, log

from beamcoder.model.decoding.beam import Line, LineSearch
from beamcoder.model.decoding.beginnings import Beginnings
from beamcoder.model.decoding.constraints import (
    compared,
    named_rules_for,
    rules_for,
    soft_rules_for,
)
from beamcoder.model.decoding.constraints.needed_declarations import NeededDeclarations
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.repeats import Repeats
from beamcoder.model.decoding.declaration_search import search_declaring
from beamcoder.model.decoding.ghost import NO_GHOST, SURE, GhostFigures, GhostText
from beamcoder.model.decoding.problem import SearchProblem, SearchResources
from beamcoder.model.decoding.ranking import (
    Shown,
    by_probability,
    choose,
    items,
    judge,
    merged,
    weighed,
)
from beamcoder.model.proposal import Item


def search(problem: SearchProblem, resources: SearchResources, log_mass: float) -> list[Line]:
    """The most probable lines; `log_mass` is that of all that fits the fragment."""
    if not problem.request.lines or problem.stop():
        return []
    beam = LineSearch(
        problem.tree, resources.vocabulary, problem.typed, resources.options, log_mass
    )
    return beam.run(problem.stop)


def choose_lines(
    lines: Sequence[Line], problem: SearchProblem, resources: SearchResources
) -> list[Candidate]:
    """What may be offered of the lines found, and of those that declare what is needed below."""
    place, options = problem.place, resources.options
    candidates = _weighed(lines, place, resources)
    candidates += _weighed(_declaring(candidates, problem, resources), place, resources)
    candidates = compared(candidates, place, options)
    shown = _shown(problem, resources)
    key = shown.by_keystrokes if options.by_keystrokes else shown
    return choose(candidates, rules_for(place), options.n_lines, key)


def listed(
    chosen: Sequence[Candidate], problem: SearchProblem, resources: SearchResources
) -> tuple[Item, ...]:
    """The lines as they are shown, best first."""
    return items(chosen[: problem.request.count], _shown(problem, resources))


def ghost_figures(
    chosen: Sequence[Candidate],
    problem: SearchProblem,
    resources: SearchResources,
    log_mass: float,
) -> GhostFigures:
    """What tells whether the first line is shown as ghost text; `log_mass` as in `search`."""
    calibrators, place = resources.calibrators(problem.tree), problem.place
    if not chosen:
        return NO_GHOST
    ghost, first = GhostText(place), chosen[0]
    traits = ghost.traits(chosen, place.n_before, len(place.line_symbols))
    takes = first.replace and ghost.takes_name((), place.view.fragment, first.symbols[0])
    if takes or ghost.is_half(first):
        return GhostFigures(0.0, traits)
    p = problem.goes_on * by_probability(first)
    if calibrators.ghost is None:
        return GhostFigures(None, traits)
    p = calibrators.ghost(p, traits)
    if p >= SURE or problem.goes_on <= 0:
        return GhostFigures(p, traits)
    beginnings = Beginnings(problem.tree, resources.vocabulary, calibrators.beginnings)
    mass = log_mass - log(problem.goes_on)
    return GhostFigures(p, traits, beginnings.of(first, first, mass, traits))


def _shown(problem: SearchProblem, resources: SearchResources) -> Shown:
    place = problem.place
    return Shown(resources.calibrators(problem.tree).lines, place.n_before, len(place.line_symbols))


def _weighed(lines: Sequence[Line], place: Place, resources: SearchResources) -> list[Candidate]:
    rules = *named_rules_for(place, resources.options), Repeats(place)
    spelt = (_candidate(line, place, resources) for line in lines)
    found = (judge(candidate, rules) for candidate in spelt if candidate is not None)
    candidates = merged(candidate for candidate in found if candidate is not None)
    return weighed(candidates, soft_rules_for(place, resources.options))


def _declaring(
    found: list[Candidate], problem: SearchProblem, resources: SearchResources
) -> list[Line]:
    """Lines for a name that the code below needs, when none of those found declares it."""
    place, options = problem.place, resources.options
    begun = place.line_symbols or place.view.fragment or place.rest_symbols
    is_wanted = problem.request.lines and options.needs_weight < 1
    if not is_wanted or begun or place.is_at_end or problem.stop():
        return []
    needs = NeededDeclarations(place, options.needs_weight)
    needed = needs.first()
    if needed is None or any(map(needs.declares, found)):
        return []
    return search_declaring(needed, problem.tree, resources.vocabulary, options, problem.stop)


def _candidate(line: Line, place: Place, resources: SearchResources) -> Candidate | None:
    symbols = tuple(resources.vocabulary.subword.decode(line.pieces))
    if not all(symbols):
        return None  # a start mark that no text followed
    text = place.write(symbols, replaces=True)
    return Candidate(symbols, text, len(place.view.fragment), exp(line.log_p), is_line=True)
