"""What becomes of items: seen in the edits or told by the client, counted once, and kept or not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.proposal import Item
from beamcoder.server.documents.documents import Document, Documents, Edit
from beamcoder.server.offers.acceptance import KEPT_AFTER_S, AcceptanceTracker
from beamcoder.server.offers.history import History, ItemEdit, Offer, Surface
from beamcoder.server.offers.statistics import OfferEvent, Statistics

URI = "file:///A.java"
LINE = "sum += x;"


class Counted(Statistics):
    """Statistics that are looked at instead of kept."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))
        self.found: Counter[str] = Counter()

    def add(self, name: str, n: int = 1) -> None:
        self.found[name] += n
        if not self.found[name]:
            del self.found[name]


@dataclass
class Desk:
    """One document, and a clock that is put forward by hand."""

    documents: Documents = field(default_factory=Documents)
    history: History = field(default_factory=History)
    counted: Counted = field(default_factory=Counted)
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.acceptance = AcceptanceTracker(self.documents, self.history, self.counted, self.later)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == KEPT_AFTER_S
        self.waiting.append(call)

    @property
    def document(self) -> Document:
        document = self.documents.get(URI)
        assert document is not None
        return document

    def offer(
        self, text: str, n_typed: int, *words: str, surface: Surface = "ghost"
    ) -> list[Offer]:
        """Open a text with the cursor at its end, and offer words for what has been typed."""
        self.documents.open(URI, text)
        wordings = [ItemEdit(Item(w, n_typed, 0.5), w, n_typed, is_line=True) for w in words]
        return self.history.offer(self.document, len(text), wordings, surface)

    def edit(self, start: int, end: int, text: str) -> None:
        before, edit = self.document, Edit(start, end, text)
        after = before.edited(edit)
        self.documents.put(after)
        self.documents.put(self.acceptance.on_edit(before, edit, after))

    def wait(self) -> None:
        calls, self.waiting = self.waiting, []
        for call in calls:
            call()

    def count(self, event: str, surface: str = "ghost") -> int:
        return self.counted.found[f"{surface}.{event}"]


@pytest.mark.parametrize("tells", [True, False])
def test_an_item_taken_whole_counts_once(tells: bool) -> None:
    desk = Desk()
    (offer,) = desk.offer("int x;\ns", 1, LINE)
    desk.edit(8, 8, LINE[1:])
    if tells:
        desk.acceptance.on_feedback(offer, OfferEvent.SHOWN)
        desk.acceptance.on_feedback(offer, OfferEvent.ACCEPTED)
        desk.acceptance.on_feedback(offer, OfferEvent.ACCEPTED)
    desk.wait()
    assert desk.counted.found == {
        "ghost.shown": 1,
        "ghost.accepted": 1,
        "ghost.kept": 1,
        "keysSaved": len(LINE) - 1 - 1,
    }


def test_a_client_may_tell_before_the_text_has_come() -> None:
    desk = Desk()
    (offer,) = desk.offer("s", 1, LINE)
    desk.acceptance.on_feedback(offer, OfferEvent.ACCEPTED)
    desk.edit(1, 1, LINE[1:])
    desk.wait()
    assert desk.count("accepted") == desk.count("kept") == desk.count("shown") == 1


def test_the_surface_that_the_client_tells_is_the_one_that_counts() -> None:
    desk = Desk()
    desk.offer("s", 1, LINE)
    wording = ItemEdit(Item(LINE, 1, 0.5), LINE, 1, is_line=True)
    (listed,) = desk.history.offer(desk.document, 1, [wording], "list")
    (ghost,) = desk.history.offer(desk.document, 1, [wording], "ghost")
    desk.edit(1, 1, LINE[1:])
    assert desk.count("accepted", "ghost") == 1
    desk.acceptance.on_feedback(listed, OfferEvent.ACCEPTED)
    assert desk.count("accepted", "ghost") == desk.count("shown", "ghost") == 0
    assert desk.count("accepted", "list") == desk.count("shown", "list") == 1
    desk.wait()
    assert desk.count("kept", "list") == 1
    assert desk.counted.found["keysSaved"] == len(LINE) - 2
    assert ghost.id != listed.id


@pytest.mark.parametrize(
    ("edits", "is_kept"),
    [
        ([], True),
        ([(0, 0, "int y;\n")], True),
        ([(7 + len(LINE), 7 + len(LINE), "\nx")], True),
        ([(0, 7, "")], True),
        ([(9, 10, "")], False),
        ([(8, 8, "x")], False),
        ([(7, 7 + len(LINE), "")], False),
        ([(0, 7 + len(LINE), "")], False),
    ],
)
def test_kept_is_what_still_stands_there(edits: list[tuple[int, int, str]], is_kept: bool) -> None:
    desk = Desk()
    desk.offer("int x;\ns", 1, LINE)
    desk.edit(8, 8, LINE[1:])
    for edit in edits:
        desk.edit(*edit)
    desk.wait()
    assert desk.count("kept") == is_kept


def test_nothing_is_kept_of_a_closed_document() -> None:
    desk = Desk()
    desk.offer("s", 1, LINE)
    desk.edit(1, 1, LINE[1:])
    desk.acceptance.drop(URI)
    desk.documents.close(URI)
    desk.wait()
    assert desk.count("accepted") == 1 and desk.count("kept") == 0


def test_typing_it_all_is_no_acceptance() -> None:
    desk = Desk()
    desk.offer("s", 1, LINE)
    for i, character in enumerate(LINE[1:], 1):
        desk.edit(i, i, character)
    desk.wait()
    assert desk.counted.found == {"keysTyped": len(LINE) - 1}


@given(st.lists(st.integers(2, 5), min_size=1, max_size=6))
def test_bit_by_bit_counts_one_item_and_each_character_once(sizes: list[int]) -> None:
    desk = Desk()
    line = "total += value;"
    (offer,) = desk.offer("t", 1, line)
    at = 1
    for size in sizes:
        piece = line[at : at + size]
        if len(piece) < 2 or not any(c.isalnum() for c in piece):
            break
        desk.edit(at, at, piece)
        at += len(piece)
        desk.acceptance.on_feedback(offer, OfferEvent.PARTLY, at)
        rest = desk.acceptance.rest(desk.document, at)
        assert (rest is None) == (at == len(line))
    n_pieces = desk.counted.found["keysSaved"]
    assert desk.count("partlyAccepted") <= 1
    assert desk.count("accepted") == (at == len(line) and at > 1)
    assert n_pieces <= at - 1


def test_of_lines_that_begin_alike_the_first_is_taken() -> None:
    desk = Desk()
    desk.offer("i", 1, "int ans = 0;", "int ans = 1;", "int arg;")
    desk.edit(1, 1, "nt a")
    rest = desk.acceptance.rest(desk.document, 5)
    assert rest is not None and rest.text == "int ans = 0;"
    desk.edit(5, 5, "ns = 0;")
    assert desk.count("accepted") == desk.count("partlyAccepted") == 1
    assert desk.counted.found["keysSaved"] == len("int ans = 0;") - 1 - 2


def test_dismissing_counts_once_and_accepting_after_it_does_not() -> None:
    desk = Desk()
    (offer,) = desk.offer("s", 1, LINE)
    for event in (OfferEvent.DISMISSED, OfferEvent.DISMISSED, OfferEvent.ACCEPTED):
        desk.acceptance.on_feedback(offer, event)
    assert desk.counted.found == {"ghost.shown": 1, "ghost.dismissed": 1}
    assert desk.document.refused_at(1) == {LINE}


@pytest.mark.parametrize("deletion", [(1, len(LINE), ""), (0, len(LINE), "s"), (0, len(LINE), "")])
def test_what_is_deleted_again_is_refused(deletion: tuple[int, int, str]) -> None:
    desk = Desk()
    desk.offer("s", 1, LINE)
    desk.edit(1, 1, LINE[1:])
    desk.edit(*deletion)
    assert desk.document.refused_at(len(desk.document.text)) == {LINE}
    desk.edit(0, 0, "\n")
    assert desk.document.refused == ()


def test_what_is_deleted_after_the_time_is_not_refused() -> None:
    desk = Desk()
    desk.offer("s", 1, LINE)
    desk.edit(1, 1, LINE[1:])
    desk.wait()
    desk.edit(1, len(LINE), "")
    assert desk.document.refused == ()


def test_what_is_written_twice_is_kept_once() -> None:
    desk = Desk()
    desk.offer("a\ns", 1, LINE, "sum")
    for _ in range(2):
        desk.edit(2, 2, LINE)
    desk.wait()
    assert desk.count("kept") <= desk.count("accepted")


@given(st.data())
def test_any_edits_leave_whole_numbers(data: st.DataObject) -> None:
    """Whatever is edited, nothing raises, and no more is kept than was accepted."""
    desk = Desk()
    desk.offer("a\ns", 1, LINE, "sum")
    for _ in range(data.draw(st.integers(1, 8))):
        n = len(desk.document.text)
        start, end = sorted((data.draw(st.integers(0, n)), data.draw(st.integers(0, n))))
        desk.edit(start, end, data.draw(st.sampled_from(["", "s", LINE, LINE[1:], "\n", "sum"])))
    desk.wait()
    assert desk.count("kept") <= desk.count("accepted") <= desk.count("shown")
    assert all(n > 0 for n in desk.counted.found.values())
