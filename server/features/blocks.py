"""beamcoder/blockReady: a block has grown behind the answer that an editor has.

Only an editor that has said so hears of it, and only where the block is worth showing: it then asks
for ghost text again. Others find it with their next request.
"""

from functools import partial
from typing import TYPE_CHECKING

from beamcoder.model.proposal import Answer
from beamcoder.server import convert
from beamcoder.server.documents.documents import Document
from beamcoder.server.own_methods import BLOCK_READY

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    app.worker.on_block = partial(announce, app)


def announce(app: "Beamcoder", document: Document, offset: int, answer: Answer) -> None:
    """Tell where it begins, if the document is still as it was."""
    is_shown = app.settings.ghost_text and answer.ghost_block(app.settings.minimum_probability)
    current = app.documents.get(document.uri)
    if not is_shown or current is None or current.revision != document.revision:
        return
    if app.listens("blockReady"):
        position = convert.position_of(document, offset, app.encoding)
        about = {"textDocument": {"uri": document.uri}, "position": position}
        app.protocol.notify(BLOCK_READY, about)
