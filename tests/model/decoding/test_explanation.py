"""What is told of a search afterwards, against the same computed the plain way."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.explanation import Node, beam, influences
from beamcoder.model.proposal import Item, ModelInfo, Request
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import Step
from beamcoder.tokenizer.cursor import look

TEXT = "public class Sum {\n    void read() {\n        int value = 1;\n        "
REQUEST = Request(TEXT, len(TEXT))
STATEMENT = "Add the numbers.\n\nEach is positive.\nPrint the sum."


def searched(completer: Completer) -> tuple[Item, list[Node]]:
    session = completer.new_session()
    answer = completer.complete(REQUEST, session)
    return answer.lines[0], beam(completer, session, 1000)


def test_nothing_was_searched(completer: Completer) -> None:
    assert beam(completer, completer.new_session()) == []


def test_a_beam_is_a_tree_of_falling_probabilities(completer: Completer) -> None:
    _, nodes = searched(completer)
    known = {node.id: node for node in nodes}
    assert nodes[0].parent is None and len(known) == len(nodes) > 10
    for node in nodes[1:]:
        parent = known[node.parent if node.parent is not None else -1]
        assert node.log_p == pytest.approx(parent.log_p + np.log(node.probability))
        assert 0 <= node.end_probability <= 1 and 0 < node.network_probability <= 1


def test_the_offered_line_is_a_line_of_the_beam(completer: Completer) -> None:
    line, nodes = searched(completer)
    known = {node.id: node for node in nodes}

    def spelt(i: int | None) -> str:
        return "" if i is None else spelt(known[i].parent) + known[i].text

    ends = [node for node in nodes if node.is_line]
    lines = {spelt(node.id): exp(node.log_p) * node.end_probability for node in ends}
    text = line.text.replace(" ", "")
    assert line.model_probability is not None
    assert text in lines
    assert 0 < lines[text] <= line.model_probability * 1.0001  # which is a share of what fits


def test_a_limit_keeps_the_likeliest_and_their_parents(completer: Completer) -> None:
    session = completer.new_session()
    completer.complete(REQUEST, session)
    nodes, few = beam(completer, session, 1000), beam(completer, session, 7)
    assert [node.id for node in few] == sorted(
        node.id for node in sorted(nodes, key=lambda node: -node.log_p)[:7]
    )
    assert {node.parent for node in few} <= {None, *(node.id for node in few)}


def test_an_item_tells_what_it_was_before_it_was_calibrated(completer: Completer) -> None:
    line, _ = searched(completer)
    assert line.model_probability is not None
    assert line.probability == pytest.approx(line.model_probability * line.weight)


def test_influence_is_the_difference_of_two_plain_forwards(completer: Completer) -> None:
    options = DecodingOptions(recall=False)
    plain = Completer(completer.runtime, completer.subword, ModelInfo("", 0, ""), options=options)
    item, _ = searched(plain)
    request = replace(REQUEST, statement=STATEMENT)
    found = list(influences(plain, request, item))
    lines = STATEMENT.splitlines()
    assert [(each.line, each.text) for each in found] == list(enumerate(lines))
    assert found[1].change == 0.0
    for each in found:
        without = "\n".join(lines[: each.line] + lines[each.line + 1 :])
        change = forced(plain, item, without) - forced(plain, item, STATEMENT)
        assert each.change == pytest.approx(change, abs=1e-4)
    assert any(abs(each.change) > 1e-3 for each in found)


def forced(completer: Completer, item: Item, statement: str) -> float:
    """The log-probability of the item's pieces, all in one forward."""
    context = completer.context(look(TEXT, len(TEXT)), statement)
    written = look(TEXT + item.text, len(TEXT + item.text)).before
    pieces = completer.subword.encode_all([symbol.text for symbol in written])
    pieces = np.concatenate([context.pieces[:1], pieces])
    n, n_known = len(pieces), len(context.pieces)
    memory = completer.runtime.encode(context.after, context.statement)
    rows, _ = completer.runtime.forward(
        Step(
            pieces,
            np.arange(n),
            Cache(completer.runtime.config),
            np.tri(n, dtype=np.bool_),
            np.arange(n_known - 1, n - 1),
            memory,
        )
    )
    return float(rows[np.arange(n - n_known), pieces[n_known:]].sum())
