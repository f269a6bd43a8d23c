"""Words of texts and identifiers: split at humps, lower case, stemmed; and their numbers.

    words_of("Reads HTMLPages, lazily")     ("read", "html", "page", "lazili")
    vocabulary = WordNumbers()
    vocabulary.numbers("getOrDefault")      (0, 1): of "get" and "default", "or" is left out

Stems are those of Snowball's English stemmer (Porter 2). Words that stand in every text, and the
keywords of Java in code, are left out. What they are looked up in is not known here.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import Lock
from typing import Final

import snowballstemmer

TOKEN: Final = re.compile(r"[^\W\d]\w*|\d+")
_HUMP: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_OTHER_HUMP: Final = re.compile(r"[^\W\d_]+|\d+")  # beyond ASCII, by underscores and digits alone
_MAX_WORD: Final = 40  # code points; what is longer is data
_N_REMEMBERED: Final = 1 << 15  # words and tokens that are kept at hand, of one vocabulary
_N_TOKENS: Final = 1 << 12  # and those of all together: rules ask for the same few


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS: Final = _set(
    """a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further had
    has have having he her here hers him his how i if in into is it its itself just me more most my
    no nor not of off on once only or other our ours out over own same she should so some such than
    that the their theirs them then there these they this those through to too under until up very
    was we were what when where which while who whom why will with would you your yours"""
)
KEYWORDS: Final = _set(
    """abstract assert boolean break byte case catch char class const continue default do double
    else enum extends final finally float for goto if implements import instanceof int interface
    long native new package private protected public return short static strictfp super switch
    synchronized this throw throws transient try void volatile while true false null var yield
    record sealed permits Override String"""
)
_lock: Final = Lock()
_english: Final = snowballstemmer.stemmer("english")


def split(identifier: str) -> list[str]:
    """The humps of an identifier, in lower case.

    >>> split("parseHTMLPage2"), split("MAX_SIZE")
    (['parse', 'html', 'page', '2'], ['max', 'size'])
    """
    pattern = _HUMP if identifier.isascii() else _OTHER_HUMP
    return [hump.lower() for hump in pattern.findall(identifier)]


@lru_cache(maxsize=_N_REMEMBERED)
def stem(word: str) -> str:
    if len(word) < 3 or not word.isalpha():
        return word
    with _lock:  # the stemmer keeps the word that it works on
        return str(_english.stemWord(word))


@lru_cache(maxsize=_N_TOKENS)
def words_of_token(token: str) -> tuple[str, ...]:
    """The stems of an identifier's humps, without stop words."""
    return tuple(
        stem(hump) for hump in split(token) if hump not in STOP_WORDS and len(hump) <= _MAX_WORD
    )


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in its order, stop words left out."""
    return tuple(word for token in TOKEN.findall(text) for word in words_of_token(token))


class WordNumbers:
    """Words and their numbers, which grow; what has a number keeps it.

    One thread adds words; others may look up at the same time.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers = {word: number for number, word in enumerate(words)}
        self._tokens = dict[str, tuple[int, ...]]()  # of tokens met before

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        """In the order of their numbers."""
        return iter(tuple(self._numbers))

    def number(self, word: str) -> int | None:
        return self._numbers.get(word)

    def add(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    def shrink(self, n: int) -> None:
        """Takes back all but the first n."""
        while len(self._numbers) > n:
            self._numbers.popitem()
        self._tokens.clear()

    def numbers(self, token: str) -> tuple[int, ...]:
        """Of the words of a token, added where they are new."""
        numbers = self._tokens.get(token)
        if numbers is None:
            if len(self._tokens) >= _N_REMEMBERED:
                self._tokens.clear()
            numbers = tuple(self.add(word) for word in words_of_token(token))
            self._tokens[token] = numbers
        return numbers
