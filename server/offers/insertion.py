"""Insertion of a whole function into a text: where it goes, and how its lines are indented.

    edit = insertion(document.text, offset, "void stop() { }")
    edit.start, edit.end, edit.text

On a blank line it takes the line's place, else it stands below the line. It is indented by the
buffer's own unit, as deep as the line: the blanks that stand there, or those of the line above, one
level deeper behind an opening brace. Whether Java may have a function there is not looked at.
"""

import re
from typing import Final

from beamcoder.server.documents.documents import Edit

UNIT: Final = "    "  # where neither text says
_BLANKS: Final = re.compile(r"[ \t]*")
_MAX_LINES: Final = 5_000  # of the buffer, that say how it indents


def insertion(text: str, offset: int, source: str) -> Edit:
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    ends = (at for at in (text.find("\n", start), text.find("\r", start)) if at >= 0)
    end = min(ends, default=len(text))
    line, newline = text[start:end], "\r\n" if "\r\n" in text else "\n"
    unit = unit_of(text) or unit_of(source) or UNIT
    if line.strip():
        start, lead = end, newline
        blanks = blanks_behind(line, unit)
    else:
        above = text[:start].rstrip()
        lead, blanks = "", line or blanks_behind(above[above.rfind("\n") + 1 :], unit)
    return Edit(start, end, lead + newline.join(indented(source, blanks, unit)))


def indented(source: str, blanks: str, unit: str) -> list[str]:
    """Its lines, each level of it in this unit, behind these blanks; blank lines stay empty."""
    width = len((unit_of(source) or UNIT).expandtabs(len(UNIT)))  # a tab may stand among blanks
    lines = list[str]()
    for line in source.splitlines():
        depth, rest = divmod(len(leading(line).expandtabs(width)), width)
        within = blanks + unit * depth + " " * rest
        lines.append(within + line.lstrip(" \t") if line.strip() else "")
    return lines


def unit_of(text: str) -> str:
    """One level: a tab, or the least number of blanks that a line goes in; "" if none does.

    >>> unit_of("class A {\\n  void f() {\\n    g();\\n"), unit_of("f {\\n\\tg();\\n")
    ('  ', '\\t')
    """
    steps, before = list[str](), ""
    for line in text.splitlines()[:_MAX_LINES]:
        if line.strip() and not line.lstrip().startswith("*"):
            blanks = leading(line)
            if blanks.startswith(before) and blanks != before:
                steps.append(blanks[len(before) :])
            before = blanks
    if not steps:
        return ""
    tabs = [step for step in steps if "\t" in step]
    return "\t" if 2 * len(tabs) > len(steps) else min((s for s in steps if "\t" not in s), key=len)


def blanks_behind(line: str, unit: str) -> str:
    return leading(line) + (unit if line.rstrip().endswith("{") else "")


def leading(line: str) -> str:
    match = _BLANKS.match(line)
    return match[0] if match else ""
