"""The problem statement of an open document: the seam between documents and `model.statement`."""

from pathlib import Path

from pygls.uris import to_fs_path

from beamcoder.model.statement import Sources, find_statement
from beamcoder.server.documents import Document
from beamcoder.server.settings import Settings


def statement_of(document: Document, settings: Settings) -> str:
    """The statement's text; "" if there is none or the settings want none.

    Reads files, so it is called on the worker's thread.
    """
    if settings.statement == "off":
        return ""
    folder = Path(settings.statements).expanduser() if settings.statements else None
    return find_statement(path_of(document.uri), document.text, Sources(folder)).text


def path_of(uri: str) -> Path | None:
    """Where a document lies; None for one that is no file, such as `untitled:`."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None
