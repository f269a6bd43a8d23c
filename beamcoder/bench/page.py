"""Writer of docs/performance.md from the saved measurements.

    text = page(found, "pictures")                   the folder of the pictures, or None

A part for which there are no figures is left out; a goal for which there are none says so.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from beamcoder.bench.goals import goal_rows, short
from beamcoder.bench.places import growth
from beamcoder.bench.plots import NAMES
from beamcoder.markdown import Cell, document, markdown_table, picture

Found = dict[str, Any]

HEAD: Final = """\
# Performance

{name}, {parameters:,} parameters, on {processor}, {cores} cores, {system}, Python {python}, \
device {device}; load average when it began: {load}. Times are milliseconds from a key to its \
answer, at the editor; ratios travel to other machines, times do not. This page is written by a \
command ([at its end](#again)): edit that, not the page."""
GOALS: Final = """\
## Goals

Medians where nothing else is said. What is missed stays here, with its distance. That what is \
kept changes no answer is no figure but a test: 10,000 seeded random edits and moves, all caches \
on against a new session at each, with a scripted network. Answers from the last search must begin \
with the same token there in 98 of 100."""
KEYS: Final = """\
## Key presses

{n_keys} keys of {n_texts} files, in stretches of 40, half of them above the rest of their file, \
half at its end; typed again in three ways in turn: asking for a list of tokens, for ghost text \
whatever it promises, and for both at the default settings, as editors do. *First* is the first \
key in a file, which has to be read."""
SHARES: Final = """\
## What answers

The same keys, asked of the engine for list and line at once. *Reuse*: the hypotheses of the last \
search, along which the key went; *cache*: a search that found all that it needed computed; \
*text*: in a comment or a string nothing is offered. {same:.1f} % of the answers from the last \
search have the same first token and the same first line as a fresh search \
({same_token:.1f} % the same token)."""
MOVES: Final = """\
## Moving about

To the list of tokens, {open_documents} documents open at once: *jump* to a random line, *back* to \
where the cursor was, *paste* of 12 lines of another file, *undo* of that, and the next \
*document*."""
LENGTHS: Final = """\
## By length of the file

In turn in files of so many lines, all open, in each after the same statement near its \
beginning, so that what is computed is alike and all the rest of the file moves with each key."""
LONG_LINES: Final = """\
## By length of the line

In the middle of a table of numbers on one line of so many characters, the rest of the file alike: \
a key in the longest one takes {times:.2f} times as long as in the shortest."""
CLIENTS: Final = """\
## Clients

On one server, over TCP, each in a document of its own, each sending its next key as soon as it \
has its answer: no client pauses. *Slowest*: the mean of the client that waited \
longest, over that of the one that waited least. *Lost*: requests without an answer. *Foreign*: \
answers with a name of another client's document."""
WIDTHS: Final = """\
## By width of the beam

Tokens and lines of a key, asked of the engine itself."""
STARTS: Final = """\
## Start and memory

`beamcoder complete`, process and all: {p50:.0f} ms (median of {starts}), the slowest \
{worst:.0f} ms{parts}. Resident memory of the server: {typed:.0f} MB after the keys above, \
{moved:.0f} MB with {n_open} open files; CPU for 1,000 keys {cpu_list:.1f} s with lists, \
{cpu_both:.1f} s with list and ghost text."""
RUNTIMES: Final = """\
## Runtimes

One search of 6 beams and 12 steps after 512 cached pieces, one thread."""
PEERS: Final = """\
## Other engines

The same prompt, beam and number of weights, called in turn in one process: {n_cached} cached \
pieces, {width} beams, {n_steps} steps, {n_threads} thread, medians of {n_repeats}."""
LIMIT: Final = """\
## The limit of the machine

A step of one sequence after {n_cached} pieces reads {megabytes:.1f} MB of weights and cache at \
the {read_gb_s:.1f} GB/s that one thread reads here, and does {millions:.1f} M operations at the \
{int8_gop_s:,.0f} G/s of a large eight-bit product: {limit_ms:.2f} ms at best. Ours takes \
{step_ms:.2f} ms, {ratio:.2f} times that."""
CUDA: Final = """\
## CUDA

Not measured: there is no such device here. `beamcoder bench --device cuda` does it where there is \
one."""
AGAIN: Final = """\
## Again

    {command}

What each figure means stands in the modules of `beamcoder/bench/`."""
WAYS: Final = {"list": "list", "ghost": "ghost line", "both": "both", "first": "first"}


def page(found: Found, pictures: str | None) -> str:
    """The whole page."""
    goals = markdown_table(["goal", "bound", "measured", ""], list(goal_rows(found)))
    facts = {"load": "not noted", **found["model"], **found["machine"], "device": found["device"]}
    parts = [HEAD.format(**facts), GOALS, goals]
    for name, part in PARTS.items():
        if name in found:
            parts += part(found)
            if name in PICTURES and pictures is not None:
                file, title = PICTURES[name]
                parts.append(picture(title, f"{pictures}/{file}"))
    parts += [] if found["device"] == "cuda" else [CUDA]
    return document([*parts, AGAIN.format(**found)])


def quantiles(row: dict[str, Any]) -> list[Cell]:
    return [short(row[quantile]) for quantile in ("p50", "p90", "p99")]


def keys(found: Found) -> Iterator[str]:
    yield KEYS.format(n_keys=found["plan"]["n_keys"], n_texts=found["texts"])
    rows = [
        [f"{label}, {transport}", *quantiles(found[transport][way]), found[transport][way]["asked"]]
        for transport in ("stdio", "tcp")
        for way, label in WAYS.items()
    ]
    yield markdown_table(["key to", "p50", "p90", "p99", "keys"], rows)


def shares(found: Found) -> Iterator[str]:
    of = found["shares"]
    yield SHARES.format(same=100 * of["same"], same_token=100 * of["same_token"])
    rows = [
        [name, f"{100 * of['share'][name]:.1f}", *quantiles(spent)]
        for name, spent in of["ms"].items()
    ]
    yield markdown_table(["answered by", "% of keys", "p50", "p90", "p99"], rows)


def moves(found: Found) -> Iterator[str]:
    of = found["moves"]
    yield MOVES.format(**of)
    rows = [[kind, *quantiles(row)] for kind, row in of.items() if isinstance(row, dict)]
    yield markdown_table(["", "p50", "p90", "p99"], rows)


def lengths(found: Found) -> Iterator[str]:
    yield LENGTHS
    rows = [
        [f"{row['lines']:,}", *quantiles(row["list"]), *quantiles(row["ghost"])]
        for row in found["lengths"]
    ]
    columns = [f"{way}, {q}" for way in ("list", "line") for q in ("p50", "p90", "p99")]
    yield markdown_table(["lines", *columns], rows)


def long_lines(found: Found) -> Iterator[str]:
    yield LONG_LINES.format(times=growth(found["long_lines"]))
    rows = [
        [f"{row['characters']:,}", *quantiles(row["list"]), *quantiles(row["ghost"])]
        for row in found["long_lines"]
    ]
    columns = [f"{way}, {q}" for way in ("list", "line") for q in ("p50", "p90", "p99")]
    yield markdown_table(["characters", *columns], rows)


def clients(found: Found) -> Iterator[str]:
    yield CLIENTS
    names = ("keys_per_s", "slowest_to_fastest", "lost", "foreign", "memory_mb")
    rows = [
        [str(row["clients"]), *quantiles(row), *(row[name] for name in names)]
        for row in found["clients"]
    ]
    columns = ["keys a second", "slowest", "lost", "foreign", "MB"]
    yield markdown_table(["clients", "p50", "p90", "p99", *columns], rows)


def widths(found: Found) -> Iterator[str]:
    yield WIDTHS
    rows = [[str(row["width"]), *quantiles(row)] for row in found["widths"]]
    yield markdown_table(["beams", "p50", "p90", "p99"], rows)


def starts(found: Found) -> Iterator[str]:
    start, of = found["cold_start_ms"], found["stdio"]
    parts = ", ".join(f"{name} {ms:.0f}" for name, ms in start["parts"].items() if ms >= 1)
    yield STARTS.format(
        p50=start["p50"],
        starts=start["starts"],
        worst=start["worst"],
        parts=f"; of its own account, in milliseconds: {parts}" if parts else "",
        typed=of["memory_mb"],
        moved=found["moves"]["memory_mb"],
        n_open=found["moves"]["open_documents"],
        cpu_list=of["cpu_s_per_1000_keys"]["list"],
        cpu_both=of["cpu_s_per_1000_keys"]["both"],
    )


def runtimes(found: Found) -> Iterator[str]:
    yield RUNTIMES
    ratios = found["times_as_fast_as"]
    rows = [[name, short(ms), ratios.get(name)] for name, ms in found["search_ms"].items()]
    yield markdown_table(["runtime", "ms", "times ours"], rows)


def peers(found: Found) -> Iterator[str]:
    of = found["peers"]
    yield PEERS.format(**of)
    names = ("search_ms", "fastest_ms", "ratio")
    rows = [
        [f"{each['name']} {each['version']}", *(short(each[name]) for name in names), each["note"]]
        for each in of["engines"]
    ]
    rows += [[each["name"], None, None, None, each["reason"]] for each in of["missing"]]
    yield markdown_table(["engine", "ms", "fastest", "times ours", ""], rows)


def limit(found: Found) -> Iterator[str]:
    of = found["limit"]
    megabytes = (of["weight_bytes"] + of["cache_bytes"]) / 1e6
    yield LIMIT.format(megabytes=megabytes, millions=of["operations"] / 1e6, **of)


PARTS: Final[dict[str, Callable[[Found], Iterator[str]]]] = {
    "stdio": keys,
    "shares": shares,
    "moves": moves,
    "lengths": lengths,
    "long_lines": long_lines,
    "clients": clients,
    "widths": widths,
    "cold_start_ms": starts,
    "search_ms": runtimes,
    "peers": peers,
    "limit": limit,
}
PICTURES: Final = {
    "lengths": (NAMES[0], "milliseconds a key by lines of the file"),
    "clients": (NAMES[1], "milliseconds to a list by clients"),
    "widths": (NAMES[2], "milliseconds a key by beams"),
}
