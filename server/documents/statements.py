"""Problem statements of open documents."""

from pathlib import Path
from typing import Final

from pygls.uris import to_fs_path

from beamcoder.model.statement import Sources, Statement, find_statement
from beamcoder.server.documents.documents import Document
from beamcoder.server.settings import Settings

OFF: Final = Statement()


def statement_of(document: Document, settings: Settings) -> Statement:
    """What the client set, or what is found; empty if there is none or the settings want none.

    Reads files, so it is called on the worker's thread.
    """
    if document.statement is not None:
        return Statement(document.statement, "client" if document.statement else "")
    if settings.statement == "off":
        return OFF
    if document.is_remote:
        return find_statement(None, document.text)
    folder = expanded(settings.statements) if settings.statements else None
    return find_statement(path_of(document.uri), document.text, Sources(folder))


def expanded(written: str) -> Path:
    """A path as people write it; "~" stays as it is where no home folder is known."""
    path = Path(written)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def path_of(uri: str) -> Path | None:
    """Where a document lies; None for one that is no file, such as `untitled:`."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None
