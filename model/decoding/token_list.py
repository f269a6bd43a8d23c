"""The list of tokens: search, probabilities, rules.

marginals = search(problem, resources)       what may come next, with its probability
items = listed(marginals, problem, resources)
"""

from math import log
from typing import Final

from beamcoder.model.decoding.constraints import named_rules_for, rules_for, soft_rules_for
from beamcoder.model.decoding.constraints.place import Candidate
from beamcoder.model.decoding.marginals import Marginals, TokenSearch, mass_of_starts
from beamcoder.model.decoding.problem import SearchProblem, SearchResources
from beamcoder.model.decoding.ranking import Shown, by_probability, choose, items, merged, weighed
from beamcoder.model.proposal import Item

SPARE_TOKENS: Final = 3  # searched for beyond the requested count, for the filters to drop


def search(problem: SearchProblem, resources: SearchResources) -> Marginals:
    """The next token; also used for its mass alone, when lines must fit a fragment."""
    request, place = problem.request, problem.place
    if not request.tokens and not problem.typed.fragment:
        return Marginals({}, log(mass_of_starts(problem.tree, resources.vocabulary)))
    at_end = not problem.typed.fragment and not place.view.rest_of_line.strip()
    found = TokenSearch(
        problem.tree,
        resources.vocabulary,
        problem.typed,
        resources.options,
        through_layout=at_end and bool(place.line_symbols),
    )
    return found.run(request.count + SPARE_TOKENS, problem.token_stop)


def listed(
    marginals: Marginals, problem: SearchProblem, resources: SearchResources
) -> tuple[Item, ...]:
    """The tokens as they are shown, best first."""
    options, place = resources.options, problem.place
    candidates = [
        _candidate(text, p, problem, replaces=replaces)
        for (text, replaces), p in marginals.tokens.items()
        if p >= options.min_token_probability
    ]
    named = weighed(candidates, named_rules_for(place, options))
    candidates = weighed(merged(named), soft_rules_for(place, options))
    chosen = choose(candidates, rules_for(place), problem.request.count, by_probability)
    return items(chosen, Shown(resources.calibrators(problem.tree).tokens))


def _candidate(text: str, p: float, problem: SearchProblem, *, replaces: bool) -> Candidate:
    n = len(problem.typed.fragment) if replaces else 0
    written = problem.place.write_token(text, replaces=replaces)
    return Candidate((text,), written, n, p, is_line=False)
