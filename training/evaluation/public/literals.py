"""Literals as javaCorpus writes them, and Java's own.

The test keeps the commonest literals, some 200 strings, 30 numbers and 30 characters, and writes
all others without their content:

    "name"      "<STR_LIT:name>"          "anything else"    "<STR_LIT>"
    10          <NUM_LIT:10>              47                 <NUM_LIT>
    'a'         '<CHAR_LIT:a>'            'w'                '<CHAR_LIT>'

`Literals` goes both ways; `plain` is what the reference evaluator does to either side before it
compares them, so that a literal whose content the test has dropped counts as 0 or as empty.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from beamcoder.errors import InputError

_FORM: Final = re.compile(r"""(\"{3}|["']?)<(STR|CHAR|NUM)_LIT(?::(.*))?>\1""", re.DOTALL)
_KEPT: Final = re.compile(r"<(?:STR|NUM|CHAR)_LIT:(.*?)>", re.DOTALL)
# A form without content becomes a literal that no list of kept ones has: it turns back into it.
_WITHOUT_CONTENT: Final = {
    ('"', "STR"): '""',
    ('"""', "STR"): '"""\n"""',
    ("'", "STR"): r"'\0'",  # an escape: two characters are a string to the test
    ("'", "CHAR"): "'?'",
    ("", "NUM"): "47",
}
_SPELT: Final = {" ": "U+0020", ",": "U+002C"}


@dataclass(frozen=True, slots=True)
class Literals:
    """The literals that the test keeps, as it spells them."""

    strings: frozenset[str]
    numbers: frozenset[str]
    characters: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> "Literals":
        """The test's literals.json. InputError if it is something else."""
        try:
            read = json.loads(text)
            strings, numbers, characters = (frozenset(read[key]) for key in ("str", "num", "char"))
        except (ValueError, KeyError, TypeError) as exc:
            raise InputError("literals.json must hold the lists str, num and char") from exc
        return cls(strings, numbers, characters)

    def java(self, token: str) -> str:
        """A token of the test as Java."""
        form = _FORM.fullmatch(token)
        if form is None:
            return token
        quote, kind, content = form.groups()
        if content is None:
            return _WITHOUT_CONTENT.get((quote, kind), token)
        for char, spelling in _SPELT.items():
            content = content.replace(spelling, char)
        return f"{quote}{content}{quote}"

    def form(self, token: str) -> str:
        """A lexical token of Java as the test writes it."""
        if token[0] in "\"'":
            return self._quoted(token)
        if token[0].isdigit() or (token[0] == "." and token[1:2].isdigit()):
            return f"<NUM_LIT:{token}>" if token in self.numbers else "<NUM_LIT>"
        return token

    def _quoted(self, token: str) -> str:
        quote = '"""' if token.startswith('"""') else token[0]
        content = token[len(quote) : -len(quote)]
        is_character = quote == "'" and len(content) == 1
        kind, kept = ("CHAR", self.characters) if is_character else ("STR", self.strings)
        for char, spelling in _SPELT.items():
            content = content.replace(char, spelling)
        return f"{quote}<{kind}_LIT{':' + content if content in kept else ''}>{quote}"


def plain(text: str) -> str:
    """What the reference evaluator compares: contents that were kept, 0 and nothing for others."""
    text = text.replace("<NUM_LIT>", "0").replace("<STR_LIT>", "").replace("<CHAR_LIT>", "")
    return _KEPT.sub(lambda match: match[1], text)
