"""Rules that drop, cut or down-weight candidates, one a file.

impossible/          Rules for what javac refuses, and for what can do nothing
wording/             Rules that write names and literals as the file's place and habits have them
brackets             Rule: no bracket closes what is not open, left or right of the cursor
conflicts            Rule: no second declaration of a local name, no unreachable code
dismissed            Rule: what the user has just dismissed is not offered again here
duplicates           Rule: of lines that differ in their last `;` or `{` alone, only the best
existing             Rule: no line declares again what its class or file has
line_end             Rule: lines end where a Java line can end
names                Rule: lower rank for names that are neither declared nor imported
needed_declarations  Rule: lines first that declare a name which the code below uses
pairs                Brackets in a row of symbols: which are open, and what closes them
place                Cursor and candidate as the rules see them
place_facts          Facts about names, types and syntax at a cursor, computed on demand
repairs              Rule: in a file with syntax errors, the lines that leave the fewest come first
repeats              Rule: no repeat of what stands right of the cursor, or on the next line
spelling             Rule: only complete Java tokens are offered
syntax               Rule: no shown line adds a syntax error to the file
undeclared_below     Names that the code below the cursor uses and nothing declares
written              A candidate where it would stand, as tokens
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.model.decoding.constraints import impossible, wording
from beamcoder.model.decoding.constraints.brackets import Brackets
from beamcoder.model.decoding.constraints.conflicts import Conflicts, Labels
from beamcoder.model.decoding.constraints.dismissed import Dismissed
from beamcoder.model.decoding.constraints.duplicates import Duplicates
from beamcoder.model.decoding.constraints.existing import Existing
from beamcoder.model.decoding.constraints.line_end import LineEnd
from beamcoder.model.decoding.constraints.names import UndeclaredNames
from beamcoder.model.decoding.constraints.needed_declarations import NeededDeclarations
from beamcoder.model.decoding.constraints.place import Candidate, Place, Rule
from beamcoder.model.decoding.constraints.repairs import Repairs
from beamcoder.model.decoding.constraints.spelling import Spelling
from beamcoder.model.decoding.constraints.syntax import Syntax
from beamcoder.model.decoding.options import DecodingOptions

# In the order in which they judge, cheap ones first; Syntax comes last.
RULES: Final = (Spelling, Dismissed, Brackets, LineEnd, Existing, Duplicates)


def rules_for(place: Place) -> list[Rule]:
    """Fresh rules for one list of candidates at one place."""
    return [*(rule(place) for rule in RULES), Syntax(place)]


def named_rules_for(place: Place, options: DecodingOptions) -> list[Rule]:
    """What writes the names that the file's place says; what becomes the same adds up."""
    return wording.rules_for(place, options.impossible_weight)


def soft_rules_for(place: Place, options: DecodingOptions) -> list[Rule]:
    """What is weighed down, before anything is ranked."""
    return [
        UndeclaredNames(place, options.undeclared_weight),
        Conflicts(place, options.conflict_weight),
        Labels(place, options.impossible_weight),
        *impossible.rules_for(place, options.impossible_weight),
    ]


def compared(lines: Sequence[Candidate], place: Place, options: DecodingOptions) -> list[Candidate]:
    """Lines weighed down for what another one of them does better."""
    found = NeededDeclarations(place, options.needs_weight).compare(lines)
    return Repairs(place, options.mending_weight).compare(found)
