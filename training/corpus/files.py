"""A split of a corpus as plain Java files, one folder an author.

Names are short and safe on every file system: a running number and what is safe of the path's
end. Source paths can be longer than a file system allows, or differ only in case.
"""

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError, UsageError
from beamcoder.files import make_folder, write_text
from beamcoder.training.corpus.cleaning import ProgramStyle
from beamcoder.training.corpus.splits import Split

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")
_MAX_NAME_CHARS: Final = 40


def write_files(
    corpus: Path, split: Split, out: Path, styles: Collection[ProgramStyle] | None = None
) -> int:
    """Writes the files and returns their number; `out` must be new or empty."""
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty; name a new folder")
    n_files = 0
    try:
        with (corpus / f"{split}.jsonl").open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                item = json.loads(line)
                if styles and item["style"] not in styles:
                    continue
                folder = out / (_UNSAFE.sub("_", item["author"]) or "_")
                make_folder(folder)
                write_text(folder / _name(number, item["path"]), item["text"])
                n_files += 1
    except (OSError, ValueError, KeyError) as exc:
        raise CorpusError(f"{corpus} is no corpus folder that can be read: {exc}") from exc
    make_folder(out)
    return n_files


def _name(number: int, path: str) -> str:
    parts = path.removesuffix(".java").split("/")[-3:]
    stem = _UNSAFE.sub("_", "_".join(parts))[-_MAX_NAME_CHARS:].strip("_")
    return f"{number:05d}_{stem}.java"
