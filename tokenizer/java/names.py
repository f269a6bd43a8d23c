"""Declared names of a Java text and their scopes, from lexical tokens alone.

    tokens = lexical(text)
    declared = declarations(tokens)
    visible(declared, place)        {name: kind} at a place: before token number `place`
    library_names(tokens)           what java.lang and the wildcard imports add

There is no parser below: half a file has names as well as a whole one. A `public` or `static`
where none may stand ends the blocks that were left open. The price is guessing: two names side by
side are a type and its variable. Inherited members and static wildcard imports stay unknown, and
a pattern's variable is seen to the end of its block.
"""

from collections.abc import Iterable, Sequence

from beamcoder.tokenizer.java.library import JAVA_LANG, PACKAGES
from beamcoder.tokenizer.java.name_reader import NameReader
from beamcoder.tokenizer.java.scopes import Declaration, NameKind
from beamcoder.tokenizer.token import Token


def declarations(tokens: Sequence[Token]) -> list[Declaration]:
    """Every declaration in lexical tokens, in their order."""
    return NameReader(tokens).read()


def declared_names(tokens: Sequence[Token]) -> dict[str, NameKind]:
    """Every declared name, wherever it can be seen."""
    return {declared.name: declared.kind for declared in declarations(tokens)}


def visible(declared: Iterable[Declaration], place: int) -> dict[str, NameKind]:
    """The declared names seen at a place; an inner declaration hides an outer one."""
    seen = [each for each in declared if each.first <= place <= each.stop]
    return {each.name: each.kind for each in sorted(seen, key=lambda each: each.first)}


def library_names(tokens: Sequence[Token]) -> frozenset[str]:
    """What java.lang and the wildcard imports of these lexical tokens add."""
    names, start = JAVA_LANG, None
    for index, token in enumerate(tokens):
        if token.text == "import":
            start = index + 1
        elif token.text == "*" and start is not None:
            package = "".join(part.text for part in tokens[start : index - 1])
            names |= PACKAGES.get(package, frozenset())
        elif token.text == ";":
            start = None
    return names
