"""textDocument/completion: tokens and lines in one list, in our order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from beamcoder.model.proposal import Answer, Item
from beamcoder.server import convert
from beamcoder.server.documents import Document
from beamcoder.server.fitting import fitted
from beamcoder.server.history import Wording

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
        answer = await app.answer(document, offset)
        return convert.completion_list(list(to_items(app, document, offset, answer)))


def to_items(
    app: "Beamcoder", document: Document, offset: int, answer: Answer
) -> Iterator[types.CompletionItem]:
    left = reach(document, offset, answer)
    words = fitted(document, offset, wordings(left, answer, app.settings.max_items))
    n_replaced, n_after = (words[0].n_replaced, words[0].n_after) if words else (0, 0)
    typed = document.text[offset - n_replaced : offset]
    where = convert.range_around(document, offset, n_replaced, n_after, app.encoding)
    for offer in app.offer(document, offset, words, "list"):
        yield convert.completion_item(offer, typed, where)


def reach(document: Document, offset: int, answer: Answer) -> str:
    """The text left of the cursor as far as any item replaces it: a file may be long."""
    most = max((item.replace for item in (*answer.tokens, *answer.lines)), default=0)
    return document.text[offset - most : offset]


def wordings(left: str, answer: Answer, max_items: int) -> list[Wording]:
    """All with one range, as some clients want it: what the longest replacement covers."""
    chosen = merged(left, answer, max_items)
    n_replaced = max((item.replace for item, _ in chosen), default=0)
    return [
        Wording(item, widened(left, item, n_replaced), n_replaced, is_line)
        for item, is_line in chosen
    ]


def merged(left: str, answer: Answer, max_items: int) -> list[tuple[Item, bool]]:
    """Both lists as one, True for lines; each keeps its order, at most half are lines.

    Whichever list's next item promises more goes first.
    """
    tokens = [item for item in answer.tokens if item.text != left_of(left, item)]
    shown = {(item.text, item.replace) for item in answer.tokens}
    lines = [item for item in answer.lines if item.text != left_of(left, item)]
    lines = [item for item in lines if (item.text, item.replace) not in shown]
    if tokens:
        lines = lines[: max_items // 2]
    ranked: list[tuple[Item, bool]] = []
    while (tokens or lines) and len(ranked) < max_items:
        is_line = not tokens or bool(lines and lines[0].promise > tokens[0].promise)
        ranked.append(((lines if is_line else tokens).pop(0), is_line))
    return ranked


def widened(left: str, item: Item, n_replaced: int) -> str:
    """The text of the same insertion as one that replaces `n_replaced` code points."""
    return left[len(left) - n_replaced : len(left) - item.replace] + item.text


def left_of(left: str, item: Item) -> str:
    """What the item replaces."""
    return left[len(left) - item.replace :]
