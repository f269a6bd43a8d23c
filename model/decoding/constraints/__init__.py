"""Rules that drop, cut or down-weight candidates, one a file.

brackets             Rule: no bracket closes what is not open, left or right of the cursor
calls                Rule: lower rank for calls with too few, too many or other arguments
cases                Rule: lower rank for a label that its `switch` has already
conflicts            Rule: no second declaration of a local name, no unreachable code
constants            Rule: lower rank for a second value of what is `final`
dismissed            Rule: what the user has just dismissed is not offered again here
duplicates           Rule: of lines that differ in their last `;` or `{` alone, only the best
existing             Rule: no line declares again what its class or file has
exits                Rule: lower rank for an exit from where there is none
instances            Rule: lower rank for an object of what has none, as of an interface
lambdas              Rule: lower rank for lambdas that use their parameters as what they are not
line_end             Rule: lines end where a Java line can end
members              Rule: lower rank for members and values that do not fit a known type
names                Rule: lower rank for names that are neither declared nor imported
needed_declarations  Rule: lines first that declare a name which the code below uses
operands             Rule: lower rank for operators whose operands they cannot take
pairs                Brackets in a row of symbols: which are open, and what closes them
place                Cursor and candidate as the rules see them
place_facts          Facts about names, types and syntax at a cursor, computed on demand
public_class         Rule: a public class has the name of its file
repairs              Rule: in a file with syntax errors, the lines that leave the fewest come first
repeats              Rule: no repeat of what stands right of the cursor, or on the next line
spelling             Rule: only complete Java tokens are offered
statics              Rule: lower rank for an instance's members in a `static` method
syntax               Rule: no shown line adds a syntax error to the file
type_arguments       Rule: lower rank for primitives as type arguments
undeclared_below     Names that the code below the cursor uses and nothing declares
written              A candidate where it would stand, as tokens
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.model.decoding.constraints.brackets import Brackets
from beamcoder.model.decoding.constraints.calls import Calls
from beamcoder.model.decoding.constraints.cases import Cases
from beamcoder.model.decoding.constraints.conflicts import Conflicts, Labels
from beamcoder.model.decoding.constraints.constants import Constants
from beamcoder.model.decoding.constraints.dismissed import Dismissed
from beamcoder.model.decoding.constraints.duplicates import Duplicates
from beamcoder.model.decoding.constraints.existing import Existing
from beamcoder.model.decoding.constraints.exits import Exits
from beamcoder.model.decoding.constraints.instances import Instances
from beamcoder.model.decoding.constraints.lambdas import Lambdas
from beamcoder.model.decoding.constraints.line_end import LineEnd
from beamcoder.model.decoding.constraints.members import Members
from beamcoder.model.decoding.constraints.names import UndeclaredNames
from beamcoder.model.decoding.constraints.needed_declarations import NeededDeclarations
from beamcoder.model.decoding.constraints.operands import Operands
from beamcoder.model.decoding.constraints.place import Candidate, Place, Rule
from beamcoder.model.decoding.constraints.repairs import Repairs
from beamcoder.model.decoding.constraints.spelling import Spelling
from beamcoder.model.decoding.constraints.statics import Statics
from beamcoder.model.decoding.constraints.syntax import Syntax
from beamcoder.model.decoding.constraints.type_arguments import TypeArguments
from beamcoder.model.decoding.options import DecodingOptions

# In the order in which they judge, cheap ones first; Syntax comes last.
RULES: Final = (Spelling, Dismissed, Brackets, LineEnd, Existing, Duplicates)

# What javac refuses, as far as it is known here: weighed down, for what is known may be wrong.
IMPOSSIBLE: Final = (
    *(Labels, Exits, Cases, Constants, Statics, TypeArguments, Instances),
    *(Operands, Calls, Lambdas),
)


def rules_for(place: Place) -> list[Rule]:
    """Fresh rules for one list of candidates at one place."""
    return [*(rule(place) for rule in RULES), Syntax(place)]


def soft_rules_for(place: Place, options: DecodingOptions) -> list[Rule]:
    """What is weighed down, before anything is ranked."""
    return [
        UndeclaredNames(place, options.undeclared_weight),
        Members(place, options.impossible_weight),
        Conflicts(place, options.conflict_weight),
        *(rule(place, options.impossible_weight) for rule in IMPOSSIBLE),
    ]


def compared(lines: Sequence[Candidate], place: Place, options: DecodingOptions) -> list[Candidate]:
    """Lines weighed down for what another one of them does better."""
    found = NeededDeclarations(place, options.needs_weight).compare(lines)
    return Repairs(place, options.mending_weight).compare(found)
