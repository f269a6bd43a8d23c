"""A task of a model as source text.

    list_source(None, "quicksort", "java")       the text, ready for a file
    write_listing(interface, situations, "python")

In Java the learned program is an abstract class, whose fields and operations are abstract methods;
for a built-in task the environment and a `main` that reads problems, one a line, come along.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from beamcoder.model.npi.artefact import NpiFolder, open_npi
from beamcoder.model.npi.catalogue import find_task
from beamcoder.model.npi.frame import Call
from beamcoder.model.npi.situations import Situation, enumerate_situations
from beamcoder.model.npi.source.blocks import CodeBlock, invocations, with_loops
from beamcoder.model.npi.source.conditions import Copy
from beamcoder.model.npi.source.decisions import read_blocks
from beamcoder.model.npi.source.languages import JAVA_BLANK, Java, Python, camel, pascal
from beamcoder.model.npi.source.parameters import is_parameter, with_parameters
from beamcoder.model.npi.source.printer import BodyPrinter
from beamcoder.model.npi.task import Interface

ENVIRONMENTS: Final = Path(__file__).parent / "java"
LEARNED: Final = "learned from its traces by a neural network and read back from it"
JAVA_TITLE, PYTHON_TITLE = "/** {} */", '"""{}"""\n'
JAVA_NUMBER: Final = f"""    static int number(int value) {{
        return value == {JAVA_BLANK} ? 0 : value;
    }}
"""
PYTHON_NUMBER: Final = """def number(value):
    return 0 if isinstance(value, str) else value
"""


def list_source(model: Path | None, task: str, language: str) -> str:
    """What the network of a folder has learned. TaskError if it has no such task."""
    folder = open_npi(model)
    name = find_task(task).name if task.endswith(".py") else task
    return write_listing(folder.interface(name), read_back(folder, name), language)


def read_back(folder: NpiFolder, name: str) -> list[Situation]:
    """What the network does in every situation that can arise while it runs by itself."""
    return enumerate_situations(folder.interface(name), folder.network())


def write_listing(
    interface: Interface,
    situations: Sequence[Situation],
    language: str,
    origin: str = LEARNED,
) -> str:
    """`language` is "java" or "python"; `origin` says in the text where the program is from."""
    interface = with_parameters(interface, situations)
    blocks = with_loops(read_blocks(interface, situations), interface.start)
    used = {made.name for block in blocks.values() for made in invocations(block)}
    title = pascal(interface.name) if language == "java" else interface.name
    first = (JAVA_TITLE if language == "java" else PYTHON_TITLE).format(f"{title}, {origin}.")
    lines = [first, *(_java if language == "java" else _python)(interface, blocks, used)]
    return "\n".join(lines) + "\n"


def _java(interface: Interface, blocks: Mapping[Call, CodeBlock], used: set[str]) -> Iterator[str]:
    java, name = Java(interface), pascal(interface.name)
    fields = [
        field
        for field in interface.fields
        if not is_parameter(field) and _is_read(java, blocks, field)
    ]
    environment = ENVIRONMENTS / f"{name}.java"
    yield f"abstract class Learned{name} {{"
    if any(java.has_blank(field) for field in fields):
        yield f"    static final int {JAVA_BLANK} = -1;\n"
    for field in fields:
        if java.type_of(field) not in ("boolean", "int"):
            values = ", ".join(str(value).upper() for value in interface.fields[field])
            yield f"    enum {java.type_of(field)} {{ {values} }}\n"
    yield from (f"    abstract {java.type_of(field)} {java.field(field)};\n" for field in fields)
    for operation in interface.changes:
        if operation in used:
            yield f"    abstract void {camel(operation)}({_parameters(java, blocks, operation)});\n"
    methods = [_java_method(java, entry, block) for entry, block in blocks.items()]
    yield (
        "\n".join(methods).rstrip("\n")
        if not _sums(methods)
        else "\n".join([*methods, JAVA_NUMBER]).rstrip("\n")
    )
    yield "}"
    if environment.exists():
        yield "\n" + environment.read_text(encoding="utf-8").rstrip("\n")


def _java_method(java: Java, entry: Call, block: CodeBlock) -> str:
    parameters = [f"{java.type_of(f)} {java.field(f)}" for f in map(str, entry.arguments)]
    head = f"    final void {camel(entry.name)}({', '.join(parameters)}) {{"
    body = BodyPrinter(java).body(entry, block)
    return "\n".join([head, *(f"        {line}" for line in body), "    }", ""])


def _python(
    interface: Interface, blocks: Mapping[Call, CodeBlock], used: set[str]
) -> Iterator[str]:
    python = Python(interface)
    functions = []
    for entry, block in blocks.items():
        body = BodyPrinter(python).body(entry, block) or ["pass"]
        parameters = map(python.field, map(str, entry.arguments))
        head = f"def {entry.name}({', '.join(['env', *parameters])}):"
        functions.append("\n".join([head, *(f"    {line}" for line in body), ""]))
    if _sums(functions):
        functions.append(PYTHON_NUMBER)
    yield "\n" + "\n\n".join(functions).rstrip("\n")


def _is_read(java: Java, blocks: Mapping[Call, CodeBlock], field: str) -> bool:
    call = java.field(field)
    return any(call in line for e, b in blocks.items() for line in BodyPrinter(java).body(e, b))


def _sums(texts: Sequence[str]) -> bool:
    return any("number(" in text for text in texts)


def _parameters(java: Java, blocks: Mapping[Call, CodeBlock], operation: str) -> str:
    for block in blocks.values():
        for made in invocations(block):
            if made.name == operation:
                kinds = [_kind(java, each) for each in made.arguments]
                return ", ".join(f"{kind} value{n or ''}" for n, kind in enumerate(kinds))
    return ""


def _kind(java: Java, argument: object) -> str:
    if isinstance(argument, Copy):
        return java.type_of(argument.field)
    if isinstance(argument, bool):
        return "boolean"
    return "String" if isinstance(argument, str) else "int"
