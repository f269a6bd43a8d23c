"""Imports that an offered item brings, as edits of its document.

    bringer = Importer(document)            one an answer
    bringer.edits(offer)                    (Insertion(14, "\\nimport java.util.List;"),)

All of them stand above the item itself, or there are none.
"""

from functools import cached_property

from beamcoder.server.documents.documents import Document
from beamcoder.server.offers.history import Offer
from beamcoder.tokenizer.java.import_edits import Insertion, import_edits
from beamcoder.tokenizer.java.imports import FileHead, read_head


class Importer:
    """Reads the document's head when the first item needs it."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _head(self) -> FileHead:
        return read_head(self._document.text)

    def edits(self, offer: Offer) -> tuple[Insertion, ...]:
        if not offer.item.imports:
            return ()
        found = import_edits(self._document.text, offer.item.imports, self._head)
        is_above = all(insertion.offset < offer.start for insertion in found)
        return found if is_above else ()
