"""textDocument/inlineCompletion (LSP 3.18): the lines that are worth reading, as ghost text.

Whether any is shown depends on the first one, the only one that an editor shows unasked.
"""

from typing import TYPE_CHECKING

from lsprotocol import types

from beamcoder.model.proposal import Answer, Item
from beamcoder.server import convert
from beamcoder.server.settings import Settings

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    # pygls advertises this feature only when it is given options.
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
        answer = await app.worker.answer(document, offset, settings)
        left = document.text[:offset]
        return types.InlineCompletionList(
            [
                convert.inline_item(
                    item, convert.range_before(document, offset, item.replace, app.encoding)
                )
                for item in ghosts(left, answer, settings)
            ]
        )


def ghosts(left: str, answer: Answer, settings: Settings) -> list[Item]:
    """The line worth showing, and those as likely behind it, for who asks for the next one."""
    minimum = settings.minimum_probability
    if answer.ghost(minimum) is None:
        return []
    first, *others = answer.lines
    shown = [first, *(item for item in others if item.probability >= minimum)]
    return [item for item in shown if adds(left, item)]


def adds(left: str, item: Item) -> bool:
    """Ghost text can only add to what is typed: editors hide it when it would change that."""
    typed = left[len(left) - item.replace :]
    return item.text.startswith(typed) and item.text != typed
