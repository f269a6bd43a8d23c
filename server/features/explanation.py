"""beamcoder/explain and beamcoder/beam: the last answer and its search tree.

Both look back; nothing of them is computed before a request for it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from beamcoder.model import explanation
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.server import convert
from beamcoder.server.documents.packages import package_at
from beamcoder.server.documents.statements import statement_of
from beamcoder.server.documents.window import window_at
from beamcoder.server.features.status import model_in_use
from beamcoder.server.offers.history import LastAnswer
from beamcoder.server.own_methods import BEAM, EXPLAIN, document_uri, invalid_params, parameter
from beamcoder.server.settings import Settings, to_json

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session
    from beamcoder.server.app import Beamcoder

LIMIT: Final = 200
MAX_NODES: Final = 1000


def register(app: "Beamcoder") -> None:
    @app.feature(EXPLAIN)
    async def explain(params: Any) -> dict[str, Any] | None:
        answered = app.history.last(document_uri(params))
        return None if answered is None else await explained(app, answered)

    @app.feature(BEAM)
    async def beam(params: Any) -> dict[str, Any]:
        uri, limit = document_uri(params), parameter(params, "limit", int, LIMIT)
        if not 1 <= limit <= MAX_NODES:
            raise invalid_params(f"limit must lie between 1 and {MAX_NODES}, not {limit}")
        answered = app.history.last(uri)
        if answered is None:
            return {"nodes": []}
        request = await request_of(answered)

        def work(completer: "Completer", session: "Session") -> list[explanation.Node]:
            completer.complete(request, session)  # others may have searched since: here it is known
            return explanation.beam(completer, session, limit)

        nodes = await app.worker.aside(uri, app.settings, work)
        return {"nodes": [node_to_json(node) for node in nodes or ()]}


async def request_of(answered: LastAnswer) -> Request:
    """What searches the place of an answer again, whatever is known of it."""
    statement = await asyncio.to_thread(statement_of, answered.document, answered.settings)
    document = answered.document
    package = await asyncio.to_thread(
        package_at, document, answered.offset, reads=answered.settings.workspace
    )
    window = window_at(document, answered.offset)
    request = Request(window.text, window.offset, statement.text, reuse=False)
    return replace(request, file_name=document.file_name, package=package)


async def explained(app: "Beamcoder", answered: LastAnswer) -> dict[str, Any]:
    document, answer, settings = answered.document, answered.answer, answered.settings
    statement = await asyncio.to_thread(statement_of, document, settings)
    position = convert.position_of(document, answered.offset, app.encoding)
    return {
        "position": position,
        "reason": answer.reason,
        "ghost": ghost_to_json(answer, settings),
        "tokens": to_objects(answer.tokens),
        "lines": to_objects(answer.lines),
        "statement": {
            "origin": statement.origin or "none",
            "words": explanation.n_words(statement.text),
        },
        **model_in_use(app),
        "timingsMs": {"total": 0.0, **answer.timings_ms},
        "settings": to_json(settings),
    }


def to_objects(items: Iterable[Item]) -> list[dict[str, Any]]:
    return [
        {
            "text": item.text,
            "probability": item.probability,
            "modelProbability": item.model_probability,
            "weight": item.weight,
        }
        for item in items
    ]


def ghost_to_json(answer: Answer, settings: Settings) -> dict[str, Any]:
    minimum = settings.minimum_probability
    probability = None
    if answer.standing is not None:
        probability = answer.standing.probability
    elif answer.lines:
        probability = (
            answer.lines[0].probability
            if answer.ghost_probability is None
            else answer.ghost_probability
        )
    is_shown = settings.ghost_text and settings.lines and answer.ghost(minimum) is not None
    why = why_shown(answer, settings, probability)
    return {"isShown": is_shown, "probability": probability, "why": why}


def why_shown(answer: Answer, settings: Settings, probability: float | None) -> str:
    """One sentence on the first line as ghost text."""
    if not (settings.ghost_text and settings.lines):
        return "ghost text is switched off"
    if probability is None:
        return f"there is no line ({answer.reason})" if answer.reason else "there is no line"
    likely, minimum = convert.percent(probability), settings.minimum_probability
    if answer.standing is not None and probability >= minimum:
        return f"{likely} likely when it was new, and typed along since"
    if answer.lines and not answer.lines[0].has_word:
        return "punctuation alone is quicker to type than to read"
    ghost = answer.ghost(minimum)
    if ghost in answer.beginnings:
        so_far = convert.percent(ghost.probability)
        return f"{so_far} likely as far as it goes, the whole line {likely}"
    if probability < minimum:
        return f"{likely} likely, less than minimumProbability ({convert.percent(minimum)})"
    if ghost is None:
        return f"{likely} likely, too short to be worth reading"
    return f"{likely} likely: worth reading"


def node_to_json(node: explanation.Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "parent": node.parent,
        "text": node.text,
        "logProbability": node.log_p,
        "probability": node.probability,
        "networkProbability": node.network_probability,
        "endProbability": node.end_probability,
        "isStart": node.is_start,
        "isLine": node.is_line,
    }
