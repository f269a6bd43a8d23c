"""Figures of a benchmark as lines for a terminal."""

from collections.abc import Iterator
from typing import Any, Final

from beamcoder.bench.places import growth

WAYS: Final = {"list": "list", "ghost": "ghost line", "both": "both"}


def lines_of(found: dict[str, Any]) -> list[str]:
    return [*summary_lines(found)]


def summary_lines(found: dict[str, Any]) -> Iterator[str]:
    model, system = found["model"], found["machine"]
    yield f"{model['name']}, {model['parameters']:,} parameters"
    yield f"{system['processor']}, {system['cores']} cores, Python {system['python']}"
    for transport in ("stdio", "tcp"):
        yield f"\nkey press to answer over {transport}, in milliseconds"
        for way, label in WAYS.items():
            yield row(label, found[transport][way])
        yield row("first in a file", found[transport]["first"])
    of = found["shares"]
    n_without = 100 * of["share"]["without_model"]
    same = f"{100 * of['same']:.1f} % from the last search as searched anew"
    yield f"answered without the model   {n_without:.1f} %; {same}"
    cpu = found["stdio"]["cpu_s_per_1000_keys"]
    yield f"CPU seconds for 1,000 keys   {cpu['list']:.1f} list, {cpu['both']:.1f} list and ghost"
    yield "\nmoving about, to the list"
    yield from (row(kind, found["moves"][kind]) for kind in MOVES)
    yield "\nclients on one server, to the list"
    yield from (row(f"{each['clients']} clients", each) for each in found["clients"])
    if flood := found.get("flood"):
        yield f"beside one that floods, p99 {flood['p99_ratio']:.2f} times that alone"
    yield "\nby length of the file"
    yield from (row(f"{each['lines']:,} lines", each["list"]) for each in found["lengths"])
    if rows := found.get("long_lines"):
        yield f"\nby length of the line: the longest {growth(rows):.2f} times the shortest"
        yield from (row(f"{each['characters']:,} characters", each["list"]) for each in rows)
    yield "\nby width of the beam"
    yield from (row(f"{each['width']} beams", each) for each in found["widths"])
    yield from whole(found)


MOVES: Final = ("jump", "back", "paste", "undo", "document")


def row(label: str, found: dict[str, Any]) -> str:
    spent = "".join(f"   {q} {found[q]:7.1f}" for q in ("p50", "p90", "p99"))
    counted = f"   ({found['answered']} of {found['asked']} answered)" if "asked" in found else ""
    return f"  {label:16}{spent}{counted}"


def whole(found: dict[str, Any]) -> Iterator[str]:
    """Starts, memory, runtimes."""
    start, moves = found["cold_start_ms"], found["moves"]
    yield f"\ncold start of `beamcoder complete`   {start['p50']:.0f} ms (p50 of {start['starts']})"
    memory = f"{moves['memory_mb']:.0f} MB with {moves['open_documents']} open files"
    yield f"resident memory of the server        {memory}"
    yield "\none search, 6 beams, 12 steps, one thread, in milliseconds"
    for name, spent_ms in found["search_ms"].items():
        ratio = found["times_as_fast_as"].get(name)
        yield f"  {name:17} {spent_ms:8.1f}" + (f"   {ratio:.1f} times as slow" if ratio else "")
    yield from (f"  left out: {sentence}" for sentence in found["skipped"])
