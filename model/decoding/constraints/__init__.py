"""One rule a file: what is dropped, cut or weighed down before it is offered.

brackets             No bracket closes what is not open, on the left or once the right side
                     follows
conflicts            What Java refuses whatever the types: a local name declared twice, code
                     that nothing reaches
dismissed            What the user has just refused is not offered again here
duplicates           No near-duplicates: of lines that differ in their last `;` or `{` alone,
                     the best one stays
line_end             A line ends where a Java line ends: not before an operand, not before what
                     a dot asks for
members              What a known type does not have ranks lower: its members, an index, a value
                     that does not fit
names                Names that nobody declared or imported rank lower
needed_declarations  Names that the code below uses and nobody declares: a line that declares
                     one comes first
pairs                Brackets in a row of symbols: which are open, and what closes them
place                The place of a completion as rules see it, and a candidate for it. One rule
                     a file
place_facts          What can be said of the text in sight of a cursor, whatever has been typed
                     of a word there
repairs              Where the file has syntax errors, the lines that leave the fewest come
                     first
repeats              No repeat of what stands right of the cursor, or on the next line
spelling             What is offered must be Java tokens: pieces can spell an open string, or
                     nothing at all
syntax               Every shown line leaves the file with no more syntax errors than before
undeclared_below     Names that the code below uses and nobody declares
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.model.decoding.constraints.brackets import Brackets
from beamcoder.model.decoding.constraints.conflicts import Conflicts
from beamcoder.model.decoding.constraints.dismissed import Dismissed
from beamcoder.model.decoding.constraints.duplicates import Duplicates
from beamcoder.model.decoding.constraints.line_end import LineEnd
from beamcoder.model.decoding.constraints.members import Members
from beamcoder.model.decoding.constraints.names import UndeclaredNames
from beamcoder.model.decoding.constraints.needed_declarations import NeededDeclarations
from beamcoder.model.decoding.constraints.place import Candidate, Place, Rule
from beamcoder.model.decoding.constraints.repairs import Repairs
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
        UndeclaredNames(place, options.undeclared_weight),
        Members(place, options.impossible_weight),
        Conflicts(place, options.conflict_weight),
    ]


def compared(lines: Sequence[Candidate], place: Place, options: DecodingOptions) -> list[Candidate]:
    """Lines weighed down for what another one of them does better."""
    found = NeededDeclarations(place, options.needs_weight).compare(lines)
    return Repairs(place, options.mending_weight).compare(found)
