"""Methods beyond LSP: names, and careful reading of their parameters.

    uri = document_uri(params)
    limit = parameter(params, "limit", int, 200)

A wrong one is answered as LSP wants it, with the code for invalid parameters.
"""

from typing import Any, Final, TypeVar

from pygls.exceptions import JsonRpcInvalidParams

PREFIX: Final = "beamcoder/"
BEAM: Final = PREFIX + "beam"
BLOCK_READY: Final = PREFIX + "blockReady"
EXPLAIN: Final = PREFIX + "explain"
FEEDBACK: Final = PREFIX + "feedback"
NPI_RUN: Final = PREFIX + "npi/run"
NPI_SOURCE: Final = PREFIX + "npi/source"
NPI_TASKS: Final = PREFIX + "npi/tasks"
NPI_TEACH: Final = PREFIX + "npi/teach"
SEARCH: Final = PREFIX + "search"
STATEMENT: Final = PREFIX + "statement"
STATISTICS: Final = PREFIX + "statistics"
STATUS: Final = PREFIX + "status"
STATUS_CHANGED: Final = PREFIX + "statusChanged"
METHODS: Final = (
    *(BEAM, BLOCK_READY, EXPLAIN, FEEDBACK, NPI_RUN, NPI_SOURCE, NPI_TASKS, NPI_TEACH),
    *(SEARCH, STATEMENT, STATISTICS, STATUS, STATUS_CHANGED),
)
ACCEPTED: Final = "beamcoder.accepted"  # the command that an editor runs with an item it inserts

T = TypeVar("T")


def parameter(params: Any, name: str, kind: type[T], default: T) -> T:
    """A field of the parameters, of its type; the default if it is absent or null."""
    value = getattr(params, name, None)
    if value is None:
        return default
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise invalid_params(f"{name} must be of type {kind.__name__}, not {value!r}")
    return value


def document_uri(params: Any) -> str:
    """`textDocument.uri`, which every request about a document has."""
    uri = getattr(getattr(params, "textDocument", None), "uri", None)
    if not isinstance(uri, str):
        raise invalid_params("textDocument.uri is missing")
    return uri


def invalid_params(sentence: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(message=f"Beamcoder: {sentence}")
