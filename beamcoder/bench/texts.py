"""Parts of real files that a benchmark types, each with the text around it.

    texts = read_texts(None)                         our sample and examples, or a folder's files
    for stretch in stretches(texts, 200):            200 keys in all, taken evenly from the texts
    long = grown(20_000)                             a file of so many lines

Nothing is drawn at random: the same texts give the same keys.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.errors import InputError, UsageError

SAMPLE: Final = Path(__file__).with_name("Sample.java")
EXAMPLES: Final = Path(__file__).resolve().parents[2] / "examples"  # a checkout has them
MAX_FILES: Final = 200  # of a folder
KEYS_IN_A_STRETCH: Final = 40
KEY: Final = re.compile(r"\s*\S")  # editors write indentation by themselves
NAMED: Final = re.compile(r"\b(?:class|void|int|long|int\[\]|long\[\]|String) (\w+)(?= [{]|\()")


@dataclass(frozen=True, slots=True)
class Text:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Keys that follow each other at a place of a text; what stands on both sides."""

    name: str
    left: str
    keys: tuple[str, ...]
    right: str


def read_texts(folder: Path | None) -> list[Text]:
    """Java files by name; those that are no text are left out. UsageError, InputError if none."""
    if folder is None:
        paths = [SAMPLE, *sorted(EXAMPLES.glob("*.java"))]
    elif not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    else:
        paths = sorted(folder.rglob("*.java"))[:MAX_FILES]
    texts = [Text(path.name, text) for path in paths if (text := read(path)) and KEY.search(text)]
    if not texts:
        raise InputError(f"there are no Java files in {folder}")
    return texts


def read(path: Path) -> str:
    """With one kind of line end, as editors hold a text; empty if it is none."""
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""


def stretches(texts: Sequence[Text], n_keys: int) -> list[Stretch]:
    """`n_keys` in all, or what there is; evenly over the texts and over each one's length.

    Every other one is typed above the rest of its file; the others at the end of what there is,
    with nothing but the closing braces after.
    """
    length = min(n_keys, KEYS_IN_A_STRETCH)
    n_wanted = max(1, round(n_keys / length))
    n_each = -(-n_wanted // len(texts))
    found = [
        stretch(text, share / (n_each + 1), length, is_above=(i + part) % 2 == 0)
        for part, share in enumerate(range(1, n_each + 1))
        for i, text in enumerate(texts)
    ]
    return list({(each.name, each.left): each for each in found}.values())[:n_wanted]


def stretch(text: Text, share: float, n_keys: int, *, is_above: bool) -> Stretch:
    """The keys from the line at `share` of a text's length on."""
    whole = text.text
    start = whole.rfind("\n", 0, int(len(whole) * share)) + 1
    keys = tuple(match[0] for match in KEY.finditer(whole, start))[:n_keys]
    after = start + sum(map(len, keys))
    end = whole.find("\n", after)
    left = whole[:start]
    n_open = left.count("{") - left.count("}")
    right = whole[end if end >= 0 else len(whole) :] if is_above else "\n}" * max(0, n_open)
    return Stretch(text.name, left, keys, right)


def grown(n_lines: int) -> Text:
    """A Java file of just so many lines: the sample's classes again and again, names numbered."""
    head, _, body = read(SAMPLE).partition("/**")
    names = sorted({match[1] for match in NAMED.finditer(body)})
    own = re.compile(rf"\b({'|'.join(names)})\b")
    body = f"/**{body}".replace("public class", "class")
    lines = head.splitlines()
    for i in range(n_lines):
        if len(lines) >= n_lines:
            break
        lines += own.sub(rf"\g<1>{i}", body).splitlines() + [""]
    return Text(f"{n_lines} lines", "\n".join(lines[:n_lines]) + "\n")
