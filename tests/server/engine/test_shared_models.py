"""Clients of one server share models, and one that cannot be read holds up nobody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from beamcoder.errors import ArtefactError
from beamcoder.server.engine.shared_models import KEPT, SharedModels


class Model:
    """Stands for a completer: weak references need an object of their own."""


class Opener:
    """Opens what it is asked for, but for one folder that hangs until it is let go."""

    def __init__(self) -> None:
        self.opened: list[tuple[Path | None, str]] = []
        self.released = Event()

    def __call__(self, model: Path | None, device: str) -> Any:
        self.opened.append((model, device))
        if model == Path("hangs"):
            self.released.wait()
        if model == Path("broken"):
            raise ArtefactError("broken")
        return Model()


@pytest.fixture
def opener() -> Any:
    opener = Opener()
    yield opener
    opener.released.set()


def test_clients_that_come_at_once_share_one_model(opener: Opener) -> None:
    models = SharedModels(opener)
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: models.open(None, "cpu"), range(64)))
    assert len(set(map(id, opened))) == 1 and opener.opened == [(None, "cpu")]


def test_a_folder_that_hangs_is_one_sentence_and_holds_up_no_other(opener: Opener) -> None:
    models = SharedModels(opener, patience_s=0.01)
    for _ in range(2):
        with pytest.raises(ArtefactError, match=r"hangs could not be read within 0\.01 seconds"):
            models.open(Path("hangs"), "cpu")
    assert opener.opened == [(Path("hangs"), "cpu")], "one thread waits for the disk, not many"
    patient = SharedModels(opener)
    assert patient.open(None, "cpu") is patient.open(None, "cpu")


def test_a_folder_that_was_broken_is_tried_anew(opener: Opener) -> None:
    models = SharedModels(opener)
    for _ in range(2):
        with pytest.raises(ArtefactError, match="broken"):
            models.open(Path("broken"), "cpu")
    assert len(opener.opened) == 2


def test_no_client_throws_out_the_model_of_another(opener: Opener) -> None:
    models = SharedModels(opener)
    mine = models.open(None, "cpu")
    for i in range(3 * KEPT):
        models.open(Path(str(i)), "cpu")
    assert models.open(None, "cpu") is mine
    assert opener.opened.count((None, "cpu")) == 1
    del mine
    for i in range(KEPT):
        models.open(Path(f"more{i}"), "cpu")
    models.open(None, "cpu")
    assert opener.opened.count((None, "cpu")) == 2, "what nobody has is let go"
