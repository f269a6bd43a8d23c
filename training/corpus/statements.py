"""Problem statements by problem id, cleaned to plain text.

    read_statements(place) -> {"1409A": "You are given ...", ...}
    plain(markdown_or_html) -> text of at most 4,000 characters

Comes from repositories that hold statements (Codeforces, AtCoder, CodeChef) and from readmes that
lie beside the code (LeetCode). Light cleaning: a model reads it, nobody prints it.
"""

import html
import re
from pathlib import Path
from typing import Final

from beamcoder.training.corpus.cleaning import normal_lines
from beamcoder.training.corpus.reading import open_tree

MAX_STATEMENT_CHARS: Final = 4000
_MAX_READ_CHARS: Final = 40_000  # markup can be many times its text; more is not looked at
_PATHS: Final = (
    (re.compile(r"(?:^|/)(\d+)/problem([A-Z]\d?)\.txt$"), "{0}{1}"),
    (re.compile(r"(?:^|/)data/statement/([A-Za-z0-9_-]+)/en\.md$"), "{0}"),
    (re.compile(r"(?:^|/)_problems/[^/]+/([A-Za-z0-9_]+)\.md$"), "codechef:{0}"),
)
_FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# What follows in a readme beside the code is a solution, not the problem.
_SOLUTION: Final = re.compile(
    r"^(?:#+ (?:Solutions?|解法|Approach|Complexity)\b.*|<!-- solution:start -->.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"^```(?:java|cpp|c\+\+|python3?|go|ts|rust|cs|kotlin)\n.*?^```", re.MULTILINE | re.DOTALL
)
_LATEX_WORDS: Final = r"text|texttt|textbf|textit|mathrm|mathbf|mathit|operatorname"
_NOISE: Final = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"<(?:aside|style|script)\b.*?</(?:aside|style|script)>", re.S), ""),
    (re.compile(r"<sup>([^<>]{0,80})</sup>"), r"^\1"),
    (re.compile(r"<sub>([^<>]{0,80})</sub>"), r"_\1"),
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)"), ""),
    (re.compile(r"\[([^\]\n]{0,300})\]\((?:[^()\n]|\([^()\n]{0,300}\)){0,300}\)"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"All submissions for this problem are available\."), ""),
    (re.compile(r"^(?:#+ )?Read problems? statements? in\b[^.\n]*\.?", re.M | re.I), ""),
    (re.compile(r"^Score ?: ?[^\n]* points?$|^中文文档$", re.M), ""),
    (re.compile(r"\A\s*Description:\n"), ""),
    (re.compile(r"\\(?:le|leq|leqslant)\b"), "<="),
    (re.compile(r"\\(?:ge|geq|geqslant)\b"), ">="),
    (re.compile(r"\\(?:ne|neq)\b"), "!="),
    (re.compile(r"\\(?:[lcvd]?dots)\b"), "..."),
    (re.compile(r"\\(?:times|cdot)\b"), "*"),
    (re.compile(rf"\\(?:{_LATEX_WORDS})\s*\{{([^{{}}]*)\}}"), r"\1"),
    (re.compile(r"\\(?:,|;|!|(?:quad|qquad|left|right|displaystyle)(?![A-Za-z]))"), " "),
    (re.compile(r"\\([A-Za-z]+)"), r"\1"),
    (re.compile(r"\\([\\.{}_%#&$*\[\]()!+-])"), r"\1"),
    (re.compile(r"\$+"), ""),
    (re.compile(r"\*\*|__|`(?!``)(?<!``)"), ""),
    (re.compile(r"[ \t\u00a0]+"), " "),
    (re.compile(r" ?\n ?"), "\n"),
    (re.compile(r"\n{3,}"), "\n\n"),
)


def read_statements(place: Path) -> dict[str, str]:
    """Every statement of a repository, by problem id; one that cannot be read is left out."""
    found: dict[str, str] = {}
    with open_tree(place) as tree:
        wanted = [entry for entry in tree.entries(history=False) if _key(entry.path)]
        for entry, data in tree.read(wanted):
            key = _key(entry.path)
            text = plain(data.decode("utf-8", "replace")) if data else ""
            if key and text:
                found.setdefault(key, text)
    return found


def _key(path: str) -> str | None:
    for pattern, form in _PATHS:
        if found := pattern.search(path):
            return form.format(*found.groups())
    return None


def plain(text: str) -> str:
    """Markdown, HTML and LaTeX made readable, cut at 4,000 characters."""
    text = _FRONT_MATTER.sub("", normal_lines(text[:_MAX_READ_CHARS]))
    if cut := _SOLUTION.search(text):
        text = text[: cut.start()]
    text = _CODE.sub("", text)
    for pattern, replacement in _NOISE:
        text = pattern.sub(replacement, text)
    return html.unescape(text).strip()[:MAX_STATEMENT_CHARS].strip()
