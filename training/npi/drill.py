"""Rounds of training on whatever was taught, all of it as one batch.

    drill = Drill(Core(alphabet, CoreSize(), seed=1), lessons)
    drill.train()                          one round
    drill.network()

Nothing is drawn after the beginning: the same seed gives the same bytes.
"""

from typing import Final

import numpy as np
import torch
from torch.nn import functional as F

from beamcoder.model.npi.network import Network
from beamcoder.training.npi.core import Core
from beamcoder.training.npi.lessons import Lessons

RATE, WARM_UP_STEPS, HALF_LIFE_STEPS = 1e-2, 20, 1_500
DECAY, MAX_NORM = 1e-3, 1.0
STEPS_A_ROUND: Final = 300
GOOD_LOSS: Final = 0.1  # of the worst step: about 2.3 between its logit and the next one
WORST_SHARE: Final = 20  # the worst twentieth counts twice


class Drill:
    """A core and what it is taught, which may grow between rounds."""

    def __init__(self, core: Core, lessons: Lessons, decay: float = DECAY) -> None:
        self.core, self.lessons, self.alphabet = core, lessons, core.alphabet
        self.optimiser = torch.optim.AdamW(core.parameters(), lr=RATE, weight_decay=decay)
        self.n_steps = 0
        self._good_loss = GOOD_LOSS

    def network(self) -> Network:
        """As far as it has learned."""
        return self.core.network()

    def be_stricter(self) -> None:
        """Learn better what was taught."""
        self._good_loss /= 2

    def train(self) -> bool:
        """A round -> whether its end was that every step is known well."""
        forest, taught = self.lessons.forest(self.alphabet)
        chosen = torch.from_numpy(np.flatnonzero(taught))
        answers = torch.from_numpy(forest.answers)[chosen]
        n_worst = max(1, len(chosen) // WORST_SHARE)
        for _ in range(STEPS_A_ROUND):
            losses = F.cross_entropy(self.core(forest)[chosen], answers, reduction="none")
            loss = losses.mean() + losses.topk(n_worst).values.mean()
            self.optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.core.parameters(), MAX_NORM)
            self._set_rate()
            self.optimiser.step()
            self.n_steps += 1
            if losses.detach().max().item() < self._good_loss:
                return True
        return False

    def _set_rate(self) -> None:
        rate = RATE * min(1.0, (self.n_steps + 1) / WARM_UP_STEPS)
        for group in self.optimiser.param_groups:
            group["lr"] = rate * 0.5 ** (self.n_steps / HALF_LIFE_STEPS)
