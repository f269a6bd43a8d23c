"""Latency goals, and the distance of a measurement from each.

A goal is a figure of `measure` and a bound. Goals are never softened: one that is missed stays on
the page, with its distance.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from beamcoder.bench import places

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LatencyGoal:
    """`figure` raises KeyError where nothing was measured."""

    label: str
    bound: float
    unit: str
    figure: Callable[[Found], float]
    at_least: bool = False

    def row(self, found: Found) -> list[str]:
        """Label, bound, measured, and the verdict."""
        sign = "≥" if self.at_least else "≤"
        bound = f"{sign} {self.bound:g}{self.unit}"
        try:
            value = self.figure(found)
        except (KeyError, IndexError):
            return [self.label, bound, "", "not measured"]
        missed_by = self.bound - value if self.at_least else value - self.bound
        verdict = "met" if missed_by <= 0 else f"missed by {short(missed_by)}{self.unit}"
        return [self.label, bound, f"{short(value)}{self.unit}", verdict]


def short(value: float) -> str:
    """Three figures or so."""
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{decimals}f}"


def key(way: str, quantile: str) -> Callable[[Found], float]:
    return lambda found: float(found["stdio"][way][quantile])


def share(name: str) -> Callable[[Found], float]:
    return lambda found: float(100 * found["shares"][name])


def ratio(peer: str) -> Callable[[Found], float]:
    """How many times as long as ours a peer takes."""
    return lambda found: {e["name"]: float(e["ratio"]) for e in found["peers"]["engines"]}[peer]


def growth(found: Found) -> float:
    """Percent by which the dearest length is above the shortest, of list or ghost line."""
    lengths = found["lengths"]
    costs = [[each[way]["p50"] for each in lengths] for way in ("list", "ghost")]
    return max(float(100 * (max(cost) / cost[0] - 1)) for cost in costs)


def crowd(name: str) -> Callable[[Found], float]:
    """Of the largest crowd."""
    return lambda found: float(found["clients"][-1][name])


GOALS: Final = (
    LatencyGoal("key press to token list, p50", 10, " ms", key("list", "p50")),
    LatencyGoal("the same, p99", 40, " ms", key("list", "p99")),
    LatencyGoal("key press to whole line, p50", 60, " ms", key("ghost", "p50")),
    LatencyGoal("the same, p99", 150, " ms", key("ghost", "p99")),
    LatencyGoal(
        "answered from the last search, p50",
        2,
        " ms",
        lambda found: found["shares"]["ms"]["reuse"]["p50"],
    ),
    LatencyGoal(
        "keys answered without the model",
        50,
        " %",
        lambda found: 100 * found["shares"]["share"]["without_model"],
        at_least=True,
    ),
    LatencyGoal(
        "from the last search, first items as searched anew", 98, " %", share("same"), at_least=True
    ),
    LatencyGoal("as fast as llama.cpp q8_0", 2, " times", ratio("llama.cpp q8_0"), at_least=True),
    LatencyGoal("as CTranslate2 int8", 4, " times", ratio("CTranslate2 int8"), at_least=True),
    LatencyGoal(
        "as Hugging Face generate", 10, " times", ratio("Hugging Face generate"), at_least=True
    ),
    LatencyGoal("as plain numpy", 2.5, " times", ratio("plain numpy"), at_least=True),
    LatencyGoal(
        "a step, over the limit of the machine", 2.5, " times", lambda f: f["limit"]["ratio"]
    ),
    LatencyGoal("a key in the longest file, over the shortest", 20, " %", growth),
    LatencyGoal(
        "a key in a line of a megabyte, over a short one",
        3,
        " times",
        lambda found: places.growth(found["long_lines"]),
    ),
    LatencyGoal(
        "cold `beamcoder complete`", 700, " ms", lambda found: found["cold_start_ms"]["p50"]
    ),
    LatencyGoal(
        "memory with ten open files", 200, " MB", lambda found: found["moves"]["memory_mb"]
    ),
    LatencyGoal("32 clients, token list, p99", 500, " ms", crowd("p99")),
    LatencyGoal(
        "a key beside a client that floods, p99 over that alone",
        1.5,
        " times",
        lambda found: float(found["flood"]["p99_ratio"]),
    ),
    LatencyGoal("32 clients, requests lost", 0, "", crowd("lost")),
    LatencyGoal("32 clients, answers of another document", 0, "", crowd("foreign")),
)


def goal_rows(found: Found) -> Iterator[list[str]]:
    """A row for each goal."""
    for goal in GOALS:
        yield goal.row(found)
