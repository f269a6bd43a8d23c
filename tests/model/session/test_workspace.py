"""The workspace: which files are in it, when they are read again, and that none is its own."""

import os
from pathlib import Path

import numpy as np
import pytest

from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.session import workspace as workspace_module
from beamcoder.model.session.workspace import Workspace
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword

TEXTS = [f"class C{i} {{ int v{i} = in.nextInt(); void f() {{ go(v{i}); }} }}\n" for i in range(9)]


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.model"
    return Subword.train([[s.text for s in layout(lex(text))] for text in TEXTS * 20], 320, path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "solutions"
    path.mkdir()
    return path


def write(path: Path, text: str, age: int = 0) -> Path:
    """A file written `age` seconds before the others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(0, (1_700_000_000 - age) * 10**9))
    return path


def of(subword: Subword, *texts: str) -> FixedIndex:
    return FixedIndex.build(
        np.array([subword.bos, *subword.encode_all(s.text for s in layout(lex(t))), subword.eos])
        for t in texts
    )


def same(one: FixedIndex, other: FixedIndex) -> bool:
    names = ("keys", "starts", "counts", "pieces", "times")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def refreshed(folder: Path, subword: Subword) -> Workspace:
    workspace = Workspace([folder], subword)
    workspace.refresh()
    return workspace


def test_all_java_files_below_the_folder_but_the_one_asked(folder: Path, subword: Subword) -> None:
    mine = write(folder / "A.java", TEXTS[0])
    write(folder / "deep" / "er" / "B.java", TEXTS[1])
    write(folder / "notes.txt", TEXTS[2])
    workspace = refreshed(folder, subword)
    assert same(workspace.index(), of(subword, *TEXTS[:2]))
    assert same(workspace.index(mine), of(subword, TEXTS[1]))
    assert same(workspace.index(folder / "deep" / ".." / "A.java"), of(subword, TEXTS[1]))
    link = folder.parent / "link.java"
    link.symlink_to(mine)
    assert same(workspace.index(link), of(subword, TEXTS[1]))


def test_what_is_no_source_is_left_out(folder: Path, subword: Subword) -> None:
    write(folder / "A.java", TEXTS[0])
    for name in (".git/B.java", "target/C.java", "node_modules/x/D.java", ".hidden.java"):
        write(folder / name, TEXTS[1])
    write(folder / "Empty.java", "")
    write(folder / "Table.java", TEXTS[1] + "//" + "x" * workspace_module.MAX_BYTES)
    (folder / "Latin.java").write_bytes(b"class \xe4 {}")
    assert same(refreshed(folder, subword).index(), of(subword, TEXTS[0]))


def test_no_link_leads_out_of_the_folder(folder: Path, subword: Subword) -> None:
    write(folder / "A.java", TEXTS[0])
    outside = write(folder.parent / "outside" / "B.java", TEXTS[1])
    (folder / "B.java").symlink_to(outside)
    (folder / "all").symlink_to(outside.parent)
    (folder / "round").symlink_to(folder)
    assert same(refreshed(folder, subword).index(), of(subword, TEXTS[0]))


def test_what_changes_is_read_again_and_the_rest_is_not(
    folder: Path, subword: Subword, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = write(folder / "A.java", TEXTS[0]), write(folder / "B.java", TEXTS[1])
    workspace = refreshed(folder, subword)
    first = workspace.index(b)
    n_read = 0
    read = Workspace._read

    def counting(self: Workspace, source: workspace_module.WorkspaceFile) -> object:
        nonlocal n_read
        n_read += 1
        return read(self, source)

    monkeypatch.setattr(Workspace, "_read", counting)
    workspace.refresh()
    assert n_read == 0
    write(b, TEXTS[2], age=-5)
    workspace.refresh()
    assert n_read == 1
    assert workspace.index(b) is first  # its own file changes nothing beside it
    assert same(workspace.index(a), of(subword, TEXTS[2]))
    a.unlink()
    workspace.refresh()
    assert same(workspace.index(), of(subword, TEXTS[2]))


def test_of_too_many_files_the_last_written_count(folder: Path, subword: Subword) -> None:
    for age, text in enumerate(TEXTS):
        write(folder / f"F{age}.java", text, age=age)
    n = [2 + len(subword.encode_all(s.text for s in layout(lex(text)))) for text in TEXTS]
    workspace = Workspace([folder], subword, most_pieces=sum(n[:4]) + 1)
    workspace.refresh()
    assert len(workspace) == 4
    assert same(workspace.index(), of(subword, *TEXTS[:4]))


def test_a_folder_of_too_many_entries_is_looked_at_in_part(
    folder: Path, subword: Subword, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i, text in enumerate(TEXTS):
        write(folder / f"F{i}.java", text)
    monkeypatch.setattr(workspace_module, "MAX_ENTRIES", 3)
    assert len(refreshed(folder, subword)) == 3


def test_a_folder_that_is_not_there_is_an_empty_one(folder: Path, subword: Subword) -> None:
    workspace = refreshed(folder / "none", subword)
    assert len(workspace) == 0 and same(workspace.index(), of(subword))


def test_only_the_last_indices_are_kept(folder: Path, subword: Subword) -> None:
    paths = [write(folder / f"F{i}.java", text) for i, text in enumerate(TEXTS[:6])]
    workspace = refreshed(folder, subword)
    first = workspace.index(paths[0])
    assert workspace.index(paths[0]) is first
    for path in paths[1:]:
        workspace.index(path)
    assert workspace.index(paths[0]) is not first
