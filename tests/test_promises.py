"""What the documents tell a reader to type can be typed, and the defaults that they name are so."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from beamcoder.cli import build_parser
from beamcoder.server.limits import LIMIT_OPTIONS, LIMITS
from beamcoder.server.settings import Settings
from tests.house import ROOT

DOCUMENTS: Final = [  # but for the changelog, which names what is gone
    path
    for pattern in (
        "[!C]*.md",
        "CONTRIBUTING.md",
        "docs/*.md",
        "docs/decisions/*.md",
        "editor-clients/*.md",
        "editor-clients/*/README.md",
    )
    for path in sorted(ROOT.glob(pattern))
]
README, SETTINGS, SERVING = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "docs/settings.md", "docs/serving.md")
)
# Names that stand for the reader's own: `beamcoder COMMAND --help`.
PLACEHOLDERS: Final = re.compile(r"\b(?:COMMAND|\.\.\.)|…|\|")
IDS: Final = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


def code(text: str) -> Iterator[str]:
    """Lines of code blocks and pieces of code in the text."""
    text = re.sub(r"\\\n\s*", " ", text)
    for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
        yield from block.splitlines()
    for line in text.splitlines():
        if line.startswith("    "):
            yield line.strip()
        yield from re.findall(r"`([^`\n]+)`", line)


def commands(text: str, head: str) -> Iterator[list[str]]:
    """The words of each command that begins so, without its comment."""
    for line in code(text):
        for part in re.split(r" && | \| ", line.replace("\\|", "/")):
            part = part.strip().partition("  #")[0].partition(" # ")[0]
            if part.startswith(head) and not PLACEHOLDERS.search(part):
                yield shlex.split(part)[len(head.split()) :]


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_command_in_a_document_can_be_typed(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text may name a command or an option without what must follow it."""
    wrong = []
    for words in commands(document.read_text(encoding="utf-8"), "beamcoder "):
        try:
            build_parser().parse_args([*words])
        except SystemExit as exc:
            said = capsys.readouterr().err
            if exc.code and not re.search(r"are required|expected (one|at least one) arg", said):
                wrong.append(" ".join(words))
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_module_in_a_document_can_be_run(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for line in code(text):
        for name in re.findall(r"python3? -m (beamcoder[\w.]*)", line):
            module = import_module(name)
            is_run = "__main__" in Path(module.__file__ or "").read_text(encoding="utf-8")
            folder = Path(module.__file__ or "").parent
            assert is_run or (folder / "__main__.py").exists(), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_target_of_make_is_there(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    named = {words[0] for words in commands(document.read_text(encoding="utf-8"), "make ") if words}
    assert {name for name in named if "=" not in name} <= targets


def anchors(path: Path) -> set[str]:
    """The names by which links lead to a document's headings."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        found.add(plain.strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_no_link_leads_nowhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    wrong = []
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        is_there = target.exists() and (not anchor or anchor in anchors(target))
        wrong += [] if is_there else [link]
    assert wrong == []


def test_the_sample_is_what_is_printed() -> None:
    """To half a point: another machine rounds otherwise."""
    place = ["examples/CardDeck.java:22:13"]
    command = [sys.executable, "-m", "beamcoder", "complete", *place]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    sample = re.search(r"<!-- sample: begin -->\n```text\n(.*?)```", README, re.DOTALL)
    assert sample is not None
    rows = [re.findall(r"^ +\d+ +([\d.]+) %  (.+)$", t, re.M) for t in (sample[1], done.stdout)]
    told, printed = ({text: float(share) for share, text in each} for each in rows)
    assert len(told) == len(printed) > 10
    wrong = {t: (p, printed.get(t)) for t, p in told.items() if abs(p - printed.get(t, 0)) > 0.5}
    assert {t: pair for t, pair in wrong.items() if pair[0] > 1} == {}


def test_the_defaults_of_settings_are_those_in_the_readme() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", SETTINGS, re.MULTILINE))
    shown = {True: "true", False: "false", (): "[]", frozenset(): "[]"}
    wrong = {}
    for field in fields(Settings):
        key = re.sub(r"_(.)", lambda match: match[1].upper(), field.name)
        value = getattr(Settings(), field.name)
        if value is None:
            value = ""
        is_said = isinstance(value, bool) or value in ((), frozenset())
        wanted = (
            shown[value] if is_said else f'"{value}"' if isinstance(value, str) else f"{value:g}"
        )
        if rows[key] != wanted:
            wrong[key] = (rows[key], wanted)
    assert wrong == {}


def test_the_limits_in_the_readme_are_those_of_the_server() -> None:
    for limit in LIMIT_OPTIONS:
        name, default = limit.option.replace("_", "-"), getattr(LIMITS, limit.field) / limit.unit
        row = re.search(rf"^\| `--{name}[^|]*\| ([\d.,]+) \|", SERVING, re.MULTILINE)
        assert row is not None and float(row[1].replace(",", "")) == default, name
