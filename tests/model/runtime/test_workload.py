"""What runtimes are timed by computes what it says, and nothing is left over."""

from pathlib import Path
from typing import Any

import numpy as np

from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.runtime.interface import Step
from beamcoder.model.runtime.workload import N_CACHED, N_STEPS, WIDTH, Workload


class Watched:
    """A runtime that remembers what it was asked."""

    def __init__(self, inner: Any) -> None:
        self.config, self.inner = inner.config, inner
        self.problem: list[tuple[int, int, Any]] = []  # new pieces, past length, mask

    def forward(self, step: Step) -> Any:
        self.problem.append((len(step.pieces), step.past.length, step.mask))
        return self.inner.forward(step)


def test_each_job_is_what_it_says(random_model: Path) -> None:
    watched = Watched(open_runtime(open_folder(random_model), "cpu"))
    work = Workload(watched)  # type: ignore[arg-type]
    one_search = [(WIDTH, N_CACHED + WIDTH * i) for i in range(N_STEPS)]
    for job, wanted in (
        (work.search, one_search),
        (work.step, [(1, N_CACHED)]),
        (work.prefill, [(N_CACHED, 0)]),
        (work.search, one_search),
    ):
        watched.problem.clear()
        job()
        assert [(n, length) for n, length, _ in watched.problem] == wanted


def test_a_beam_reads_the_prefix_and_itself(random_model: Path) -> None:
    watched = Watched(open_runtime(open_folder(random_model), "cpu"))
    Workload(watched).search()  # type: ignore[arg-type]
    for step, (_, _, mask) in enumerate(watched.problem[-N_STEPS:]):
        assert mask[:, :N_CACHED].all()
        own = np.flatnonzero(mask[2, N_CACHED:])
        assert own.tolist() == [2 + WIDTH * i for i in range(step + 1)]
