"""beamcoder/search: functions, classes and library uses in the folders that are open.

The answer is the object of `beamcoder search --json`, and each result has the URI of its file. With
`source` it has the whole function, too; with `explain` the words that met, and the answer a map. A
client that came over a network searches its own open documents, and those folders that the user of
the server has opened to it.
"""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beamcoder.errors import UsageError
from beamcoder.server.own_methods import SEARCH, invalid_params, parameter

if TYPE_CHECKING:
    from beamcoder.model.search.folder_search import SearchAnswer
    from beamcoder.server.app import Beamcoder

COUNT: Final = 10
_URI: Final = re.compile(r"[A-Za-z][\w+.-]+:")  # one letter alone is a drive


def register(app: "Beamcoder") -> None:
    @app.feature(SEARCH)
    async def search(params: Any) -> dict[str, Any]:
        # Not at the server's start, an eighth of which it would take.
        from beamcoder.model.search.folder_search import Wanted

        query = parameter(params, "query", str, "")
        explains = parameter(params, "explain", bool, False)
        has_source = parameter(params, "source", bool, False)
        try:
            wanted = Wanted(parameter(params, "count", int, COUNT), explains=explains)
            answer = await app.folder_searcher.answer(query, wanted)
        except UsageError as exc:
            raise invalid_params(str(exc)) from exc
        return await asyncio.to_thread(fields_of, answer, explains, has_source)  # which reads files


def fields_of(answer: "SearchAnswer", explains: bool, has_source: bool) -> dict[str, Any]:
    from beamcoder.model.search.folder_search import map_json, source_json, to_json

    fields = to_json(answer)
    if explains:
        fields["map"] = map_json(answer.map)
    for result, hit in zip(fields["results"], answer.hits, strict=True):
        result["uri"] = uri_of(hit.absolute)
        if has_source:
            result |= source_json(hit)
        for use in result.get("uses", ()):
            use["uri"] = uri_of(use["path"])
    return fields


def uri_of(file: str) -> str:
    """Of a document that has a URI and no file, or of a file on the disk."""
    return file if _URI.match(file) else Path(file).absolute().as_uri()
