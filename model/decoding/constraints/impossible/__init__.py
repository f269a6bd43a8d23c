"""Rules for what javac refuses, and for what can do nothing, one a file.

What is known of types and scopes may be wrong, so nothing is dropped.

calls           Rule: lower rank for calls with too few, too many or other arguments
cases           Rule: lower rank for a label that its `switch` has already
constants       Rule: lower rank for a second value of what is `final`
exits           Rule: lower rank for an exit from where there is none
instances       Rule: lower rank for an object of what has none, as of an interface
lambdas         Rule: lower rank for lambdas that use their parameters as what they are not
members         Rule: lower rank for members and values that do not fit a known type
operands        Rule: lower rank for operators whose operands they cannot take
read_out        Rule: lower rank for counting once more what a loop above has counted down
statics         Rule: lower rank for an instance's members in a `static` method
type_arguments  Rule: lower rank for primitives as type arguments
"""

from typing import Final

from beamcoder.model.decoding.constraints.impossible.calls import Calls
from beamcoder.model.decoding.constraints.impossible.cases import Cases
from beamcoder.model.decoding.constraints.impossible.constants import Constants
from beamcoder.model.decoding.constraints.impossible.exits import Exits
from beamcoder.model.decoding.constraints.impossible.instances import Instances
from beamcoder.model.decoding.constraints.impossible.lambdas import Lambdas
from beamcoder.model.decoding.constraints.impossible.members import Members
from beamcoder.model.decoding.constraints.impossible.operands import Operands
from beamcoder.model.decoding.constraints.impossible.read_out import ReadOut
from beamcoder.model.decoding.constraints.impossible.statics import Statics
from beamcoder.model.decoding.constraints.impossible.type_arguments import TypeArguments
from beamcoder.model.decoding.constraints.place import Place, Rule

# Cheap ones first.
IMPOSSIBLE: Final = (
    *(Exits, Cases, Constants, Statics, TypeArguments, Instances),
    *(Members, Operands, Calls, Lambdas, ReadOut),
)


def rules_for(place: Place, weight: float) -> list[Rule]:
    """Fresh rules for one list of candidates at one place."""
    return [rule(place, weight) for rule in IMPOSSIBLE]
