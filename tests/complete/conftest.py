"""A scripted model for `beamcoder complete`, and a file to complete."""

from dataclasses import replace
from pathlib import Path

import pytest

from beamcoder.complete import command
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request

MODEL = {"name": "scripted", "parameters": 7, "sha256": "0" * 64}


class Scripted:
    """Proposes what it was asked; `asked` keeps the requests."""

    info = ModelInfo(**MODEL)  # type: ignore[arg-type]

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.sessions: list[object] = []

    def new_session(self, related: object = None, types: object = None) -> object:
        return related or object()

    def open_workspace(self, folders: list[Path]) -> "ScriptedWorkspace":
        return ScriptedWorkspace(folders)

    def complete(self, request: Request, session: object = None) -> Answer:
        self.asked.append(request)
        self.sessions.append(session)
        if "//" in request.text:
            return Answer(reason="in_comment", timings_ms={"lex": 0.5})
        if "crash" in request.text:
            raise RuntimeError("as asked")
        left = request.text[: request.offset]
        typed = left[len(left.rstrip("sc")) :]
        tokens = (Item("sc", len(typed), 0.61), Item("é😀", 0, 0.0123))
        return Answer(tokens[: request.count], (Item("sc.nextInt();", len(typed), 0.34),))

    def grow(self, request: Request, answer: Answer, session: object) -> Answer:
        return replace(answer, blocks=(Item("sc.next();\n    }", 1, 0.5),))


class ScriptedWorkspace:
    """Its index is what it was asked for."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.is_read = False

    def refresh(self) -> None:
        self.is_read = True

    def index(self, without: Path | None = None) -> tuple[object, ...]:
        return self.folders, self.is_read, without

    def types(self, without: Path | None = None) -> None:
        return None


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    model = Scripted()
    monkeypatch.setattr(command, "open_completer", lambda args: model)
    return model


@pytest.fixture
def java(tmp_path: Path) -> Path:
    path = tmp_path / "A.java"
    path.write_bytes(b"class A {\r\n\tint n = s")
    return path
