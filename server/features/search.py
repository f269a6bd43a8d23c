"""beamcoder/search: functions, classes and library uses in the folders that are open.

The answer is the object of `beamcoder search --json`, and each result has the URI of its file. A
client that came over a network searches its own open documents, and no folder.
"""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beamcoder.errors import UsageError
from beamcoder.server.own_methods import SEARCH, invalid_params, parameter

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

COUNT: Final = 10
_URI: Final = re.compile(r"[A-Za-z][\w+.-]+:")  # one letter alone is a drive


def register(app: "Beamcoder") -> None:
    @app.feature(SEARCH)
    async def search(params: Any) -> dict[str, Any]:
        # Not at the server's start, an eighth of which it would take.
        from beamcoder.model.search.folder_search import Wanted, to_json

        query = parameter(params, "query", str, "")
        try:
            wanted = Wanted(parameter(params, "count", int, COUNT))
            answer = await app.folder_searcher.answer(query, wanted)
        except UsageError as exc:
            raise invalid_params(str(exc)) from exc
        fields = await asyncio.to_thread(to_json, answer)  # which reads the lines to be shown
        for result, hit in zip(fields["results"], answer.hits, strict=True):
            result["uri"] = uri_of(hit.absolute)
            for use in result.get("uses", ()):
                use["uri"] = uri_of(use["path"])
        return fields


def uri_of(file: str) -> str:
    """Of a document that has a URI and no file, or of a file on the disk."""
    return file if _URI.match(file) else Path(file).absolute().as_uri()
