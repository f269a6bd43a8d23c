"""Augmentation: what is changed in a file before it is trained on, and in how many files.

    change = Augmentation(brace_share=0.15, rename_share=0.0).over(pieces, subword)
    pieces = change(pieces.file(i), rng)

Each change keeps what a program means. Which files are changed follows from the generator alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from beamcoder.tokenizer.subword import Subword
from beamcoder.training.brace_style import BraceStyle
from beamcoder.training.dataset import Pieces, PieceSet
from beamcoder.training.renaming import Renaming

Change = Callable[[Pieces, np.random.Generator], Pieces]


def unchanged(pieces: Pieces, rng: np.random.Generator) -> Pieces:
    return pieces


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Shares of the files whose braces are turned to the other style, and whose variables take
    other names."""

    brace_share: float = 0.0
    rename_share: float = 0.0

    def over(self, pieces: PieceSet, subword: Subword) -> Change:
        """What is done to a file; new names come from other files of `pieces`."""
        if not self.brace_share and not self.rename_share:
            return unchanged
        braces, renaming = BraceStyle.of(subword), Renaming.of(subword)

        def change(file: Pieces, rng: np.random.Generator) -> Pieces:
            turns, renames = rng.random(2) < (self.brace_share, self.rename_share)
            if renames:
                file = renaming.renamed(file, pieces.file(int(rng.integers(pieces.n_files))), rng)
            return braces.turned(file) if turns else file

        return change
