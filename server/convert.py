"""The only file where LSP's types and ours meet.

Theirs: lines and characters from 0, characters in the units of the negotiated encoding.
Ours: offsets in code points into a `Document`, and `proposal.Item`.
"""

from collections.abc import Sequence
from typing import Final

from lsprotocol import types

from beamcoder.model.proposal import Item
from beamcoder.server.documents import Document
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.token import Kind

Encoding = types.PositionEncodingKind | str

TOKEN_KINDS: Final = {
    Kind.KEYWORD: types.CompletionItemKind.Keyword,
    Kind.IDENTIFIER: types.CompletionItemKind.Variable,
    Kind.OPERATOR: types.CompletionItemKind.Operator,
    Kind.SEPARATOR: types.CompletionItemKind.Operator,
}
LINE_KIND: Final = types.CompletionItemKind.Snippet


def n_units(text: str, encoding: Encoding) -> int:
    """Length in the units that LSP counts characters in."""
    if encoding == types.PositionEncodingKind.Utf32 or text.isascii():
        return len(text)
    if encoding == types.PositionEncodingKind.Utf8:
        return len(text.encode("utf-8"))
    return len(text) + sum(character > "\uffff" for character in text)


def offset_of(document: Document, position: types.Position, encoding: Encoding) -> int:
    """Clamped to the line and the text; a position inside a character is the one before it."""
    start, end = document.line_span(position.line)
    line = document.text[start:end]
    if encoding == types.PositionEncodingKind.Utf32 or line.isascii():
        return start + min(position.character, len(line))
    units = 0
    for column, character in enumerate(line):
        units += n_units(character, encoding)
        if units > position.character:
            return start + column
    return end


def position_of(document: Document, offset: int, encoding: Encoding) -> types.Position:
    line = document.line_at(offset)
    before = document.text[document.starts[line] : offset]
    return types.Position(line, n_units(before, encoding))


def range_before(document: Document, offset: int, replace: int, encoding: Encoding) -> types.Range:
    """The `replace` code points left of `offset`; never across the start of the line."""
    start = max(document.starts[document.line_at(offset)], offset - replace)
    return types.Range(
        position_of(document, start, encoding), position_of(document, offset, encoding)
    )


def changed(
    document: Document, change: types.TextDocumentContentChangeEvent, encoding: Encoding
) -> Document:
    """The document after one change event, partial or whole."""
    if isinstance(change, types.TextDocumentContentChangePartial):
        start = offset_of(document, change.range.start, encoding)
        end = offset_of(document, change.range.end, encoding)
        return document.edited(start, end, change.text)
    return document.edited(0, len(document.text), change.text)


def token_kind(text: str) -> types.CompletionItemKind:
    tokens = lex(text)
    if not tokens:
        return types.CompletionItemKind.Text
    if tokens[0].kind is Kind.IDENTIFIER and text[0].isupper():
        return types.CompletionItemKind.Class
    return TOKEN_KINDS.get(tokens[0].kind, types.CompletionItemKind.Value)


def percent(probability: float) -> str:
    return f"{100 * probability:.0f} %"


def completion_item(
    item: Item, rank: int, typed: str, where: types.Range, is_line: bool
) -> types.CompletionItem:
    """`typed` is what the item replaces; `rank` from 0 decides where clients show it.

    The filter text begins with what was typed, or clients would drop camel-hump matches.
    """
    likely = percent(item.probability)
    return types.CompletionItem(
        label=item.text,
        kind=LINE_KIND if is_line else token_kind(item.text),
        label_details=types.CompletionItemLabelDetails(description=likely),
        detail=f"Beamcoder, {likely}",
        sort_text=f"{rank:04}",
        filter_text=item.text if item.text.startswith(typed) else typed + item.text,
        insert_text_format=types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(where, item.text),
    )


def completion_list(items: Sequence[types.CompletionItem]) -> types.CompletionList:
    """Never complete: with the next key other items may come."""
    return types.CompletionList(is_incomplete=True, items=list(items))


def inline_item(item: Item, where: types.Range) -> types.InlineCompletionItem:
    return types.InlineCompletionItem(insert_text=item.text, range=where)
