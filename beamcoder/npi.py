"""`beamcoder npi`: programs learned from their traces, with a proof, and written as source.

beamcoder npi run addition 123 456
beamcoder npi run topological_sort 4 0:1 0:2 2:3 --trace
beamcoder npi verify
beamcoder npi source quicksort --java
beamcoder npi train mytask.py --out my-model
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beamcoder.errors import InputError, MissingModuleError
from beamcoder.files import write_text

if TYPE_CHECKING:
    from beamcoder.model.npi.session import Interpreter, TraceLine, Verified

START_S: Final = time.perf_counter()
NOT_PROVED: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (add, _, summary) in ACTIONS.items():
        add(actions.add_parser(name, help=summary, description=summary))


def run(args: argparse.Namespace) -> int:
    return ACTIONS[args.action][1](args)


def add_run(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("task", metavar="TASK", help="a built-in task, or a task file with --model")
    add("words", nargs="*", metavar="WORD", help="the input, as the task reads it")
    add("--input", metavar="FILE", help="the input's words, one a line; - is standard input")
    add("--trace", action="store_true", help="draw the tree of calls, a line a step")
    add("--steps", type=at_least_one, metavar="N", help="give up after so many steps")
    add_json_and_model(parser)


def add_json_and_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, metavar="DIR", help="a model folder, not the default")
    parser.add_argument("--json", action="store_true", help="one JSON value instead of text")


def add_verify(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("model", nargs="?", type=Path, metavar="MODEL", help="a model folder, not the default")
    add("--task", action="append", default=[], metavar="FILE", help="a task file that it is of")
    add("--json", action="store_true", help="one JSON value instead of text")


def add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help="a task of the model, or its file")
    language = parser.add_mutually_exclusive_group(required=True)
    language.add_argument("--java", action="store_true", help="as a Java class")
    language.add_argument("--python", action="store_true", help="as Python functions")
    parser.add_argument("--model", type=Path, metavar="DIR", help="a model folder, not the default")


def add_record(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("task", metavar="TASKFILE", help="a task file, or a built-in task")
    add("--out", required=True, type=Path, metavar="TRACES", help="JSON lines, a call each")
    add("--traces", type=at_least_one, default=100, metavar="N", help="so many problems")
    add("--size", type=at_least_one, default=5, metavar="N", help="of problems up to this size")
    add("--seed", type=int, default=1, metavar="N", help="which problems")


def add_train(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("task", nargs="+", metavar="TASKFILE", help="task files or built-in tasks, in one network")
    add("--out", required=True, type=Path, metavar="DIR", help="the model folder")
    add("--from", dest="traces_file", type=Path, metavar="TRACES", help="traces, not drawn ones")
    add("--traces", type=at_least_one, default=130, metavar="N", help="at most so many a task")
    add("--size", type=at_least_one, default=5, metavar="N", help="of problems up to this size")
    add("--minutes", type=positive, default=float("inf"), metavar="M", help="stop after so long")
    add("--seed", type=int, default=1, metavar="N", help="equal seeds give equal bytes")


def add_bench(parser: argparse.ArgumentParser) -> None:
    add_json_and_model(parser)
    parser.add_argument("--long", action="store_true", help="the longest inputs, too: minutes")


def run_task(args: argparse.Namespace) -> int:
    """The answer alone, or the tree of calls and then the answer."""
    from beamcoder.model.npi.session import Interpreter

    words = read_words(args)
    interpreter = Interpreter.open(args.model, args.task)
    if not args.trace:
        outcome, lines = interpreter.run(words, args.steps), list["TraceLine"]()
    else:
        outcome, lines = interpreter.trace(words, args.steps)
    if args.json:
        trace = {"trace": [line_json(line) for line in lines]} if args.trace else {}
        print(json.dumps({**run_json(interpreter, outcome), **trace}))
        return 0
    for line in lines:
        sees = "".join(f" {name}={value}" for name, value in line.sees.items())
        print(f"{'  ' * line.depth}{line.call}{sees}: {line.action}")
    print(spell(outcome.answer))
    return 0


def run_json(interpreter: "Interpreter", outcome: Any) -> dict[str, Any]:
    return {
        "task": interpreter.task.name,
        "answer": outcome.answer,
        "steps": outcome.n_steps,
        "depth": outcome.depth,
        "proved": interpreter.is_proved,
        "model": {"name": interpreter.folder.name, "sha256": interpreter.folder.sha256},
        "timings_ms": {"total": round(1000 * (time.perf_counter() - START_S), 3)},
    }


def line_json(line: "TraceLine") -> dict[str, Any]:
    return {
        "depth": line.depth,
        "program": str(line.call),
        "sees": line.sees,
        "does": str(line.action),
    }


def read_words(args: argparse.Namespace) -> list[str]:
    """The words of the command line, then those of the file."""
    words: list[str] = list(args.words)
    if args.input is None:
        return words
    try:
        text = sys.stdin.read() if args.input == "-" else Path(args.input).read_text("utf-8")
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise InputError(f"cannot read {args.input}: {reason}") from exc
    return [*words, *(line.strip() for line in text.splitlines() if line.strip())]


def spell(answer: Any) -> str:
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return " ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def verify_model(args: argparse.Namespace) -> int:
    from beamcoder.model.npi.artefact import open_npi
    from beamcoder.model.npi.catalogue import find_task
    from beamcoder.model.npi.session import verify

    results = list(verify(open_npi(args.model), [find_task(name) for name in args.task]))
    if args.json:
        print(json.dumps([verified_json(each) for each in results]))
    else:
        print("\n".join(line for each in results for line in verified_lines(each)))
    return 0 if results and all(each.check.is_proved for each in results) else NOT_PROVED


def verified_json(verified: "Verified") -> dict[str, Any]:
    fields = verified.check.to_json()
    fields["margin"] = fields["margin"] if verified.check.n_situations else None
    extra = {"fault": verified.fault, "input": verified.problem}
    return {**fields, **{name: text for name, text in extra.items() if text}}


def verified_lines(verified: "Verified") -> Iterator[str]:
    check = verified.check
    if check.is_proved:
        yield (
            f"{check.task}: proved for every input, {check.n_situations:,} situations, "
            f"margin {check.margin:.1f}"
        )
        return
    yield f"{check.task}: not proved, {len(check.wrong):,} of {check.n_situations:,} wrong"
    yield f"  {verified.fault}"
    if verified.problem:
        yield f"  an input that leads there: {verified.problem}"


def write_source(args: argparse.Namespace) -> int:
    from beamcoder.model.npi.source.listing import list_source

    print(list_source(args.model, args.task, "java" if args.java else "python"), end="")
    return 0


def record_traces(args: argparse.Namespace) -> int:
    from random import Random

    from beamcoder.model.npi.catalogue import find_task
    from beamcoder.model.npi.frame import write_frame
    from beamcoder.model.npi.recorder import Recorder
    from beamcoder.progress import tracked

    task = find_task(args.task)
    rng, recorder = Random(f"{task.name} {args.seed}"), Recorder(task)
    frames = dict[Any, None]()
    for _ in tracked(range(args.traces), "problems", label="recording"):
        trace = recorder.record(task.draw(rng.randint(1, args.size), rng))
        frames.update(dict.fromkeys(trace.frames))
    sees = task.interface.sees
    lines = [write_frame(task.name, sees[frame.entry.name], frame) for frame in frames]
    write_text(args.out, "".join(f"{line}\n" for line in lines))
    print(f"{len(lines):,} different calls of {args.traces:,} problems in {args.out}")
    return 0


def later(module: str) -> Callable[[argparse.Namespace], int]:
    """A command whose module is imported when it is called; says what to install."""

    def call(args: argparse.Namespace) -> int:
        try:
            return int(import_module(module).run(args))
        except ModuleNotFoundError as exc:
            if (exc.name or "").startswith("beamcoder"):
                raise
            raise MissingModuleError(
                f'npi {args.action} needs {exc.name}: run pip install "beamcoder[train]"'
            ) from exc

    return call


def at_least_one(text: str) -> int:
    """An argument that counts."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return value


Add = Callable[[argparse.ArgumentParser], None]
ACTIONS: Final[dict[str, tuple[Add, Callable[[argparse.Namespace], int], str]]] = {
    "run": (add_run, run_task, "the answer of a learned program"),
    "train": (add_train, later("beamcoder.training.npi.command"), "learn, ask, prove and save"),
    "verify": (add_verify, verify_model, "check the certificate of every task anew"),
    "source": (add_source, write_source, "the learned program as Java or Python"),
    "bench": (add_bench, later("beamcoder.bench.npi.command"), "steps a second, long inputs"),
    "record": (add_record, record_traces, "traces of a task's programs, as JSON lines"),
}
