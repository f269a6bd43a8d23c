"""Last answers of each document, and the offered items by id.

    offers = history.offer(document, offset, items, "list")
    history.find(offers[0].id)

An id is `answer.rank.surface`. Knows nothing of what becomes of the items: see `acceptance`.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Literal

from beamcoder.model.proposal import Answer, Item
from beamcoder.server.documents.documents import Document, Edit
from beamcoder.server.settings import Settings

Surface = Literal["list", "ghost"]
MAX_OFFERS: Final = 64  # of a document: the last few lists and ghost texts
MAX_DOCUMENTS: Final = 32


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """An answer, its position, and the settings it was made under."""

    document: Document
    offset: int
    answer: Answer
    settings: Settings


@dataclass(slots=True)
class Offer:
    """An item as it went out: `text` from `start` on, in place of what stands up to the cursor.

    `item` is the engine's own, which may replace less. `start` moves with edits before it.
    """

    number: int  # of the answer
    uri: str
    item: Item
    text: str
    start: int
    n_replaced: int
    n_after: int
    rank: int
    surface: Surface
    is_line: bool
    order: str = ""

    @property
    def id(self) -> str:
        return f"{self.number}.{self.rank}.{self.surface}"

    @property
    def offset(self) -> int:
        """The cursor."""
        return self.start + self.n_replaced

    @property
    def own_start(self) -> int:
        """Where the engine's item begins."""
        return self.offset - self.item.replace


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """An item as a client gets it: in place of `n_replaced` code points left of the cursor, and of
    `n_after` right of it. `order` sorts the items of a list that goes out in parts."""

    item: Item
    text: str
    n_replaced: int
    is_line: bool
    n_after: int = 0
    order: str = ""


@dataclass(slots=True)
class DocumentHistory:
    answered: LastAnswer | None = None
    offers: deque[Offer] = field(default_factory=lambda: deque(maxlen=MAX_OFFERS))


class History:
    """Of the documents completed last."""

    def __init__(self) -> None:
        self._pasts: OrderedDict[str, DocumentHistory] = OrderedDict()
        self._numbers = count(1)

    def note(self, answered: LastAnswer) -> None:
        self._of(answered.document.uri).answered = answered

    def last(self, uri: str) -> LastAnswer | None:
        past = self._pasts.get(uri)
        return past.answered if past else None

    def offer(
        self,
        document: Document,
        offset: int,
        wordings: Sequence[ItemEdit],
        surface: Surface,
        sent: Sequence[Offer] = (),
    ) -> list[Offer]:
        """Remember the items of one answer, best first; `sent` are those of it that went out."""
        number, uri = sent[0].number if sent else next(self._numbers), document.uri
        offers = [
            Offer(
                number=number,
                uri=uri,
                item=wording.item,
                text=wording.text,
                start=offset - wording.n_replaced,
                n_replaced=wording.n_replaced,
                n_after=wording.n_after,
                rank=rank,
                surface=surface,
                is_line=wording.is_line,
                order=wording.order,
            )
            for rank, wording in enumerate(wordings, len(sent))
        ]
        self._of(uri).offers.extend(offers)
        return offers

    def offers(self, uri: str) -> list[Offer]:
        """Those that went out last, the newest answer first, in its order."""
        past = self._pasts.get(uri)
        return sorted(past.offers, key=lambda o: (-o.number, o.rank)) if past else []

    def find(self, uri: str, offer_id: str) -> Offer | None:
        return next((offer for offer in self.offers(uri) if offer.id == offer_id), None)

    def follow(self, uri: str, edit: Edit) -> None:
        """Offers stay where their text would begin."""
        for offer in self.offers(uri):
            if edit.end <= offer.start and edit.start < offer.start:
                offer.start += edit.growth

    def drop(self, uri: str) -> None:
        self._pasts.pop(uri, None)

    def _of(self, uri: str) -> DocumentHistory:
        past = self._pasts.pop(uri, None) or DocumentHistory()
        self._pasts[uri] = past
        while len(self._pasts) > MAX_DOCUMENTS:
            self._pasts.popitem(last=False)
        return past
