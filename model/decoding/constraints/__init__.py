"""One rule a file: what is dropped, cut or weighed down before it is offered."""

from collections.abc import Sequence
from typing import Final

from beamcoder.model.decoding.constraints.brackets import Brackets
from beamcoder.model.decoding.constraints.conflicts import Conflicts
from beamcoder.model.decoding.constraints.dismissed import Dismissed
from beamcoder.model.decoding.constraints.duplicates import Duplicates
from beamcoder.model.decoding.constraints.line_end import LineEnd
from beamcoder.model.decoding.constraints.members import Members
from beamcoder.model.decoding.constraints.mending import Mending
from beamcoder.model.decoding.constraints.names import Names
from beamcoder.model.decoding.constraints.needs import Needs
from beamcoder.model.decoding.constraints.place import Candidate, Place, Rule
from beamcoder.model.decoding.constraints.spelling import Spelling
from beamcoder.model.decoding.constraints.syntax import Syntax
from beamcoder.model.decoding.options import DecodingOptions

# In the order in which they are asked, cheap ones first; Syntax comes last.
RULES: Final = (Spelling, Dismissed, Brackets, LineEnd, Duplicates)


def rules_for(place: Place, *, is_strict: bool = False) -> list[Rule]:
    """Fresh rules for one list of candidates at one place; `is_strict` is for Syntax."""
    return [*(rule(place) for rule in RULES), Syntax(place, is_strict=is_strict)]


def soft_rules_for(place: Place, options: DecodingOptions) -> list[Rule]:
    """What is weighed down, before anything is ranked."""
    return [
        Names(place, options.undeclared_weight),
        Members(place, options.impossible_weight),
        Conflicts(place, options.conflict_weight),
    ]


def compared(lines: Sequence[Candidate], place: Place, options: DecodingOptions) -> list[Candidate]:
    """Lines weighed down for what another one of them does better."""
    found = Needs(place, options.needs_weight).compare(lines)
    return Mending(place, options.mending_weight).compare(found)
