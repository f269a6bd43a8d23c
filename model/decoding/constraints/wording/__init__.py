"""Rules that write names and literals as the file's place and habits have them, one a file.

heads         Rule: a file begins with its own package, and imports what is there
literals      Rule: literals are written as the buffer writes them
public_class  Rule: a public class and the first one have the name of their file
"""

from beamcoder.model.decoding.constraints.place import Place, Rule
from beamcoder.model.decoding.constraints.wording.heads import Heads
from beamcoder.model.decoding.constraints.wording.literals import LiteralHabits
from beamcoder.model.decoding.constraints.wording.public_class import PublicClass


def rules_for(place: Place, weight: float) -> list[Rule]:
    """Fresh rules for one list of candidates at one place."""
    return [PublicClass(place), Heads(place, weight), LiteralHabits(place)]
