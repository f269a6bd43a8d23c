"""Rule: only complete Java tokens are offered."""

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import TokenKind


class Spelling:
    """Drops empty texts, unfinished tokens and stray characters; a token must be just one."""

    def __init__(self, place: Place) -> None:
        pass

    def judge(self, candidate: Candidate) -> Candidate | None:
        tokens = lexical(candidate.text)
        if any(token.flaw or token.kind is TokenKind.ERROR for token in tokens):
            return None
        if not candidate.is_line and [token.text for token in tokens] != list(candidate.symbols):
            return None
        return candidate if all(candidate.symbols) else None
