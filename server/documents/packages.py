"""Package that an open document is to have, as far as its address and its folder say."""

from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from beamcoder.model.package_name import package_in_address, package_of
from beamcoder.server.documents.documents import Document
from beamcoder.server.documents.statements import path_of

HEAD: Final = 8192  # code points: further down nobody asks


def package_at(document: Document, offset: int, *, reads: bool = True) -> str | None:
    """The package; "" for none, None where it does not matter.

    Of a document that came over a network its address alone is read, and so it is without `reads`.
    Else files are, so it is called on the worker's thread.
    """
    if offset > HEAD or "{" in document.text[:offset]:
        return None
    path = path_of(document.uri) if reads and not document.is_remote else None
    return package_of(path) if path is not None else package_in_address(_folders(document.uri))


def _folders(uri: str) -> tuple[str, ...]:
    try:
        return PurePosixPath(unquote(urlsplit(uri).path)).parent.parts
    except ValueError:  # no address at all
        return ()
