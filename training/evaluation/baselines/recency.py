"""Recency baseline: the names of the buffer, the one used last first.

What editors offer without knowing the language: a floor for identifiers of which something may
have been typed. It knows an order only; what it shows as a probability falls with the rank.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import Token, TokenKind

NAME: Final = "recency of names"


class Recency:
    """Offers single names; never a line."""

    info = ModelInfo(NAME, 0, sha256(NAME.encode()).hexdigest())
    metrics: Final = ("typed.", "next_token.left.identifiers.", "next_token.right.identifiers.")

    def new_session(self) -> None:
        return None

    def complete(self, request: Request, session: None = None) -> Answer:
        """The names that begin with what is typed; those after the cursor come last."""
        request.verify()
        view = look(request.text, request.offset)
        if view.reason is not None or not request.tokens:
            return Answer(reason=view.reason or "low_confidence")
        n_typed = len(view.fragment)
        before = lexical(request.text[: request.offset - n_typed])
        after = lexical(request.text[request.offset :])
        names = dict.fromkeys([*_names(before[::-1]), *_names(after)])  # keeps the first of each
        fitting = [name for name in names if name.startswith(view.fragment)]
        ranked = enumerate(fitting[: request.count], 1)
        items = tuple(Item(name, n_typed, 1 / (rank + 1)) for rank, name in ranked)
        return Answer(items, (), None if items else "low_confidence")


def _names(tokens: Sequence[Token]) -> Iterator[str]:
    return (token.text for token in tokens if token.kind is TokenKind.IDENTIFIER)
