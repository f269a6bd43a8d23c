"""Acceptance of offered items, decided from edits and client feedback.

    uptake.on_edit(before, edit, after)                 at every edit
    uptake.on_feedback(offer, "dismissed")                 what a client tells

An edit that inserts an item's text, at its place, at one blow, is an acceptance whether or not
the editor says so; what it says counts once. An item that is deleted again soon after counts as
refused. Knows no LSP, and hands only numbers to the statistics.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from beamcoder.server.documents.documents import Document, Documents, Edit
from beamcoder.server.offers.history import History, Offer
from beamcoder.server.offers.statistics import KEYS_SAVED, KEYS_TYPED, Statistics

log = logging.getLogger(__name__)

KEPT_AFTER_S = 30.0
MIN_INSERTED: Final = 2  # code points at one blow; fewer are typed
SHOWN, ACCEPTED, PARTLY, DISMISSED = "shown", "accepted", "partlyAccepted", "dismissed"
EVENTS: Final = (SHOWN, ACCEPTED, PARTLY, DISMISSED)
Later = Callable[[float, Callable[[], None]], object]


@dataclass(slots=True)
class InsertedOffer:
    """An item in the text, from `start` to `end`; `n_typed` of it had been typed."""

    offer: Offer
    start: int
    end: int
    n_typed: int
    is_told: bool  # by the client; else seen in the text


@dataclass(slots=True)
class OfferState:
    """What is known of one offer, so that nothing is counted twice."""

    is_shown: bool = False
    is_settled: bool = False
    is_watched: bool = False  # counted as kept once at most, however often it is written
    n_taken: int = 0  # code points of its text in the buffer, when it was taken in part


class AcceptanceTracker:
    def __init__(
        self,
        documents: Documents,
        history: History,
        statistics: Statistics,
        later: Later | None = None,
    ) -> None:
        self._documents, self._history, self._statistics = documents, history, statistics
        self._later = later or call_later
        self._fates: dict[str, dict[str, OfferState]] = {}
        self._taken: dict[str, list[InsertedOffer]] = {}

    def on_edit(self, before: Document, edit: Edit, after: Document) -> Document:
        """Follow an edit; the document, which refuses what has just been deleted."""
        self._statistics.add(KEYS_TYPED, int(is_a_key(edit)))
        document = self._follow(after, edit)
        self._history.follow(after.uri, edit)
        if len(edit.text) >= MIN_INSERTED:
            self._observe(before, edit, after)
        return document

    def on_feedback(self, offer: Offer, event: str, n_inserted: int = 0) -> None:
        """What the client says of an item."""
        fate = self._fate(offer)
        self._show(offer)
        if event == ACCEPTED:
            self._accept(offer, is_told=True)
        elif event == PARTLY:
            self._take_part(offer, min(n_inserted, len(offer.text)))
        elif event == DISMISSED and not fate.is_settled:
            fate.is_settled = True
            self._count(offer, DISMISSED)
            self._refuse(offer)

    def rest(self, document: Document, offset: int) -> Offer | None:
        """The ghost text that is being taken bit by bit up to here, if the text goes along it."""
        fates = self._fates.get(document.uri, {})
        for offer in self._history.offers(document.uri):
            taken = document.text[offer.start : offset]
            is_in_part = offer.id in fates and fates[offer.id].n_taken > 0
            if is_in_part and taken and offer.text.startswith(taken) and taken != offer.text:
                return offer
        return None

    def drop(self, uri: str) -> None:
        self._fates.pop(uri, None)
        self._taken.pop(uri, None)

    def _observe(self, before: Document, edit: Edit, after: Document) -> None:
        """Whether an edit inserts what was offered, whole or in part."""
        end = edit.start + len(edit.text)
        known = [
            (offer, after.text[offer.start : end])
            for offer in self._history.offers(after.uri)
            if 0 <= edit.start - offer.start <= self._n_before(offer)
        ]
        for offer, text in known:
            if text == offer.text:
                self._show(offer)
                self._accept(offer, is_told=False)
                return
        is_word = any(character.isalnum() for character in edit.text)
        for offer, text in known:
            if offer.surface == "ghost" and is_word and offer.text.startswith(text):
                self._show(offer)
                self._take_part(offer, len(text))
                return

    def _n_before(self, offer: Offer) -> int:
        """How much of an item's text may stand there before it is taken, or goes on to be."""
        fate = self._fates.get(offer.uri, {}).get(offer.id)
        return max(offer.n_replaced, fate.n_taken if fate else 0)

    def _accept(self, offer: Offer, *, is_told: bool) -> None:
        fate, taken = self._fate(offer), self._standing(offer)
        if taken and not taken.is_told and is_told:  # it was seen; now we know which item it was
            self._rename(taken, offer)
        elif not fate.is_settled:
            self._count(offer, ACCEPTED)
            self._save_keys(max(fate.n_taken, offer.n_replaced), len(offer.text))
        fate.is_settled = True
        if taken is None:
            self._watch(offer, is_told=is_told)

    def _standing(self, offer: Offer) -> InsertedOffer | None:
        """What has been taken with just this text at just this place."""
        watched = self._taken.get(offer.uri, [])
        found = (t for t in watched if t.start == offer.start and t.offer.text == offer.text)
        return next(found, None)

    def _rename(self, taken: InsertedOffer, offer: Offer) -> None:
        """The list and the ghost text had the same text: count the one that was taken."""
        if taken.offer.surface != offer.surface:
            self._statistics.add(f"{taken.offer.surface}.{SHOWN}", -1)
            self._statistics.add(f"{taken.offer.surface}.{ACCEPTED}", -1)
            self._count(offer, ACCEPTED)
        taken.offer, taken.is_told = offer, True

    def _take_part(self, offer: Offer, n_inserted: int) -> None:
        fate = self._fate(offer)
        if n_inserted >= len(offer.text):
            self._accept(offer, is_told=False)
        elif n_inserted > fate.n_taken and not fate.is_settled:
            if not fate.n_taken:
                self._count(offer, PARTLY)
            self._save_keys(max(fate.n_taken, offer.n_replaced), n_inserted)
            fate.n_taken = n_inserted

    def _save_keys(self, n_before: int, n_after: int) -> None:
        """Taking is a key too."""
        self._statistics.add(KEYS_SAVED, max(0, n_after - n_before - 1))

    def _watch(self, offer: Offer, *, is_told: bool) -> None:
        """From when its text stands in the document; a client may tell before it does."""
        document, end = self._documents.get(offer.uri), offer.start + len(offer.text)
        fate = self._fate(offer)
        if document and not fate.is_watched and document.text[offer.start : end] == offer.text:
            fate.is_watched = True
            taken = InsertedOffer(offer, offer.start, end, offer.n_replaced, is_told)
            self._taken.setdefault(offer.uri, []).append(taken)
            self._later(KEPT_AFTER_S, lambda: self._settle(taken))

    def _settle(self, taken: InsertedOffer) -> None:
        """The time is up: kept if it still stands there as it was."""
        watched = self._taken.get(taken.offer.uri, [])
        if taken not in watched:
            return
        watched.remove(taken)
        document = self._documents.get(taken.offer.uri)
        if document and document.text[taken.start : taken.end] == taken.offer.text:
            self._count(taken.offer, "kept")
            log.debug("an item was kept")

    def _follow(self, document: Document, edit: Edit) -> Document:
        for taken in list(self._taken.get(document.uri, [])):
            if edit.start >= taken.end:
                continue
            n_left = taken.end + edit.growth - taken.start
            if taken.start <= edit.start and n_left <= taken.n_typed:
                self._taken[document.uri].remove(taken)
                document = document.refusing(taken.offer.own_start, taken.offer.item.text)
                continue
            taken.start, taken.end = edit.moved(taken.start), max(0, taken.end + edit.growth)
        return document

    def _refuse(self, offer: Offer) -> None:
        document = self._documents.get(offer.uri)
        if document is not None:
            self._documents.put(document.refusing(offer.own_start, offer.item.text))

    def _show(self, offer: Offer) -> None:
        fate = self._fate(offer)
        if not fate.is_shown:
            fate.is_shown = True
            self._count(offer, SHOWN)

    def _fate(self, offer: Offer) -> OfferState:
        """Only of offers that history still knows, so that nothing grows for ever."""
        fates = self._fates.setdefault(offer.uri, {})
        if offer.id not in fates:
            known = {each.id for each in self._history.offers(offer.uri)}
            for old in fates.keys() - known:
                del fates[old]
        return fates.setdefault(offer.id, OfferState())

    def _count(self, offer: Offer, event: str) -> None:
        self._statistics.add(f"{offer.surface}.{event}")


def call_later(seconds: float, call: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(seconds, call)


def is_a_key(edit: Edit) -> bool:
    """One character, or a line end with the blanks that an editor adds."""
    is_line_end = edit.text[:1] in ("\r", "\n") and not edit.text.strip()
    return edit.start == edit.end and (len(edit.text) == 1 or is_line_end)
