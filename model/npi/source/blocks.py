"""Blocks of calls and decisions: simplified, and loops in place of tail calls.

    blocks = {entry: simplified(block) for entry, block in blocks.items()}
    blocks = with_loops(blocks, start)

A block is calls, then its end: a return, a tail call or a decision between two blocks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from beamcoder.model.npi.frame import Call, Value
from beamcoder.model.npi.source.conditions import Copy, Formula, Joined, Test, negated

Argument = Value | Formula | Copy


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call as it is written: arguments may be expressions over what is seen."""

    name: str
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Assign:
    """Parameters, which are fields, get other values at once, before their program goes on."""

    fields: tuple[str, ...]
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """The call returns."""


@dataclass(frozen=True, slots=True)
class Continue:
    """A tail call."""

    to: Invocation


@dataclass(frozen=True, slots=True)
class Decide:
    test: Test
    then: "CodeBlock"
    otherwise: "CodeBlock"


@dataclass(frozen=True, slots=True)
class CodeBlock:
    calls: tuple[Invocation | Assign, ...]
    end: Leave | Continue | Decide


def invocation_of(entry: Call) -> Invocation:
    """The call of a block's program by itself, whose arguments are its parameters."""
    return Invocation(entry.name, tuple(Copy(str(field)) for field in entry.arguments))


def simplified(block: CodeBlock) -> CodeBlock:
    """Equal branches become one, nested decisions one with `and` or `or`."""
    if not isinstance(block.end, Decide):
        return block
    test, then, other = block.end.test, simplified(block.end.then), simplified(block.end.otherwise)
    if then == other:
        return CodeBlock(block.calls + then.calls, then.end)
    end = Decide(test, then, other)
    for tried in _merged(test, then, other):
        end = tried
        break
    return CodeBlock(block.calls, end)


def _merged(test: Test, then: CodeBlock, other: CodeBlock) -> Iterator[Decide]:
    """A decision right within a decision that shares a branch with it."""
    if not then.calls and isinstance(then.end, Decide):
        inner = then.end
        if inner.otherwise == other:
            yield Decide(Joined(test, "and", inner.test), inner.then, other)
        if inner.then == other:
            yield Decide(Joined(test, "and", negated(inner.test)), inner.otherwise, other)
    if not other.calls and isinstance(other.end, Decide):
        inner = other.end
        if inner.then == then:
            yield Decide(Joined(test, "or", inner.test), then, inner.otherwise)
        if inner.otherwise == then:
            yield Decide(Joined(test, "or", negated(inner.test)), then, inner.then)


def with_loops(blocks: Mapping[Call, CodeBlock], start: Call) -> dict[Call, CodeBlock]:
    """A program that is only ever continued with from one place, and leads back there, goes in."""
    found = dict(blocks)
    while True:
        for entry, block in found.items():
            inner = next(
                (e for e in found if e not in (entry, start) and _fits(found, entry, e)), None
            )
            if inner is not None:
                found[entry] = simplified(_put(block, invocation_of(inner), found[inner]))
                del found[inner]
                break
        else:
            return found


def _fits(blocks: Mapping[Call, CodeBlock], outer: Call, inner: Call) -> bool:
    name = invocation_of(inner)
    uses = [use for block in blocks.values() for use in invocations(block) if use == name]
    own = sum(1 for end in ends(blocks[outer]) if end == Continue(name))
    leads_back = Continue(invocation_of(outer)) in list(ends(blocks[inner]))
    return own == len(uses) == 1 and leads_back


def _put(block: CodeBlock, name: Invocation, inner: CodeBlock) -> CodeBlock:
    if block.end == Continue(name):
        return CodeBlock(block.calls + inner.calls, inner.end)
    if isinstance(block.end, Decide):
        then, other = (_put(b, name, inner) for b in (block.end.then, block.end.otherwise))
        return replace(block, end=replace(block.end, then=then, otherwise=other))
    return block


def ends(block: CodeBlock) -> Iterator[Leave | Continue]:
    """How the block can end, from the first branch to the last."""
    if isinstance(block.end, Decide):
        yield from ends(block.end.then)
        yield from ends(block.end.otherwise)
    else:
        yield block.end


def invocations(block: CodeBlock) -> Iterator[Invocation]:
    """Every call that is written in it, tail calls too."""
    yield from (made for made in block.calls if isinstance(made, Invocation))
    match block.end:
        case Continue(to):
            yield to
        case Decide(_, then, otherwise):
            yield from invocations(then)
            yield from invocations(otherwise)
        case _:
            pass


def conditions(block: CodeBlock) -> Iterator[Test]:
    if isinstance(block.end, Decide):
        yield block.end.test
        yield from conditions(block.end.then)
        yield from conditions(block.end.otherwise)
