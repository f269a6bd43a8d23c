"""Scripted engines whose figures are known before they are measured."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.places.program import Program

SOURCE = """\
import java.util.Scanner;

public class Main {
    // reads two numbers
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int count = in.nextInt();
        long total = 0;   /* so far */
        for (int i = 0; i < count; i++) {
            total += in.nextLong();
        }
        System.out.println(total);
    }
}
"""


@dataclass
class Constant:
    """Says the same everywhere, and remembers what it was asked."""

    tokens: tuple[Item, ...] = ()
    lines: tuple[Item, ...] = ()
    info: ModelInfo = field(default_factory=lambda: ModelInfo("scripted", 0, "0" * 64))
    asked: list[Request] = field(default_factory=list)

    def new_session(self) -> None:
        return None

    def complete(self, request: Request, session: Any = None) -> Answer:
        request.verify()
        self.asked.append(request)
        return Answer(self.tokens if request.tokens else (), self.lines if request.lines else ())


@dataclass
class Oracle(Constant):
    """Knows one program: offers what comes, after `n_wrong` items that are wrong."""

    program: Program = field(default_factory=lambda: Program.parse(SOURCE))
    n_wrong: int = 0
    with_tokens: bool = True
    with_lines: bool = True

    def complete(self, request: Request, session: Any = None) -> Answer:
        super().complete(request)
        before = lexical(request.text[: request.offset])
        typed = ""
        index = len(before)
        if before and before[-1].text != self.program.tokens[index - 1].text:
            index, typed = index - 1, before[-1].text
        token = self.program.tokens[index]
        line = next(line for line in self.program.lines if index < line.stop)
        rest = " ".join(t.text for t in self.program.tokens[index : line.stop])
        wrong = tuple(Item(f"wrong{i}();", 0, 1.0) for i in range(self.n_wrong))
        tokens = (*wrong, Item(token.text, len(typed), 1.0))
        lines = (*wrong, Item(rest, len(typed), 1.0))
        return Answer(
            tokens if request.tokens and self.with_tokens else (),
            lines if request.lines and self.with_lines else (),
        )


def write_programs(root: Path, program: Program, n_each: int) -> Path:
    """A folder of two authors, each with so many programs that differ in one name."""
    for author in ("ann", "bob"):
        for i in range(n_each):
            path = root / "in" / author / f"P{i}.java"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(program.text.replace("total", f"total{i}"), encoding="utf-8")
    return root / "in"


@pytest.fixture
def program() -> Program:
    return Program.parse(SOURCE, "somebody/Main.java", "somebody")


@pytest.fixture
def constant() -> Callable[..., Constant]:
    return Constant


@pytest.fixture
def oracle() -> Callable[..., Oracle]:
    return Oracle
