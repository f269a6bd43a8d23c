"""Writer of docs/npi.md: proofs over ten seeds, lengths, speed, baselines.

    python -m beamcoder.bench.npi.page --sections runs/npi --out docs/npi.md
    python -m beamcoder.bench.npi.page --sections runs/npi --out docs/npi.md --parts speed

Each part writes its section into the folder; the page is made of all that are there, so a part can
be measured again by itself. One thread; needs torch.
"""

import argparse
import json
import platform
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from beamcoder.bench.npi.command import Json, measure
from beamcoder.errors import exit_code_of
from beamcoder.files import make_folder, write_text
from beamcoder.markdown import document, read_sections
from beamcoder.model.npi.artefact import open_npi

N_SEEDS: Final = 10
HEAD: Final = """# Programs learned from their traces

A recurrent network learns to execute programs from their execution traces, in an environment with low-level operations: a neural programmer-interpreter ([Reed & de Freitas 2016](https://arxiv.org/abs/1511.06279)), with loops as tail calls ([Cai, Shin & Song 2017](https://arxiv.org/abs/1704.06611)). Measured on {machine}, one thread, beside other work; ratios travel to other machines, times do not. This page is written by a command ([at its end](#again)): edit that, not the page."""  # noqa: E501
PROOF: Final = """## What the proof says, and what not

A *situation* is a call of a program together with all that it has seen so far. The verifier enumerates every situation that can arise, as a fixpoint: after an operation, each field that it declares to change may have any of its values; after a call, each field that anything called from there may change. That only ever adds situations. If the network does what the reference program does in all of them, it does so for every input, of every length.

The proof does **not** say that the reference program is right: tests and the task's judge do. It rests on what operations declare: a run compares that with what an operation does the first time that a step is made, a recording every time. And it says nothing of the environment's code. Values that are compared should be seen as comparisons: a field has at most 64 values.

A model folder of your own task has its program with it as a table. Without the task file, `verify` compares the network with that table, and checks that the table has an answer in every situation that can arise."""  # noqa: E501
TASK: Final = """## A task of your own

One Python file: fields that are seen, operations with what each may change, programs, problems, a judge. A program reads `see` and its arguments and calls others, nothing else; a loop is a tail call, `return f()`.

```python
{task}
```

`beamcoder npi train countdown.py --out my-model` learns and proves it, `beamcoder npi verify my-model` checks it anew, `beamcoder npi run countdown.py 3 1 2 --model my-model` runs it, and `beamcoder npi source countdown.py --model my-model --python` prints it. `record` writes traces as JSON lines, a call each; `train --from` takes such lines from anywhere, as long as they do what the program does.

The file may have no program: then the lines are demonstrations, and the program is what follows from them ([by showing](#taught-by-showing)). `train --from` says what is missing where something that can arise was neither shown nor follows."""  # noqa: E501
AGAIN: Final = """## Again

    python -m beamcoder.bench.npi.page --sections runs/npi --out docs/npi.md

Some half an hour on one core. `beamcoder npi bench` measures speed and lengths, without torch."""
EXAMPLE: Final = Path(__file__).with_name("countdown.py")


def speed() -> Json:
    """Steps a second, and the check of all proofs."""
    results = measure(open_npi(), has_long=False, has_lengths=False)
    rows = [[what, f"{steps:,.0f}"] for what, steps in results["steps_per_s"].items()]
    intro = (
        f"Addition; the proofs of all tasks are checked anew in {results['verify_s']:.2f} CPU s, "
        f"network and exported graph, of {results['model']['parameters']:,} parameters."
    )
    return {
        "title": "Speed",
        "intro": intro,
        "columns": ["how", "steps a CPU second"],
        "rows": rows,
    }


def lengths() -> Json:
    """Answers on long inputs."""
    results = measure(open_npi(), has_long=True, has_speed=False)
    rows = [
        [each["task"], each["size"], f"{each['right']} of {each['problems']}", each["steps"]]
        + [each["depth"], f"{each['steps'] / max(each['cpu_s'], 0.01) / 1e6:.1f} M"]
        for each in results["lengths"]
    ]
    columns = ["task", "size", "right", "steps", "calls waiting", "steps a CPU second"]
    intro = "Random problems, judged by other means. Tail calls take no stack."
    return {"title": "Long inputs", "intro": intro, "columns": columns, "rows": rows}


def taught(part: str) -> Json:
    """A part that needs torch, which is imported only now."""
    from beamcoder.training.npi import evaluation, grafting, showing

    seeds = range(1, N_SEEDS + 1)
    parts: dict[str, Callable[[], Json]] = {
        "proofs": partial(evaluation.proofs, seeds),
        "cores": partial(evaluation.cores, seeds),
        "sight": evaluation.sight,
        "loops": partial(evaluation.loops, seeds),
        "grafts": partial(grafting.section, seeds),
        "baselines": evaluation.baselines,
        "showing": showing.section,
    }
    return parts[part]()


PARTS: Final[dict[str, Callable[[], Json]]] = {
    "proofs": partial(taught, "proofs"),
    "lengths": lengths,
    "speed": speed,
    "cores": partial(taught, "cores"),
    "sight": partial(taught, "sight"),
    "loops": partial(taught, "loops"),
    "grafts": partial(taught, "grafts"),
    "baselines": partial(taught, "baselines"),
    "showing": partial(taught, "showing"),
}


def write_page(sections: Path, out: Path) -> None:
    """The page, of the sections that are in the folder."""
    read = [section.markdown() for section in read_sections(sections)]
    task = EXAMPLE.read_text(encoding="utf-8").strip()
    head = HEAD.format(machine=machine())
    write_text(out, document([head, *read, PROOF, TASK.replace("{task}", task), AGAIN]))


def machine() -> str:
    text = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(": ")[2] for line in text.splitlines() if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, Python {platform.python_version()}"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sections", required=True, type=Path, metavar="DIR")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE")
    parser.add_argument("--parts", nargs="*", choices=list(PARTS), default=list(PARTS))
    args = parser.parse_args(argv)
    make_folder(args.sections)
    for part in args.parts:
        number = 10 * (list(PARTS).index(part) + 1)
        text = json.dumps(PARTS[part](), indent=1)
        write_text(args.sections / f"{number}-{part}.json", text + "\n")
    write_page(args.sections, args.out)


if __name__ == "__main__":
    sys.exit(exit_code_of("npi page", main))
