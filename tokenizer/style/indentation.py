"""Indentation of a line: the blanks before this or that text, in the buffer's own blanks.

Plain values; `live.indenter` finds them.
"""

import re
from dataclasses import dataclass
from typing import Final

_LABEL: Final = re.compile(r"(?:case|default)\b(?!\s*[\w$])|case\b")
_PARTNER: Final = re.compile(r"(?:else|catch|finally)\b")


@dataclass(frozen=True, slots=True)
class Indentation:
    """The blanks that a line begins with: `is_sure` where a statement, a header or `{` ends above.

    `closer` is for what closes the bracket that is open, `label` for `case` and `default` in a
    `switch`, `partner` for `else`, `catch` and `finally`, `brace` for the `{` of a header above;
    None where they stand as anything else does.
    """

    blanks: str
    unit: str
    is_sure: bool
    closer: str | None = None
    label: str | None = None
    partner: str | None = None
    brace: str | None = None

    def of(self, text: str) -> str:
        """The blanks before this text."""
        special = None
        if text.startswith(("}", ")", "]")):
            special = self.closer
            if special is None and text.startswith("}"):
                special = self.blanks.removesuffix(self.unit)
        elif text.startswith("{"):
            special = self.brace
        elif self.label is not None and _LABEL.match(text):
            special = self.label
        elif _PARTNER.match(text):
            special = self.partner
        return self.blanks if special is None else special
