r"""Symbols back to text, in a buffer's own spacing and indentation.

    renderer = Renderer(text)                           learns the style of `text`
    renderer.continue_line("int x=", ["a", "+", "b"])   -> "a+b"
    renderer.render(symbols)                            whole lines, with layout marks

What is written lexes to the same symbols: where habit would glue two tokens together, a blank
parts them. Brace style needs no care here: it is a matter of layout marks, which models write.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, indent_width
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.style.spacing import SpacingStyle

DEFAULT_UNIT: Final = "    "


class Renderer:
    """Writes symbols in the style of one buffer."""

    def __init__(self, text: str) -> None:
        self._style = SpacingStyle.learn(text)
        self.indent_unit = find_indent_unit(text)

    def continue_line(self, left: str, symbols: Sequence[str]) -> str:
        """The text of `symbols` typed after `left`, the line so far; no layout marks.

        A blank comes first where the style (or Java) wants one and none has been typed.
        """
        line, tokens = _line(left)
        texts = [*tokens, *symbols]
        written = self._write(line, texts, len(tokens))
        if _lexed(left + written) == tuple(texts):
            return written
        return _write_apart(line, texts, len(tokens))

    def _write(self, left: str, texts: Sequence[str], n_left: int) -> str:
        gaps = self._style.gaps(texts)
        parts: list[str] = []
        for i in range(n_left, len(texts)):
            is_first = i == n_left
            wants_blank = i > 0 and gaps[i - 1] and not (is_first and _ends_blank(left))
            parts.append(" " + texts[i] if wants_blank else texts[i])
        return "".join(parts)

    def render(self, symbols: Iterable[str]) -> str:
        """Whole lines: the text that layout marks and tokens stand for, from an empty buffer."""
        lines: list[str] = []
        depth = 0
        tokens: list[str] = []
        for symbol in symbols:
            if symbol not in LAYOUT:
                tokens.append(symbol)
                continue
            if tokens:
                lines.append(self._whole_line(depth, tokens))
                tokens = []
            depth = max(0, depth + (symbol == INDENT) - (symbol == DEDENT))
        if tokens:
            lines.append(self._whole_line(depth, tokens))
        return "\n".join(lines)

    def _whole_line(self, depth: int, tokens: Sequence[str]) -> str:
        indent = self.indent_unit * depth
        return indent + self.continue_line(indent, tokens)


def find_indent_unit(text: str) -> str:
    """A tab or some blanks: what the lines of a text most often grow by."""
    steps: Counter[str] = Counter()
    before = ""
    for line in text.splitlines():
        space = line[: len(line) - len(line.lstrip(" \t"))]
        if len(space) == len(line) or line.lstrip().startswith("*"):
            continue
        if indent_width(space) > indent_width(before) and space.startswith(before):
            steps[space[len(before) :]] += 1
        before = space
    return steps.most_common(1)[0][0] if steps else DEFAULT_UNIT


@lru_cache(maxsize=64)
def _line(left: str) -> tuple[str, tuple[str, ...]]:
    return left, _lexed(left)


@lru_cache(maxsize=2048)
def _lexed(line: str) -> tuple[str, ...]:
    return tuple(token.text for token in lexical(line))


def _ends_blank(left: str) -> bool:
    return not left or left[-1].isspace()


def _write_apart(left: str, texts: Sequence[str], n_left: int) -> str:
    """With a blank wherever two tokens could be read as something else."""
    written = ""
    for i in range(n_left, len(texts)):
        so_far = left + written
        is_read = _lexed(so_far + texts[i]) == tuple(texts[: i + 1])
        written += texts[i] if is_read or _ends_blank(so_far) else " " + texts[i]
    return written
