"""Markdown pages with sections that several measurements write.

A section is one JSON file in the folder of `quality --sections`; they come in the order of
their file names (`10-java-corpus.json`, `20-mbjp.json`, ...):

    {"title": "CodeXGLUE javaCorpus, dev, lines cut at the first {",    a heading
     "intro": "What was measured, on which files, by which command.",  Markdown, may be ""
     "columns": ["model", "exact", "edit similarity"],                  of the table
     "rows": [["Beamcoder", "17.4 [16.0, 18.8]", 50.9], ...],           one cell a column
     "notes": "What to bear in mind."}                                  Markdown, may be ""

A cell is a string, which is written as it is, a whole number, written with thousands separated, or
another number, written as Python does; null is an empty cell. "intro" and "notes" may be left out.
An unknown key is an error: a misspelt one would lose a paragraph.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from beamcoder.errors import InputError, PageError
from beamcoder.files import write_text

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Section:
    """One table with what is to be said about it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    intro: str = ""
    notes: str = ""

    @classmethod
    def load(cls, path: Path) -> "Section":
        """InputError unless `path` holds what the module's docstring says."""
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            section = cls(**read)
            section.verify()
        except OSError as exc:
            raise InputError(f"cannot read {path}: {exc.strerror}") from exc
        except (ValueError, TypeError) as exc:
            keys = ", ".join(field.name for field in fields(cls))
            raise InputError(f"{path} is no section ({keys}): {exc}") from exc
        return section

    def verify(self) -> None:
        """ValueError for a part of the wrong type, or a row of the wrong length."""
        if not all(isinstance(part, str) for part in (self.title, self.intro, self.notes)):
            raise ValueError("title, intro and notes must be strings")
        if not all(isinstance(part, list) for part in (self.columns, self.rows, *self.rows)):
            raise ValueError("columns, rows and each row must be lists")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells under {len(self.columns)} columns: {row}")

    def markdown(self) -> str:
        """Heading, intro, table, notes."""
        table = markdown_table(self.columns, self.rows)
        return "\n\n".join(
            part for part in (f"## {self.title}", self.intro, table, self.notes) if part
        )


def read_sections(folder: Path) -> list[Section]:
    """Every section of a folder, by file name. InputError if one is broken."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder of sections")
    return [Section.load(path) for path in sorted(folder.glob("*.json"))]


def document(parts: Iterable[str]) -> str:
    """A page of paragraphs, tables and pictures, one after the other."""
    return "\n\n".join(parts) + "\n"


def picture(title: str, path: str) -> str:
    return f"![{title}]({path})"


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The first column to the left, all others to the right."""
    rule = ["---"] + ["---:"] * (len(columns) - 1)
    lines = [columns, rule, *([_written(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_between(page: Path, mark: str, text: str) -> None:
    """Puts the text between `<!-- mark: begin -->` and `<!-- mark: end -->`; PageError if a page
    has no such place."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    old = page.read_text(encoding="utf-8")
    if begin not in old or end not in old:
        raise PageError(f"{page} has no place for the tables: {begin} ... {end}")
    head, rest = old.split(begin, 1)
    write_text(page, f"{head}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    text = f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)
    return text.replace("|", "\\|").replace("\n", "<br>")
