"""What was shown, and every simple rule that agrees with it: a version space.

    book = RuleBook()
    book.show(Call("sweep"), (), TraceStep((False, True), Action(Call("swap"))))
    book.decide(Call("sweep"), (), (False, True)).action

A decision is learned for each *place*: a call, and the actions that it has made so far. A rule
there is any function of at most three observations: of what is seen now, and one of what the call
saw before. A new situation is decided where every rule that agrees with what was shown says the
same; where two disagree, or one cannot say, nothing is decided. So if each decision of the person
is such a rule, no decision here is another than the person's. A *simple* book asks the rules of
fewest observations only, and those of what is seen now first: it extrapolates more.

A rule is kept as the set of its observations, a bit each. It agrees with what was shown if it tells
apart all pairs of examples with different actions; it says of a new situation what an example does
that has the same values in its set, and nothing if there is none.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Action, Call, Seen, TraceStep

MAX_OBSERVATIONS: Final = 3  # of one rule
Place = tuple[Call, tuple[Action, ...]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done; None where that is not known.

    `votes` has for each action the share of rules that say so, the largest first.
    """

    action: Action | None
    votes: tuple[tuple[Action, float], ...] = ()
    is_shown: bool = False


NEVER: Final = Decision(None)


@dataclass
class PlaceRules:
    """The examples of one place, what they see now first, then what they saw before."""

    n_now: int
    is_simple: bool
    examples: dict[Seen, Action] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)  # where examples differ that do different things
    rules: list[int] = field(default_factory=list)  # that agree with the examples
    decisions: dict[Seen, Decision] = field(default_factory=dict)

    def add(self, seen: Seen, action: Action) -> None:
        """One more example; rules that do not agree with it go."""
        every = (1 << len(seen)) - 1
        new = {
            every & ~_same(example, seen) for example, its in self.examples.items() if its != action
        }
        self.examples[seen] = action
        self.apart = _least(self.apart | new)
        self.rules = [rule for rule in self.rules if all(rule & each for each in new)]
        self.decisions = {}

    def decide(self, seen: Seen) -> Decision:
        if seen not in self.decisions:
            self.decisions[seen] = self._decide(seen)
        return self.decisions[seen]

    def _decide(self, seen: Seen) -> Decision:
        if seen in self.examples:
            action = self.examples[seen]
            return Decision(action, ((action, 1.0),), is_shown=True)
        self.rules = self.rules or self._agreeing()
        votes = self._votes(seen)
        n_known = votes.total()
        ranked = sorted(votes.items(), key=lambda each: -each[1])
        shares = tuple((action, n / len(self.rules)) for action, n in ranked)
        is_known = len(votes) == 1 and n_known == len(self.rules)
        return Decision(shares[0][0] if is_known else None, shares)

    def _votes(self, seen: Seen) -> Counter[Action]:
        """How many rules say what."""
        same = [(_same(example, seen), action) for example, action in self.examples.items()]
        votes = Counter[Action]()
        for rule in self.rules:
            said = next((action for mask, action in same if mask & rule == rule), None)
            if said is not None:
                votes[said] += 1
        return votes

    def _agreeing(self) -> list[int]:
        """All rules of one kind that agree with the examples, of the first kind that has any."""
        n_all = len(next(iter(self.examples)))
        for limit, n_seen in self._kinds(n_all):
            rules = [
                rule
                for rule in rules_of(self.n_now, n_seen, limit)
                if all(rule & each for each in self.apart)
            ]
            if rules:
                return rules
        return [(1 << n_all) - 1]

    def _kinds(self, n_all: int) -> Iterator[tuple[int, int]]:
        """How many observations, and of how many that were made."""
        if self.is_simple:
            yield from ((limit, self.n_now) for limit in range(self.n_now + 1))
        first = 1 if self.is_simple else min(MAX_OBSERVATIONS, self.n_now + 1)
        yield from ((limit, n_all) for limit in range(first, self.n_now + 2))


class RuleBook:
    """Everything that was shown of a task's programs, by places."""

    def __init__(self, *, is_simple: bool = False) -> None:
        self._is_simple = is_simple
        self.places: dict[Place, PlaceRules] = {}

    def show(self, entry: Call, before: Sequence[TraceStep], step: TraceStep) -> None:
        """What a call does at one step, after the steps before.

        TaskError if the same was shown with another action.
        """
        place = entry, tuple(each.action for each in before)
        rules = self.places.setdefault(place, PlaceRules(len(step.seen), self._is_simple))
        seen = observations(before, step.seen)
        other = rules.examples.get(seen, step.action)
        if other != step.action:
            raise TaskError(
                f"a demonstration contradicts what was shown before: where {entry} sees "
                f"{list(step.seen)}, it did {other}, and now {step.action}"
            )
        if seen not in rules.examples:
            rules.add(seen, step.action)

    def decide(self, entry: Call, before: Sequence[TraceStep], seen: Seen) -> Decision:
        rules = self.places.get((entry, tuple(each.action for each in before)))
        return NEVER if rules is None else rules.decide(observations(before, seen))

    def steps(self) -> Iterator[tuple[Call, tuple[TraceStep, ...], TraceStep]]:
        """Everything that was shown, as `show` takes it."""
        for (entry, actions), rules in self.places.items():
            n = rules.n_now
            for seen, action in rules.examples.items():
                earlier = (seen[n * at : n * (at + 1)] for at in range(1, len(actions) + 1))
                before = tuple(map(TraceStep, earlier, actions))
                yield entry, before, TraceStep(seen[:n], action)

    @property
    def n_shown(self) -> int:
        return sum(len(rules.examples) for rules in self.places.values())


def observations(before: Sequence[TraceStep], seen: Seen) -> Seen:
    """What is seen now, then what was seen before, the first step first."""
    return (*seen, *(value for step in before for value in step.seen))


def rules_of(n_now: int, n_all: int, limit: int) -> Iterator[int]:
    """The largest sets of at most `limit` observations, one of them from before, as bits."""
    for chosen in combinations(range(n_now), min(limit, n_now)):
        yield sum(1 << at for at in chosen)
    for old in range(n_now, n_all if limit else n_now):
        for chosen in combinations(range(n_now), min(limit - 1, n_now)):
            yield 1 << old | sum(1 << at for at in chosen)


def _same(one: Seen, other: Seen) -> int:
    """The observations that two have in common, as bits."""
    return sum(1 << at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a == b)


def _least(sets: set[int]) -> set[int]:
    """Those that have none of the others within them."""
    kept = list[int]()
    for each in sorted(sets, key=int.bit_count):
        if not any(less & each == less for less in kept):
            kept.append(each)
    return set(kept)
