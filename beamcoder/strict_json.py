"""JSON as its standard has it: no NaN, no infinity.

fields = loads('{"id": 7}')             ValueError, RecursionError
fields = loads_request(b'{"id": 7}')    UsageError
"""

import json
from math import isfinite
from typing import Any, NoReturn

from beamcoder.errors import UsageError


def loads(text: str | bytes) -> Any:
    """A value that can be written as JSON again. ValueError; RecursionError where it is deep."""
    return json.loads(text, parse_constant=_no_number, parse_float=_finite_number)


def loads_request(line: bytes) -> dict[str, Any]:
    """The fields of a line of --requests. UsageError if it is no object of JSON."""
    try:
        fields = loads(line)
    except (ValueError, RecursionError) as exc:
        raise UsageError(f"not a line of JSON: {exc}") from exc
    if not isinstance(fields, dict):
        raise UsageError("a request is a JSON object")
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _finite_number(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        raise ValueError(f"{written:.20} is too large a number")
    return number
