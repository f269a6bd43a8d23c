"""textDocument/inlineCompletion (LSP 3.18): lines and blocks as ghost text.

Whether any is shown depends on the first one, the only one that an editor shows unasked. While a
menu is open, ghost text goes on from the item that it has selected; while a line is taken bit by
bit, its rest stays the first. A block comes in the place of the line that it goes on from, once it
has grown and if it promises more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lsprotocol import types

from beamcoder.model.proposal import Answer, Item
from beamcoder.server import convert
from beamcoder.server.documents.documents import Document, Edit
from beamcoder.server.offers.history import ItemEdit, Offer
from beamcoder.server.offers.imports import Importer
from beamcoder.server.offers.text_edits import fitted
from beamcoder.server.settings import Settings

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    # pygls advertises this feature only when it has options.
    options = types.InlineCompletionOptions(work_done_progress=False)

    @app.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, options)
    async def inline_completion(
        params: types.InlineCompletionParams,
    ) -> types.InlineCompletionList:
        settings = app.settings
        document = app.documents.get(params.text_document.uri)
        if document is None or not (settings.ghost_text and settings.lines):
            return types.InlineCompletionList([])
        offset = convert.offset_of(document, params.position, app.encoding)
        answer = await app.answer(document, offset, surface="ghost")
        selected = params.context.selected_completion_info
        if selected is None:
            words = with_rest(app, document, offset, ghosts(document, offset, answer, settings))
        else:
            words = await extending(app, document, offset, selected, answer)
        offers = app.offer(document, offset, words, "ghost")
        return types.InlineCompletionList(list(written(document, offset, offers, app.encoding)))


def written(
    document: Document, offset: int, offers: Sequence[Offer], encoding: convert.Encoding
) -> Iterator[types.InlineCompletionItem]:
    importer = Importer(document)
    for offer in offers:
        counts = offer.n_replaced, offer.n_after
        where = convert.range_around(document, offset, *counts, encoding)
        imports = convert.text_edits(document, importer.edits(offer), encoding)
        yield convert.inline_item(offer, where, imports)


def ghosts(document: Document, offset: int, answer: Answer, settings: Settings) -> list[ItemEdit]:
    """The line or block worth showing, and lines as likely after it, for "next suggestion"."""
    minimum, left = settings.minimum_probability, document.text[:offset]
    block = answer.ghost_block(minimum) if settings.n_block_lines else None
    first = answer.ghost(minimum) or block
    if first is None:
        return []
    added = first.text[first.replace :]
    others = (item for item in answer.lines if item.text[item.replace :] != added)
    best = [first] if block in (None, first) else [block, first]
    shown = [*best, *(item for item in others if item.probability >= minimum)]
    words = [worded(item) for item in shown if adds(left, item)]
    return fitted(document, offset, words, answer.indentation, is_ghost=True)


def worded(item: Item) -> ItemEdit:
    return ItemEdit(item, item.text, item.replace, is_line=True)


def adds(left: str, item: Item) -> bool:
    """Ghost text can only add to what is typed: editors hide it when it would change that."""
    typed = left[len(left) - item.replace :]
    return item.text.startswith(typed) and item.text != typed


def with_rest(
    app: "Beamcoder", document: Document, offset: int, words: list[ItemEdit]
) -> list[ItemEdit]:
    """What is left of a line that is being taken bit by bit comes first, for it was agreed to."""
    offer = app.acceptance.rest(document, offset)
    if offer is None:
        return words
    n_taken = offset - offer.start
    rest = offer.text[n_taken:]
    others = [word for word in words if word.text[word.n_replaced :] != rest]
    item = Item(rest, 0, offer.item.probability, imports=offer.item.imports)
    return [ItemEdit(item, rest, 0, is_line=True), *others]


async def extending(
    app: "Beamcoder",
    document: Document,
    offset: int,
    selected: types.SelectedCompletionInfo,
    answer: Answer,
) -> list[ItemEdit]:
    """What goes on from the selected item of a menu: of the answer, or completed after it."""
    start = convert.offset_of(document, selected.range.start, app.encoding)
    end = convert.offset_of(document, selected.range.end, app.encoding)
    if not start <= offset == end:
        return []
    n_replaced = offset - start
    found = [
        ItemEdit(word.item, text, n_replaced, is_line=True)
        for word in ghosts(document, offset, answer, app.settings)
        if word.n_replaced <= n_replaced
        and not word.n_after
        and (text := document.text[start : offset - word.n_replaced] + word.text)
        and text.startswith(selected.text)
        and text != selected.text
    ]
    return found or await after_selected(app, document, Edit(start, end, selected.text))


async def after_selected(app: "Beamcoder", document: Document, selected: Edit) -> list[ItemEdit]:
    """The likely ends of the line as it will be when the selected item has been taken, which brings
    its imports."""
    taken = document.edited(selected)
    offset = selected.start + len(selected.text)
    answer = await app.worker.answer(taken, offset, app.settings)
    words = ghosts(taken, offset, answer, app.settings)
    n_replaced = selected.end - selected.start
    offers = app.history.offers(document.uri)
    own = next((each.item.imports for each in offers if each.text == selected.text), ())
    return [
        ItemEdit(
            replace(word.item, imports=tuple(dict.fromkeys((*own, *word.item.imports)))),
            selected.text + word.text[word.n_replaced :],
            n_replaced,
            is_line=True,
        )
        for word in words
    ]
