"""The list of tokens and lines of one request, whole or in two parts.

    listing = Listing(app, document, offset)
    items = listing.whole(answer)             or, when the tokens are there before the lines:
    items = listing.begin(tokens)             none where that would be hasty
    items = listing.rest(answer)

All items take the place of the word at the cursor and of nothing before it: what is finished stays
as it is, also when the user takes an item of a list that is a key old. None leaves the text as it
is, and there is none after a word that may end its line, where Enter has to be a new line.

The parts together are the whole: no item twice, the same order by the sort texts, the same text
when one is taken. So those tokens come first that no line can push out of the list, and their sort
texts leave room for lines. Where it is not sure yet how lines will be written, nothing is begun:
inside of a word, on a line that goes on with the statement above, and after a word that no token
replaces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf
from struct import pack, unpack
from typing import TYPE_CHECKING, Final

from lsprotocol import types

from beamcoder.model.proposal import Answer, Item
from beamcoder.server import convert
from beamcoder.server.documents.documents import Document
from beamcoder.server.offers.history import ItemEdit, Offer
from beamcoder.server.offers.imports import Importer
from beamcoder.server.offers.text_edits import fitted, is_word, word_before

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

MAX_BITS: Final = 2**64 - 1
ENDS_LINE: Final = frozenset(("do", "else", "finally", "try"))  # with the brace on the next line


class Listing:
    """The list of one request, under the settings at its time."""

    def __init__(self, app: "Beamcoder", document: Document, offset: int) -> None:
        self._app, self._document, self._offset = app, document, offset
        self._max_items = app.settings.max_items
        line_start, _ = document.line_span(document.line_at(offset))
        self._left = document.text[line_start:offset]
        self._n_begun = 0  # tokens that the first part is made of
        self._sent: list[Offer] = []

    @property
    def has_begun(self) -> bool:
        return bool(self._sent)

    @property
    def is_wanted(self) -> bool:
        return word_before(self._left) not in ENDS_LINE

    def whole(self, answer: Answer) -> list[types.CompletionItem]:
        words = wordings(self._left, answer, self._max_items)
        return self._written(self._fitted(words, answer))

    def begin(self, answer: Answer) -> list[types.CompletionItem]:
        """The tokens that will be in the list whatever lines are found."""
        if not is_settled(self._document, self._offset, answer):
            return []
        n_sure = self._max_items - self._max_items // 2
        words = ordered(wordings(self._left, answer, self._max_items))[:n_sure]
        self._n_begun = len(words)
        self._sent = self._fitted(words, answer, is_part=True)
        return self._written(self._sent)

    def rest(self, answer: Answer) -> list[types.CompletionItem]:
        """All but the first part."""
        words = ordered(wordings(self._left, answer, self._max_items))
        begun = [word for word in words if not word.is_line][: self._n_begun]
        rest = [word for word in words if word not in begun]
        return self._written(self._fitted(rest, answer, is_part=True))

    def _fitted(
        self, words: Sequence[ItemEdit], answer: Answer, *, is_part: bool = False
    ) -> list[Offer]:
        where = self._document, self._offset
        words = fitted(*where, words, answer.indentation, is_part=is_part)
        return self._app.offer(*where, words, "list", self._sent)

    def _written(self, offers: Sequence[Offer]) -> list[types.CompletionItem]:
        """All with one range."""
        n_left, n_right = (offers[0].n_replaced, offers[0].n_after) if offers else (0, 0)
        typed = self._document.text[self._offset - n_left : self._offset]
        encoding = self._app.encoding
        where = convert.range_around(self._document, self._offset, n_left, n_right, encoding)
        importer = Importer(self._document)
        return [
            convert.completion_item(offer, typed, where, self._imports(importer, offer))
            for offer in offers
        ]

    def _imports(self, importer: Importer, offer: Offer) -> list[types.TextEdit]:
        return convert.text_edits(self._document, importer.edits(offer), self._app.encoding)


def wordings(left: str, answer: Answer, max_items: int) -> list[ItemEdit]:
    """All with one range, as some clients want it: the longest replacement, but no more than the
    word at the end of the line so far."""
    word = word_before(left)
    chosen = fitting(left, word, answer).merged(left, max_items)
    n_replaced = min(len(word), max((item.replace for item, _ in chosen), default=0))
    return [
        ItemEdit(item, in_place(left, item, n_replaced), n_replaced, is_line)
        for item, is_line in chosen
    ]


def fitting(left: str, word: str, answer: Answer) -> Answer:
    """Without the items that change what stands before the word."""

    def fits(item: Item) -> bool:
        return item.text.startswith(left[len(left) - item.replace :].removesuffix(word))

    tokens, lines = (tuple(filter(fits, items)) for items in (answer.tokens, answer.lines))
    return replace(answer, tokens=tokens, lines=lines)


def ordered(words: Sequence[ItemEdit]) -> list[ItemEdit]:
    """The same, each with what sorts it among all, whether the others are known or not.

    An item waits for those before it in its own list, so what counts is the least that any of them
    promises; where that is equal, tokens go first.
    """
    return list(_ordered(words))


def _ordered(words: Sequence[ItemEdit]) -> Iterator[ItemEdit]:
    least, n = {False: inf, True: inf}, {False: 0, True: 0}
    for word in words:
        kind = word.is_line
        least[kind] = min(least[kind], word.item.probability)
        yield replace(word, order=f"{downwards(least[kind])}{kind:d}{n[kind]:03}")
        n[kind] += 1


def downwards(probability: float) -> str:
    """Digits that sort as positive numbers do, the greatest first: such doubles sort as their bits
    do, to the last one."""
    (bits,) = unpack(">Q", pack(">d", probability))
    return f"{MAX_BITS - bits:020}"


def is_settled(document: Document, offset: int, answer: Answer) -> bool:
    """Whether it is known from the tokens alone how lines will be written at an offset."""
    start, end = document.line_span(document.line_at(offset))
    left, right = document.text[start:offset], document.text[offset:end]
    if not (left + right).strip(" \t"):
        return answer.indentation is not None and answer.indentation.is_sure
    if not is_word(left[-1:]):
        return True
    return not is_word(right[:1]) and any(item.replace for item in answer.tokens)


def in_place(left: str, item: Item, n_replaced: int) -> str:
    """The text of the same insertion as one that replaces `n_replaced` code points."""
    n_beyond = max(0, item.replace - n_replaced)
    missing = left[len(left) - n_replaced : len(left) - item.replace]
    return missing + item.text[n_beyond:]
