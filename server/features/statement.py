"""beamcoder/statement: the problem statement that a client sets for a document."""

import asyncio
from typing import TYPE_CHECKING, Any

from beamcoder.model.explanation import Influence, influences, n_words
from beamcoder.model.proposal import Item, Request
from beamcoder.server.documents.packages import package_at
from beamcoder.server.documents.statements import statement_of
from beamcoder.server.documents.window import window_at
from beamcoder.server.offers.history import LastAnswer
from beamcoder.server.own_methods import STATEMENT, document_uri, invalid_params, parameter
from beamcoder.tokenizer.live.lines import well_formed

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    @app.feature(STATEMENT)
    async def statement(params: Any) -> dict[str, Any]:
        uri = document_uri(params)
        document = app.documents.get(uri)
        if document is None:
            raise invalid_params(f"{uri} is not open")
        if hasattr(params, "statement"):
            text = parameter(params, "statement", str, "")
            limit = app.access.limits.document_characters
            if len(text) > limit:
                raise invalid_params(
                    f"a statement has at most {limit:,} characters, not {len(text):,}"
                )
            document = document.stating(None if params.statement is None else well_formed(text))
            app.documents.put(document)
        settings = app.settings
        found = await asyncio.to_thread(statement_of, document, settings)
        has_influence = parameter(params, "influence", bool, default=False)
        answered = app.history.last(uri) if has_influence else None
        return {
            "origin": found.origin or "none",
            "text": found.text,
            "words": n_words(found.text),
            "influence": None if answered is None else await influence(app, answered, found.text),
        }


async def influence(
    app: "Beamcoder", answered: LastAnswer, statement: str
) -> dict[str, Any] | None:
    """What each line of the statement did to the last answer's first line, or first token."""
    items = (*answered.answer.lines, *answered.answer.tokens)
    if not items:
        return None
    document = answered.document
    window = window_at(document, answered.offset)
    request = Request(
        window.text,
        window.offset,
        statement,
        file_name=document.file_name,
        package=await asyncio.to_thread(
            package_at, document, answered.offset, reads=answered.settings.workspace
        ),
    )
    lines = Lines(request, items[0])
    while line := await app.worker.aside(answered.document.uri, app.settings, lines.next):
        lines.found.append(line)
        await asyncio.sleep(0)  # a key that was pressed meanwhile goes first
    return {
        "item": items[0].text,
        "lines": [
            {"line": line.line, "text": line.text, "change": line.change} for line in lines.found
        ],
    }


class Lines:
    """The lines of a statement in turn, each computed when it is its turn."""

    def __init__(self, request: Request, item: Item) -> None:
        self._request, self._item = request, item
        self._rest: Any = None
        self.found: list[Influence] = []

    def next(self, completer: "Completer", session: "Session") -> Influence | None:
        """On the worker's thread; None after the last one."""
        if self._rest is None:
            self._rest = influences(completer, self._request, self._item)
        return next(self._rest, None)
