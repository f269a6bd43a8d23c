"""Translation between LSP types and ours: positions, ranges, documents.

Theirs: lines and characters from 0, characters in the units of the negotiated encoding.
Ours: offsets in code points into a `Document`, and offers.
"""

from collections.abc import Iterable, Sequence
from textwrap import dedent
from typing import Any, Final

from lsprotocol import types

from beamcoder.server.documents.documents import Document, Edit
from beamcoder.server.offers.history import Offer
from beamcoder.server.offers.text_edits import is_word
from beamcoder.server.own_methods import ACCEPTED
from beamcoder.tokenizer.java.import_edits import Insertion
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.live.lines import well_formed
from beamcoder.tokenizer.token import TokenKind

Encoding = types.PositionEncodingKind | str

TOKEN_KINDS: Final = {
    TokenKind.KEYWORD: types.CompletionItemKind.Keyword,
    TokenKind.IDENTIFIER: types.CompletionItemKind.Variable,
    TokenKind.OPERATOR: types.CompletionItemKind.Operator,
    TokenKind.SEPARATOR: types.CompletionItemKind.Operator,
}
BLOCKS: Final = (4096, 64, 1)  # code points measured at once
FILTER_END: Final = "\u200b"
CONSTANT: Final = types.CompletionItemKind.Constant
LINE_KIND: Final = types.CompletionItemKind.Snippet


def n_units(text: str, encoding: Encoding) -> int:
    """Length in the units that LSP counts characters in."""
    if encoding == types.PositionEncodingKind.Utf32 or text.isascii():
        return len(text)
    if encoding == types.PositionEncodingKind.Utf8:
        return len(text.encode("utf-8"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def n_points(text: str, n: int, encoding: Encoding) -> int:
    """How many code points of a text the first `n` units are."""
    document = Document("", text)
    return offset_of(document, types.Position(0, max(0, n)), encoding)


def offset_of(document: Document, position: types.Position, encoding: Encoding) -> int:
    """Clamped to the line and the text; a position inside a character is the one before it."""
    start, end = document.line_span(position.line)
    line = document.text[start:end]
    if encoding == types.PositionEncodingKind.Utf32 or line.isascii():
        return start + min(position.character, len(line))
    n_left, at = position.character, 0
    for n in BLOCKS:
        while at + n <= len(line) and (units := n_units(line[at : at + n], encoding)) <= n_left:
            at, n_left = at + n, n_left - units
    return start + at


def read_position(value: Any) -> types.Position | None:
    """A position in the parameters of a method of our own; None if it is none."""
    line, character = getattr(value, "line", None), getattr(value, "character", None)
    if type(line) is type(character) is int and line >= 0 and character >= 0:
        return types.Position(line, character)
    return None


def position_of(document: Document, offset: int, encoding: Encoding) -> types.Position:
    line = document.line_at(offset)
    before = document.text[document.starts[line] : offset]
    return types.Position(line, n_units(before, encoding))


def range_around(
    document: Document, offset: int, n_before: int, n_after: int, encoding: Encoding
) -> types.Range:
    """So many code points left and right of `offset`; never beyond the line."""
    line_start, line_end = document.line_span(document.line_at(offset))
    start = max(line_start, offset - n_before)
    end = max(offset, min(line_end, offset + n_after))
    return types.Range(position_of(document, start, encoding), position_of(document, end, encoding))


def written_edit(document: Document, edit: Edit, encoding: Encoding) -> dict[str, Any]:
    """An LSP text edit, as a method of our own writes it."""
    places = [position_of(document, offset, encoding) for offset in (edit.start, edit.end)]
    start, end = ({"line": each.line, "character": each.character} for each in places)
    return {"range": {"start": start, "end": end}, "newText": edit.text}


def edit_of(
    document: Document, change: types.TextDocumentContentChangeEvent, encoding: Encoding
) -> Edit:
    """One change event, partial or whole."""
    text = well_formed(change.text)
    if isinstance(change, types.TextDocumentContentChangePartial):
        start = offset_of(document, change.range.start, encoding)
        end = offset_of(document, change.range.end, encoding)
        return Edit(min(start, end), max(start, end), text)
    return Edit(0, len(document.text), text)


def token_kind(text: str) -> types.CompletionItemKind:
    """Of an item that is one token, or a name with its bracket; several are a piece of code."""
    text = text.strip()  # blanks may be its indentation
    tokens = lex(text)
    if not tokens:
        return types.CompletionItemKind.Text
    if tokens[0].kind is TokenKind.IDENTIFIER and [token.text for token in tokens[1:]] == ["("]:
        return types.CompletionItemKind.Method
    if len(tokens) > 1:
        return LINE_KIND
    if tokens[0].kind is TokenKind.IDENTIFIER and text[0].isupper():
        is_constant = len(text) > 1 and text.isupper()
        return CONSTANT if is_constant else types.CompletionItemKind.Class
    return TOKEN_KINDS.get(tokens[0].kind, types.CompletionItemKind.Value)


def percent(probability: float) -> str:
    return f"{100 * probability:.0f} %"


def text_edits(
    document: Document, insertions: Iterable[Insertion], encoding: Encoding
) -> list[types.TextEdit]:
    """Insertions by their places in the document as it is."""
    places = ((position_of(document, each.offset, encoding), each.text) for each in insertions)
    return [types.TextEdit(types.Range(place, place), text) for place, text in places]


def accepted(offer: Offer, edits: Sequence[types.TextEdit] = ()) -> types.Command:
    """What an editor runs when it has inserted the item; its arguments name the item, too, and of
    ghost text the edits that go with it."""
    others: list[Any] = [list(edits)] if edits else []
    return types.Command("Beamcoder: accepted", ACCEPTED, arguments=[offer.uri, offer.id, *others])


def completion_item(
    offer: Offer, typed: str, where: types.Range, imports: Sequence[types.TextEdit] = ()
) -> types.CompletionItem:
    """`typed` is what the item replaces; its rank, or else `order`, decides where clients show it.

    No character takes an item, whatever a client has for a default.
    """
    probability = offer.item.probability
    likely = percent(probability)
    first, *others = offer.text.strip().splitlines() or [""]
    is_cut = offer.item.replace > offer.n_replaced  # the end of a number, whose label is whole
    return types.CompletionItem(
        label=offer.item.text if is_cut else f"{first} …" if others else first,
        kind=LINE_KIND if offer.is_line else token_kind(offer.text),
        label_details=types.CompletionItemLabelDetails(description=likely),
        detail=f"Beamcoder, {likely}",
        documentation=preview(offer.text) if others else None,
        sort_text=offer.order or f"{offer.rank:04}",
        filter_text=filter_text(offer.text, typed),
        insert_text_format=types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(where, offer.text),
        additional_text_edits=list(imports) or None,
        commit_characters=[],
        command=accepted(offer),
        data={"id": offer.id, "probability": probability, "isLine": offer.is_line},
    )


def preview(text: str) -> types.MarkupContent:
    """A block as it will stand, beside the list."""
    lines = text.strip("\r\n").splitlines()
    written = dedent("\n".join([indentation_like(lines), *lines[1:]]))
    return types.MarkupContent(types.MarkupKind.Markdown, f"```java\n{written}\n```")


def indentation_like(lines: Sequence[str]) -> str:
    """A first line as deep as the last one of its block, which often stands without blanks."""
    last = lines[-1]
    return last[: len(last) - len(last.lstrip())] + lines[0].lstrip()


def filter_text(text: str, typed: str) -> str:
    """What clients narrow a list by until they have a newer one: of the item its first word.

    It begins with what was typed, or clients would drop camel-hump matches. It ends with the word,
    so that no list stays open after a key that is no letter, and with a character that nobody
    types: VS Code ranks an item by whether its last letter was typed, and would change our order.
    """
    rest = text[len(typed) :] if text.startswith(typed) else text
    rest = rest if typed.strip() else rest.lstrip()  # blanks are its indentation
    n = next((i for i, character in enumerate(rest) if not is_word(character)), len(rest))
    return typed + rest[:n] + FILTER_END


def completion_list(items: Sequence[types.CompletionItem]) -> types.CompletionList:
    """Never complete: with the next key other items may come."""
    return types.CompletionList(is_incomplete=True, items=list(items))


def inline_item(
    offer: Offer, where: types.Range, imports: Sequence[types.TextEdit] = ()
) -> types.InlineCompletionItem:
    """LSP has no edits besides the text, so they are the command's to bring."""
    command = accepted(offer, imports)
    return types.InlineCompletionItem(insert_text=offer.text, range=where, command=command)
