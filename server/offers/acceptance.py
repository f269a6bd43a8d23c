"""Acceptance of offered items, decided from edits and client feedback.

    tracker.on_edit(before, edit, after)                at every edit
    tracker.on_feedback(offer, OfferEvent.DISMISSED)    what a client reports

A single edit that inserts an offered item's text at its position counts as an acceptance even if
the client does not report it; each item is counted once. An item that is deleted again soon after
counts as refused. Knows no LSP, and hands only numbers to the statistics.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from beamcoder.server.documents.documents import Document, Documents, Edit
from beamcoder.server.offers.history import History, Offer
from beamcoder.server.offers.statistics import KEYS_SAVED, KEYS_TYPED, OfferEvent, Statistics

log = logging.getLogger(__name__)

KEPT_AFTER_S: Final = 30.0  # that a text has to stay
MIN_INSERTED: Final = 2  # code points of one edit; fewer are typed
Later = Callable[[float, Callable[[], None]], object]


@dataclass(slots=True)
class InsertedOffer:
    """An item in the text, from `start` to `end`; `n_typed` of it had been typed."""

    offer: Offer
    start: int
    end: int
    n_typed: int
    is_reported: bool  # by the client; else observed in the text


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
        kept_after_s: float = KEPT_AFTER_S,
    ) -> None:
        self._documents, self._history, self._statistics = documents, history, statistics
        self._later, self._kept_after_s = later or call_later, kept_after_s
        self._states: dict[str, dict[str, OfferState]] = {}
        self._taken: dict[str, list[InsertedOffer]] = {}

    def on_edit(self, before: Document, edit: Edit, after: Document) -> Document:
        """Follow an edit; the document, which refuses what has just been deleted."""
        self._statistics.add(KEYS_TYPED, int(is_a_key(edit)))
        document = self._follow(after, edit)
        self._history.follow(after.uri, edit)
        if len(edit.text) >= MIN_INSERTED:
            self._observe(before, edit, after)
        return document

    def on_feedback(self, offer: Offer, event: OfferEvent, n_inserted: int = 0) -> None:
        """What the client says of an item."""
        state = self._state(offer)
        self._show(offer)
        if event == OfferEvent.ACCEPTED:
            self._accept(offer, is_reported=True)
        elif event == OfferEvent.PARTLY:
            self._take_part(offer, min(n_inserted, len(offer.text)))
        elif event == OfferEvent.DISMISSED and not state.is_settled:
            state.is_settled = True
            self._count(offer, OfferEvent.DISMISSED)
            self._refuse(offer)

    def rest(self, document: Document, offset: int) -> Offer | None:
        """The ghost text that is being taken bit by bit up to here, if the text goes along it."""
        states = self._states.get(document.uri, {})
        for offer in self._history.offers(document.uri):
            taken = document.text[offer.start : offset]
            is_in_part = offer.id in states and states[offer.id].n_taken > 0
            if is_in_part and taken and offer.text.startswith(taken) and taken != offer.text:
                return offer
        return None

    def drop(self, uri: str) -> None:
        self._states.pop(uri, None)
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
                self._accept(offer, is_reported=False)
                return
        is_word = any(character.isalnum() for character in edit.text)
        for offer, text in known:
            if offer.surface == "ghost" and is_word and offer.text.startswith(text):
                self._show(offer)
                self._take_part(offer, len(text))
                return

    def _n_before(self, offer: Offer) -> int:
        """How much of an item's text may stand there before it is taken, or goes on to be."""
        state = self._states.get(offer.uri, {}).get(offer.id)
        return max(offer.n_replaced, state.n_taken if state else 0)

    def _accept(self, offer: Offer, *, is_reported: bool) -> None:
        state, taken = self._state(offer), self._standing(offer)
        if taken and not taken.is_reported and is_reported:
            self._rename(taken, offer)
        elif not state.is_settled:
            self._count(offer, OfferEvent.ACCEPTED)
            self._save_keys(max(state.n_taken, offer.n_replaced), len(offer.text))
        state.is_settled = True
        if taken is None:
            self._watch(offer, is_reported=is_reported)

    def _standing(self, offer: Offer) -> InsertedOffer | None:
        """What has been taken with just this text at just this place."""
        watched = self._taken.get(offer.uri, [])
        found = (t for t in watched if t.start == offer.start and t.offer.text == offer.text)
        return next(found, None)

    def _rename(self, taken: InsertedOffer, offer: Offer) -> None:
        """An edit showed that one of list and ghost text was taken, the client now says which."""
        if taken.offer.surface != offer.surface:
            self._statistics.add(f"{taken.offer.surface}.{OfferEvent.SHOWN}", -1)
            self._statistics.add(f"{taken.offer.surface}.{OfferEvent.ACCEPTED}", -1)
            self._count(offer, OfferEvent.ACCEPTED)
        taken.offer, taken.is_reported = offer, True

    def _take_part(self, offer: Offer, n_inserted: int) -> None:
        state = self._state(offer)
        if n_inserted >= len(offer.text):
            self._accept(offer, is_reported=False)
        elif n_inserted > state.n_taken and not state.is_settled:
            if not state.n_taken:
                self._count(offer, OfferEvent.PARTLY)
            self._save_keys(max(state.n_taken, offer.n_replaced), n_inserted)
            state.n_taken = n_inserted

    def _save_keys(self, n_before: int, n_after: int) -> None:
        """Taking is a key too."""
        self._statistics.add(KEYS_SAVED, max(0, n_after - n_before - 1))

    def _watch(self, offer: Offer, *, is_reported: bool) -> None:
        """From when its text stands in the document; a client may report before it does."""
        document, end = self._documents.get(offer.uri), offer.start + len(offer.text)
        state = self._state(offer)
        if document and not state.is_watched and document.text[offer.start : end] == offer.text:
            state.is_watched = True
            taken = InsertedOffer(offer, offer.start, end, offer.n_replaced, is_reported)
            self._taken.setdefault(offer.uri, []).append(taken)
            self._later(self._kept_after_s, lambda: self._settle(taken))

    def _settle(self, taken: InsertedOffer) -> None:
        """The time is up: kept if it still stands there as it was."""
        watched = self._taken.get(taken.offer.uri, [])
        if taken not in watched:
            return
        watched.remove(taken)
        document = self._documents.get(taken.offer.uri)
        if document and document.text[taken.start : taken.end] == taken.offer.text:
            self._count(taken.offer, OfferEvent.KEPT)
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
        state = self._state(offer)
        if not state.is_shown:
            state.is_shown = True
            self._count(offer, OfferEvent.SHOWN)

    def _state(self, offer: Offer) -> OfferState:
        """Only of offers that history still knows, so that nothing grows for ever."""
        states = self._states.setdefault(offer.uri, {})
        if offer.id not in states:
            known = {each.id for each in self._history.offers(offer.uri)}
            for old in states.keys() - known:
                del states[old]
        return states.setdefault(offer.id, OfferState())

    def _count(self, offer: Offer, event: OfferEvent) -> None:
        self._statistics.add(f"{offer.surface}.{event}")


def call_later(seconds: float, call: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(seconds, call)


def is_a_key(edit: Edit) -> bool:
    """One character, or a line end with the blanks that an editor adds."""
    is_line_end = edit.text[:1] in ("\r", "\n") and not edit.text.strip()
    return edit.start == edit.end and (len(edit.text) == 1 or is_line_end)
