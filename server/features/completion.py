"""textDocument/completion: tokens and lines in one list, in our order.

A client that takes partial results gets tokens while the lines are still searched for.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from beamcoder.model.proposal import Answer
from beamcoder.server import convert
from beamcoder.server.features.listing import Listing

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    @app.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions())
    async def completion(params: types.CompletionParams) -> types.CompletionList:
        settings = app.settings
        document = app.documents.get(params.text_document.uri)
        if document is None or not (settings.tokens or settings.lines):
            return convert.completion_list([])
        offset = convert.offset_of(document, params.position, app.encoding)
        listing = Listing(app, document, offset)
        if not listing.is_wanted:
            return convert.completion_list([])
        token = params.partial_result_token
        if token is None:
            answer = await app.answer(document, offset)
        else:
            answer = await app.answer(document, offset, partial(begin, app, listing, token))
        if not listing.has_begun:
            return convert.completion_list(listing.whole(answer))
        if items := listing.rest(answer):
            report(app, token, items)
        return convert.completion_list([])


def begin(app: "Beamcoder", listing: Listing, token: types.ProgressToken, answer: Answer) -> None:
    """The first part says that the list is never complete; the second adds to it."""
    if items := listing.begin(answer):
        report(app, token, convert.completion_list(items))


def report(app: "Beamcoder", token: types.ProgressToken | None, result: Any) -> None:
    assert token is not None
    app.progress(types.ProgressParams(token, result))
