"""Text right of the cursor in an editor that closes brackets by itself.

    editor = AutoClosed(program)
    editor.closers_after(offset, line)  (")", "\\n    }\\n}"): on the cursor's line, and below it
    editor.blank_above(line)            the cursor after Enter above a line that begins with `}`

While a program is typed from its first line to its last, nothing stands right of the cursor but
what closes the brackets that are open: those of this line after the cursor, each `}` of an earlier
line below, as deep as the line that opened it. VS Code, and most others, do so by default.
"""

from dataclasses import dataclass
from typing import Final

from beamcoder.training.evaluation.places.program import CodeLine, Program
from beamcoder.training.evaluation.places.template import OPENERS, bracket_partners

UNIT: Final = "    "  # one level deeper, where a block has no line that says more


@dataclass(frozen=True, slots=True)
class BlankLine:
    """A line of blanks: the text up to the cursor, and below it."""

    left: str
    below: str


class AutoClosed:
    """A program under the hands of such an editor."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._partners = bracket_partners(program.tokens)
        self._openers = {closer: opener for opener, closer in self._partners.items()}
        self._line_of = [n for n, line in enumerate(program.lines) for _ in range(len(line))]

    @property
    def closed(self) -> frozenset[int]:
        """The tokens that the editor types."""
        return frozenset(self._openers)

    def closers_after(self, offset: int, line: CodeLine) -> tuple[str, str]:
        """What stands right of an offset in a line, and below."""
        rest, below = "", ""
        for opener in self._open_at(offset):
            closer = OPENERS[self._program.tokens[opener].text]
            is_block = closer == "}" and opener < line.first
            if is_block:
                below += f"\n{self._indent(opener)}{closer}"
            elif below:
                below += closer
            else:
                rest += closer
        return rest, below

    def blank_above(self, line: CodeLine) -> BlankLine | None:
        """None where a line does not begin with the `}` of an earlier one."""
        tokens, opener = self._program.tokens, self._openers.get(line.first)
        if opener is None or tokens[line.first].text != "}" or opener >= line.first:
            return None
        first = opener + 1
        indent = self._indent(first) if first < line.first else self._indent(opener) + UNIT
        left = f"{self._program.text[: tokens[line.first - 1].end]}\n{indent}"
        return BlankLine(left, self.closers_after(tokens[line.first].start, line)[1])

    def _open_at(self, offset: int) -> list[int]:
        """The openers left of an offset that are closed right of it or never, innermost first."""
        tokens, n_tokens = self._program.tokens, len(self._program.tokens)
        found = []
        for index, token in enumerate(tokens):
            if token.start >= offset:
                break
            closer = self._partners.get(index, n_tokens) if token.text in OPENERS else -1
            if closer == n_tokens or (closer >= 0 and tokens[closer].start >= offset):
                found.append(index)
        return found[::-1]

    def _indent(self, index: int) -> str:
        """The blanks that the line of a token begins with."""
        program = self._program
        start = program.tokens[program.lines[self._line_of[index]].first].start
        begin = max(program.text.rfind("\n", 0, start), program.text.rfind("\r", 0, start)) + 1
        blanks = program.text[begin:start]
        return blanks if not blanks.strip() else ""
