"""Settings of an editor, under `beamcoder` in its configuration.

    settings, complaints = read_settings({"maxItems": 5}, Settings())

A bad value becomes a complaint, one sentence, and the default; the server lives. Keys are written
in camelCase; an unknown one is left to the editor's side and ignored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from beamcoder.arguments import DEVICES, LOG_LEVELS
from beamcoder.model.proposal import MEMORY_MB, MINIMUM_PROBABILITY

SECTION: Final = "beamcoder"
MAX_BLOCK_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Settings:
    model: str = ""  # a model folder; empty is the default model
    device: str = "auto"  # auto, cpu or cuda
    tokens: bool = True  # single tokens in the list
    lines: bool = True  # whole lines, in the list and as ghost text
    ghost_text: bool = True  # answer textDocument/inlineCompletion
    blocks: str | int = "auto"  # of several lines: auto, off, or so many lines at most
    max_items: int = 10  # of the list, 1 to 100
    minimum_probability: float = MINIMUM_PROBABILITY  # of a line to be ghost text, 0 to 1
    token_deadline_ms: float = 100.0  # of the search for tokens
    line_deadline_ms: float = 300.0  # of all of it, when lines are wanted
    statement: str = "auto"  # of the problem: auto (look for it) or off
    statements: str = ""  # a folder of statements; empty is none
    workspace: bool = True  # use the other Java files of the open folders as context
    trigger_characters: tuple[str, ...] = ()  # none, so that no other Java server is slowed
    statistics: bool = True  # count, on this machine, what becomes of the items
    memory_mb: float = MEMORY_MB  # for all that is remembered of the documents used last
    log_level: str = "warning"  # error, warning, info or debug, on standard error

    @property
    def n_block_lines(self) -> int:
        """Lines of a block at most, 0 for none."""
        named = {"auto": MAX_BLOCK_LINES, "off": 0}
        return self.blocks if isinstance(self.blocks, int) else named[self.blocks]


@dataclass(frozen=True, slots=True)
class Key:
    """How a key of the configuration is checked and which field it sets."""

    field: str
    wanted: str  # ends the sentence "KEY must be ..."
    convert: Callable[[Any], Any]  # ValueError when it is not


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def choice(*allowed: str) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return convert


def number(low: float, high: float) -> Callable[[Any], float]:
    def convert(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError
        if not low <= value <= high:
            raise ValueError
        return float(value)

    return convert


def whole_number(low: int, high: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        converted = number(low, high)(value)
        if converted != int(converted):
            raise ValueError
        return int(converted)

    return convert


def block_lines(value: Any) -> str | int:
    if isinstance(value, str):
        return choice("auto", "off")(value)
    return whole_number(2, MAX_BLOCK_LINES)(value)


def characters(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or any(len(text(each)) != 1 for each in value):
        raise ValueError
    return tuple(value)


MAX_DEADLINE_MS: Final = 60_000
A_DEADLINE: Final = f"a number of milliseconds from 1 to {MAX_DEADLINE_MS}"
MAX_MEMORY_MB: Final = 100_000
A_MEMORY: Final = f"a number of megabytes from 1 to {MAX_MEMORY_MB}"
SOME_LINES: Final = ", ".join(["auto", "off", *map(str, range(2, MAX_BLOCK_LINES))])
KEYS: Final[Mapping[str, Key]] = {
    "model": Key("model", "the path of a model folder, or empty", text),
    "device": Key("device", "auto, cpu or cuda", choice(*DEVICES)),
    "tokens": Key("tokens", "true or false", switch),
    "lines": Key("lines", "true or false", switch),
    "ghostText": Key("ghost_text", "true or false", switch),
    "blocks": Key("blocks", f"{SOME_LINES} or {MAX_BLOCK_LINES}", block_lines),
    "maxItems": Key("max_items", "a whole number from 1 to 100", whole_number(1, 100)),
    "minimumProbability": Key("minimum_probability", "a number from 0 to 1", number(0, 1)),
    "tokenDeadlineMs": Key("token_deadline_ms", A_DEADLINE, number(1, MAX_DEADLINE_MS)),
    "lineDeadlineMs": Key("line_deadline_ms", A_DEADLINE, number(1, MAX_DEADLINE_MS)),
    "statement": Key("statement", "auto or off", choice("auto", "off")),
    "statements": Key("statements", "the path of a folder of statements, or empty", text),
    "workspace": Key("workspace", "true or false", switch),
    "triggerCharacters": Key("trigger_characters", "a list of single characters", characters),
    "statistics": Key("statistics", "true or false", switch),
    "memoryMb": Key("memory_mb", A_MEMORY, number(1, MAX_MEMORY_MB)),
    "logLevel": Key("log_level", "error, warning, info or debug", choice(*LOG_LEVELS)),
}

# What of them decides about the disk, the model or the log of the server's user.
LOCAL_ONLY: Final = ("model", "device", "statements", "logLevel")


def permitted(values: Any) -> tuple[Any, list[str]]:
    """Settings that came over a network, without those that are for the server's user to set, and
    the names of these where they ask for other than the defaults."""
    if not isinstance(values, Mapping):
        return values, []
    section = values[SECTION] if isinstance(values.get(SECTION), Mapping) else values
    kept = {name: value for name, value in section.items() if name not in LOCAL_ONLY}
    defaults = to_json(Settings())
    return kept, [n for n in LOCAL_ONLY if section.get(n) not in (None, defaults[n])]


def read_settings(values: Any, base: Settings) -> tuple[Settings, list[str]]:
    """`base` with what `values` sets, and a sentence for each key that is bad.

    `values` is whatever an editor sent: the section itself, or an object that holds it. A bad key
    gets the default, not the value of `base`. None anywhere means "not set".
    """
    if values is None:
        return base, []
    if not isinstance(values, Mapping):
        return base, [f"the settings must be an object, not {shortened(values)}"]
    if isinstance(values.get(SECTION), Mapping):
        values = values[SECTION]
    fields: dict[str, Any] = {}
    complaints = []
    for name, key in KEYS.items():
        if (value := values.get(name)) is None:
            continue
        try:
            fields[key.field] = key.convert(value)
        except ValueError:
            fields[key.field] = getattr(Settings(), key.field)
            complaints.append(f"{SECTION}.{name} must be {key.wanted}, not {shortened(value)}")
    return replace(base, **fields), complaints


def to_json(settings: Settings) -> dict[str, Any]:
    """The settings as an editor writes them."""
    return {name: getattr(settings, key.field) for name, key in KEYS.items()}


def shortened(value: Any, limit: int = 60) -> str:
    written = repr(value)
    return written if len(written) <= limit else written[:limit] + "…"
