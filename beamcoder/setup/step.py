"""Steps of a set-up: said before they are done, or instead.

take([SetupStep("write ~/.x", write)], dry_run=True)      # prints: would write ~/.x
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetupStep:
    """`what` begins with a verb and names what is touched."""

    what: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class SetupPlan:
    """All that has to be known before anything is written; whatever cannot be has been raised.

    `done` is what the record keeps of the editor, None where nothing is left of it.
    """

    steps: tuple[SetupStep, ...]
    done: dict[str, object] | None
    advice: tuple[str, ...] = ()  # what is left to the user, a sentence each


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants: `program` is the editor that was named, if any."""

    editor: str
    program: str | None = None


def take(steps: Iterable[SetupStep], *, dry_run: bool) -> None:
    for step in steps:
        if not dry_run:
            step.act()
        print(f"{'would' if dry_run else 'done:'} {step.what}")
