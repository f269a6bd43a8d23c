"""Report of an answer, as `beamcoder complete` prints it for a person.

report = AnswerReport(sys.stdout, wants_colours(sys.stdout))
report.show(place, request, answer)
"""

import os
from dataclasses import dataclass
from typing import TextIO

from beamcoder.complete.place import FilePosition
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.statement import Statement

BOLD, DIM, PLAIN = "\033[1m", "\033[2m", "\033[0m"


def wants_colours(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """An answer for a person's eyes."""

    stream: TextIO
    colours: bool

    def show(self, place: FilePosition, request: Request, answer: Answer) -> None:
        left = request.text[: request.offset].rpartition("\n")[2].rpartition("\r")[2].lstrip()
        self.say(f"{place.path}:{place.line}:{place.column}   {self.styled(left, DIM)}|")
        if answer.reason and not (answer.tokens or answer.lines or answer.blocks):
            self.say(f"nothing to propose here: {answer.reason.replace('_', ' ')}")
        self.show_items("tokens", answer.tokens)
        self.show_items("lines", answer.lines)
        self.show_items("blocks", answer.blocks)

    def show_items(self, title: str, items: tuple[Item, ...]) -> None:
        if not items:
            return
        self.say(f"\n{self.styled(title, BOLD)}")
        for rank, item in enumerate(items, 1):
            probability = self.styled(f"{100 * item.probability:5.1f} %", DIM)
            text = "\n               ".join(item.text.splitlines())
            self.say(f"  {rank:2}  {probability}  {text}")

    def show_statement(self, statement: Statement) -> None:
        if statement.text:
            self.say(f"\n{self.styled('statement', BOLD)} from {statement.origin}")

    def show_timings(self, answer: Answer) -> None:
        self.say(f"\n{self.styled('milliseconds', BOLD)}")
        for name, value in answer.timings_ms.items():
            self.say(f"  {value:10.1f}  {name}")

    def styled(self, text: str, style: str) -> str:
        return f"{style}{text}{PLAIN}" if self.colours and text else text

    def say(self, line: str) -> None:
        print(line, file=self.stream)
