"""Latency of a key press by beam width, measured at the engine."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, Final

from beamcoder.bench.keys import Progress, percentiles
from beamcoder.bench.texts import Stretch
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import Request

WIDTHS: Final = (1, 2, 4, 8, 16)


def by_width(
    completer: Completer, found: Sequence[Stretch], n_keys: int, progress: Progress
) -> list[dict[str, Any]]:
    """Milliseconds a key, to tokens and lines; the widths take turns, key by key."""
    plain = completer.options
    spent: dict[int, list[float]] = {width: [] for width in WIDTHS}
    stretch = max(found, key=lambda each: len(each.keys))
    completers = {width: completer.with_options(as_wide(plain, width)) for width in WIDTHS}
    sessions = {width: completer.new_session() for width in WIDTHS}
    left = stretch.left
    for i in progress(range(min(n_keys + 1, len(stretch.keys))), "beam widths"):
        left += stretch.keys[i]
        request = Request(left + stretch.right, len(left), reuse=False)
        for width in WIDTHS:
            began = perf_counter()
            completers[width].complete(request, sessions[width])
            if i:
                spent[width].append(1000 * (perf_counter() - began))
    return [{"width": width, **percentiles(ms)} for width, ms in spent.items()]


def as_wide(options: DecodingOptions, width: int) -> DecodingOptions:
    """The options with a beam so wide, the first step's along."""
    first = max(width, options.first_width * width // options.beam_width)
    return replace(options, beam_width=width, first_width=first)
