"""Mixture of augmentations, and the share of files that each changes.

    change = Augmentation(brace_share=0.15, rename_share=0.0).over(pieces, subword)
    file, statement = change(pieces.file(i), pieces.statement_of(i), rng)

Each change keeps what a program means. Which files are changed follows from the generator alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.augmentation.brace_style import BraceStyle
from beamcoder.training.data.augmentation.line_style import LineStyle
from beamcoder.training.data.augmentation.renaming import Renaming
from beamcoder.training.data.dataset import Pieces, PieceSet

Change = Callable[[Pieces, Pieces, np.random.Generator], tuple[Pieces, Pieces]]


def unchanged(file: Pieces, statement: Pieces, rng: np.random.Generator) -> tuple[Pieces, Pieces]:
    return file, statement


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Shares of the files whose braces are turned to the other style, whose single statements are
    written in another form, and whose variables take other names: of those that are read alone,
    and of those read with their statement."""

    brace_share: float = 0.0
    line_share: float = 0.0
    rename_share: float = 0.0
    restate_share: float = 0.0

    def over(self, pieces: PieceSet, subword: Subword) -> Change:
        """What is done to a file; new names come from other files of `pieces`."""
        if not any(getattr(self, part.name) for part in fields(self)):
            return unchanged
        braces, renaming = BraceStyle.of(subword), Renaming.of(subword)
        lines = LineStyle.of(subword)

        def change(
            file: Pieces, statement: Pieces, rng: np.random.Generator
        ) -> tuple[Pieces, Pieces]:
            rename_share = self.restate_share if len(statement) else self.rename_share
            shares = self.brace_share, rename_share, self.line_share
            turns, renames, moves = rng.random(3) < shares
            if renames:
                other = pieces.file(int(rng.integers(pieces.n_files)))
                file, statement = renaming.renamed(file, statement, other, rng)
            if moves:
                file = lines.turned(file, rng)
            return braces.turned(file) if turns else file, statement

        return change
