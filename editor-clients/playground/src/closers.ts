// What an accepted text leaves open is closed as the editor closes it when it is typed: the same
// closers, typed over in the same way, and one step of undo for all of it.

import { insertBracket } from "@codemirror/autocomplete";
import {
  type ChangeDesc,
  ChangeSet,
  type EditorSelection,
  type EditorState,
  type MapMode,
  StateEffect,
  type Transaction,
} from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Inserted } from "./positions";
import { isClosedBehind, leftOpen } from "./strokes";

/** The quote of the literal, or the comment's sign, that is open at the end of a line's beginning;
 * with a backslash behind it where the next character is escaped. "" in code. */
export function openedBy(before: string): string {
  let open = "";
  for (let at = 0; at < before.length; at++) {
    const sign = before[at] ?? "";
    if (open === "" && before.startsWith("//", at)) return "//";
    if (open === "" && /["']/.test(sign)) open = sign;
    else if (open !== "" && sign === "\\" && ++at === before.length) return `${open}\\`;
    else if (sign === open) open = "";
  }
  return open;
}

/** Whether a quote is only that: in another literal, escaped, in a comment, or the third in a row. */
export function isPlainQuote(before: string, quote: string): boolean {
  const open = openedBy(before);
  return (open !== "" && open !== quote) || before.endsWith(quote + quote);
}

/** Such a quote neither types over the one that the editor has put nor brings another. */
export const plainQuotes = EditorView.inputHandler.of((view, from, _to, text, insert) => {
  if (!/^["']$/.test(text)) return false;
  const before = view.state.sliceDoc(view.state.doc.lineAt(from).from, from);
  if (!isPlainQuote(before, text)) return false;
  view.dispatch(insert());
  return true;
});

/** A mapping that keeps a closer behind what is written right before it. */
function behind(changes: ChangeSet): ChangeDesc {
  return new Proxy(changes, {
    get: (target, name) =>
      name === "mapPos"
        ? (at: number, _side: number, mode: MapMode) => target.mapPos(at, 1, mode)
        : Reflect.get(target, name),
  });
}

export interface Written {
  changes: ChangeSet;
  effects: StateEffect<unknown>[];
  selection: EditorSelection;
}

/** Puts `insert` in place of what stands between `from` and `to`, with its imports above it, and
 * with its closers behind it, but for those that the text has already. */
export function withClosers(
  before: EditorState,
  { from, to, insert }: { from: number; to: number; insert: string },
  imports: readonly Inserted[] = [],
): Written {
  const brought = before.update({ changes: [...imports] });
  const moved = { from: brought.changes.mapPos(from, 1), to: brought.changes.mapPos(to, 1), insert };
  const written = closed(brought.state, moved);
  return { ...written, changes: brought.changes.compose(written.changes) };
}

function closed(
  state: EditorState,
  { from, to, insert }: { from: number; to: number; insert: string },
): Written {
  let now = state;
  let changes = ChangeSet.empty(state.doc.length);
  let effects: StateEffect<unknown>[] = []; // they tell the editor what may be typed over
  const add = (transaction: Transaction): void => {
    const moved = StateEffect.mapEffects(effects, behind(transaction.changes));
    effects = [...moved, ...transaction.effects];
    changes = changes.compose(transaction.changes);
    now = transaction.state;
  };
  const write = (text: string, end = now.selection.main.head): void => {
    const start = now.selection.main.head;
    const selection = { anchor: start + text.length };
    add(now.update({ changes: { from: start, to: end, insert: text }, selection }));
  };
  add(now.update({ selection: { anchor: from } }));
  const before = state.sliceDoc(state.doc.lineAt(from).from, from);
  const openers = leftOpen(before + insert).map((at) => at - before.length);
  let written = 0;
  for (const at of openers.filter((opener) => opener >= 0)) {
    write(insert.slice(written, at), written ? undefined : to);
    const sign = insert.slice(at, at + 1);
    const head = now.selection.main.head;
    const isClosed = isClosedBehind(now.sliceDoc(0, head) + sign, now.sliceDoc(head));
    const bracket = isClosed ? null : insertBracket(now, sign);
    if (bracket) add(bracket);
    else write(sign);
    written = at + 1;
  }
  write(insert.slice(written), written ? undefined : to);
  return { changes, effects, selection: now.selection };
}
