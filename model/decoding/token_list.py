"""The list of tokens: searched for, weighed, filtered, shown.

marginals = search(asked, means)       what may come next, with its probability
items = listed(marginals, asked, means)
"""

from math import log
from typing import Final

from beamcoder.model.decoding.constraints import rules_for, soft_rules_for
from beamcoder.model.decoding.constraints.place import Candidate
from beamcoder.model.decoding.marginals import Marginals, TokenSearch, mass_of_starts
from beamcoder.model.decoding.problem import Asked, Means
from beamcoder.model.decoding.ranking import Shown, by_probability, choose, items, weighed
from beamcoder.model.proposal import Item

SPARE_TOKENS: Final = 3  # searched for beyond the count asked, for the filters to drop


def search(asked: Asked, means: Means) -> Marginals:
    """The next token; also asked for its mass alone, when lines must fit a fragment."""
    request, place = asked.request, asked.place
    if not request.tokens and not asked.typed.fragment:
        return Marginals({}, log(mass_of_starts(asked.tree, means.vocabulary)))
    at_end = not asked.typed.fragment and not place.view.rest_of_line.strip()
    found = TokenSearch(
        asked.tree,
        means.vocabulary,
        asked.typed,
        means.options,
        through_layout=at_end and bool(place.line_symbols),
    )
    return found.run(request.count + SPARE_TOKENS, asked.token_stop)


def listed(marginals: Marginals, asked: Asked, means: Means) -> tuple[Item, ...]:
    """The tokens as they are shown, best first."""
    options, place = means.options, asked.place
    candidates = [
        _candidate(text, p, asked, replaces=replaces)
        for (text, replaces), p in marginals.tokens.items()
        if p >= options.min_token_probability
    ]
    candidates = weighed(candidates, soft_rules_for(place, options))
    chosen = choose(candidates, rules_for(place), asked.request.count, by_probability)
    return items(chosen, Shown(means.maps(asked.tree).tokens))


def _candidate(text: str, p: float, asked: Asked, *, replaces: bool) -> Candidate:
    n = len(asked.typed.fragment) if replaces else 0
    written = asked.place.write_token(text, replaces=replaces)
    return Candidate((text,), written, n, p, is_line=False)
