"""What lies around a document reaches its session, in the background, and only from the folders."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from beamcoder.server.engine import workspace_indexer as module
from beamcoder.server.engine.workspace_indexer import WorkspaceIndexer

READ = "files in the workspace"
LOUD = {"logLevel": "info"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "solutions"
    path.mkdir()
    for name in ("Ann", "Bob", "Mine"):
        (path / f"{name}.java").write_text("class A {}\n")
    return path


def around(client: Any, uri: str) -> str:
    """What the engine recalled around a document at a new request."""
    client.open("// @around\nx\n", uri=uri)
    items: list[dict[str, Any]] = client.complete(1, 1, uri=uri)
    client.close(uri=uri)
    return str(items[0]["label"])


def test_the_first_answer_waits_for_nothing_and_the_next_recalls(client: Any, folder: Path) -> None:
    mine = (folder / "Mine.java").as_uri()
    client.initialize(LOUD, root=folder.as_uri())
    assert around(client, mine) == "None"
    client.logged(READ)
    assert around(client, mine) == "Ann_Bob"


def test_a_document_that_is_no_file_is_left_out_of_nothing(client: Any, folder: Path) -> None:
    client.initialize(LOUD, root=folder.as_uri())
    around(client, "untitled:Untitled-1")
    client.logged(READ)
    assert around(client, "untitled:Untitled-1") == "Ann_Bob_Mine"


@pytest.mark.parametrize("options", [{"workspace": False}, {}])
def test_off_or_without_folders_nothing_is_read(client: Any, folder: Path, options: Any) -> None:
    root = folder.as_uri() if options else None
    client.initialize(LOUD | options, root=root)
    for _ in range(3):
        assert around(client, (folder / "Mine.java").as_uri()) == "None"
    assert not any(READ in line for line in client.log)


def test_a_folder_that_cannot_be_read_costs_no_answer(client: Any, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    client.initialize(root=(tmp_path / "bad").as_uri())
    assert around(client, "file:///A.java") == "None"
    client.logged("could not be read")
    assert around(client, "file:///A.java") == "None"


# The policy alone


class Engine:
    """Counts what is opened and read; the index is the number of times it was looked at."""

    def __init__(self) -> None:
        self.opened: list[tuple[Path, ...]] = []
        self.n_refreshed = 0

    def open_workspace(self, folders: tuple[Path, ...]) -> "Engine":
        self.opened.append(folders)
        return self

    def __len__(self) -> int:
        return 1

    def refresh(self) -> None:
        self.n_refreshed += 1

    def index(self, without: Path | None = None) -> int:
        return self.n_refreshed

    def types(self, without: Path | None = None) -> None:
        return None


def wait_and_ask(
    workspace_indexer: WorkspaceIndexer, engine: Any, uri: str = "file:///A.java"
) -> object:
    """What is known once all that was begun has been read."""

    async def conversation() -> object:
        workspace_indexer.around(uri, engine)
        while workspace_indexer._reading:
            await asyncio.sleep(0.001)
        known = workspace_indexer.around(uri, engine)
        return known and known[0]

    return asyncio.run(conversation())


def test_folders_are_looked_at_again_when_what_is_known_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace_indexer, engine = WorkspaceIndexer(lambda: (Path("/a"),)), Engine()
    assert wait_and_ask(workspace_indexer, engine) == 1
    assert wait_and_ask(workspace_indexer, engine) == 1
    monkeypatch.setattr(module, "FRESH_S", -1.0)
    assert wait_and_ask(workspace_indexer, engine) == 2
    workspace_indexer.close()


def test_other_folders_or_another_model_begin_anew() -> None:
    folders = [Path("/a")]
    workspace_indexer, engine = WorkspaceIndexer(lambda: tuple(folders)), Engine()
    wait_and_ask(workspace_indexer, engine)
    folders.append(Path("/b"))
    assert wait_and_ask(workspace_indexer, engine) == 2
    assert engine.opened == [(Path("/a"),), (Path("/a"), Path("/b"))]
    assert wait_and_ask(workspace_indexer, other := Engine()) == 1 and len(other.opened) == 1
    folders.clear()
    assert wait_and_ask(workspace_indexer, other) is None
    workspace_indexer.close()


def test_only_the_last_documents_are_known() -> None:
    workspace_indexer, engine = WorkspaceIndexer(lambda: (Path("/a"),)), Engine()
    for i in range(3 * module.MAX_KNOWN):
        wait_and_ask(workspace_indexer, engine, f"file:///{i}.java")
    assert len(workspace_indexer._known) == module.MAX_KNOWN
    workspace_indexer.close()
