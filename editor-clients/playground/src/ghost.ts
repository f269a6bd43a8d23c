// Ghost text: the line that is worth reading, grey behind the cursor until it is taken or typed on.

import { isolateHistory } from "@codemirror/commands";
import { completionStatus } from "@codemirror/autocomplete";
import {
  type EditorState,
  type Extension,
  Prec,
  StateEffect,
  StateField,
  type Transaction,
} from "@codemirror/state";
import {
  type Command,
  Decoration,
  type DecorationSet,
  EditorView,
  WidgetType,
} from "@codemirror/view";
import { withClosers } from "./closers";
import { percent } from "./figures";
import { takenOffer } from "./score";
import type { Offer } from "./server";

/** What is shown: `offers[index]`, of which what stands left of `at` is in the buffer already. */
export interface Ghost {
  offers: readonly Offer[];
  index: number;
  at: number;
}

export interface Feedback {
  taken(offer: Offer): void;
  partlyTaken(offer: Offer, length: number): void;
  dismissed(offer: Offer): void;
}

export const setGhost = StateEffect.define<Ghost | null>();

export const ghostField = StateField.define<Ghost | null>({
  create: () => null,
  update(ghost, transaction) {
    for (const effect of transaction.effects) if (effect.is(setGhost)) return effect.value;
    if (!ghost || !(transaction.docChanged || transaction.selection)) return ghost;
    return typedOn(ghost, transaction);
  },
});

/** The same ghost while its own text is typed, each key one character shorter. */
function typedOn(ghost: Ghost, transaction: Transaction): Ghost | null {
  const cursor = transaction.state.selection.main;
  const length = cursor.head - ghost.at;
  if (!transaction.docChanged && cursor.empty && length === 0) return ghost; // it has not moved
  if (!transaction.docChanged || !cursor.empty || length <= 0) return null;
  const rest = restOf(ghost);
  const written = transaction.state.sliceDoc(ghost.at, cursor.head);
  const before = transaction.startState.doc.length;
  const added = transaction.state.doc.length - before;
  const isTyped = added === length && rest.startsWith(written) && written !== rest;
  return isTyped ? { ...ghost, at: cursor.head } : null;
}

/** What is still to be added behind the cursor. */
export function restOf(ghost: Ghost): string {
  const offer = ghost.offers[ghost.index];
  return offer ? offer.text.slice(ghost.at - offer.from) : "";
}

export function shown(state: EditorState): Ghost | null {
  const ghost = state.field(ghostField);
  return ghost && completionStatus(state) !== "active" ? ghost : null;
}

class GhostWidget extends WidgetType {
  constructor(
    private readonly text: string,
    private readonly likely: string,
  ) {
    super();
  }

  override eq(other: GhostWidget): boolean {
    return other.text === this.text && other.likely === this.likely;
  }

  override toDOM(): HTMLElement {
    const span = document.createElement("span");
    span.className = "cm-ghost";
    span.textContent = this.text;
    if (this.likely) span.dataset["likely"] = this.likely; // written by the style: it is no text
    return span;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

function decorate(view: EditorView): DecorationSet {
  const ghost = shown(view.state);
  if (!ghost) return Decoration.none;
  const probability = ghost.offers[ghost.index]?.probability ?? null;
  const likely = probability === null ? "" : percent(probability);
  const widget = Decoration.widget({ widget: new GhostWidget(restOf(ghost), likely), side: 1 });
  return Decoration.set(widget.range(ghost.at));
}

/** Where the next word of a text ends: blanks, then a word or a run of one kind of sign. */
export function wordEnd(text: string): number {
  const found = /^\s*(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s]+)/u.exec(text);
  return found ? found[0].length : text.length;
}

/** Where the line ends: behind the first line break, or at the end. */
export function lineEnd(text: string): number {
  const at = text.indexOf("\n");
  return at < 0 ? text.length : at + 1;
}

/** Takes so much of the ghost text as `end` says; one step for undo. */
function take(end: (text: string) => number, feedback: Feedback): Command {
  return (view) => {
    const ghost = shown(view.state);
    const offer = ghost?.offers[ghost.index];
    if (!ghost || !offer) return false;
    const rest = restOf(ghost);
    const insert = rest.slice(0, end(rest));
    const isWhole = insert.length === rest.length;
    const at = ghost.at + insert.length;
    const change = { from: ghost.at, to: ghost.at, insert };
    const { changes, selection, effects } = isWhole
      ? withClosers(view.state, change, offer.imports)
      : { changes: change, selection: { anchor: at }, effects: [] };
    view.dispatch({
      changes,
      selection,
      effects: [...effects, setGhost.of(isWhole ? null : { ...ghost, at })],
      annotations: [
        isolateHistory.of("full"),
        takenOffer.of({ characters: insert.trimStart().length, keys: 1 }),
      ],
      userEvent: "input.complete",
      scrollIntoView: true,
    });
    if (isWhole) feedback.taken(offer);
    else feedback.partlyTaken(offer, at - offer.from);
    return true;
  };
}

export interface GhostCommands {
  takeAll: Command;
  takeWord: Command;
  takeLine: Command;
  next: Command;
  previous: Command;
  dismiss: Command;
}

export function ghostCommands(feedback: Feedback): GhostCommands {
  return {
    takeAll: take((text) => text.length, feedback),
    takeWord: take(wordEnd, feedback),
    takeLine: take(lineEnd, feedback),
    next: turn(1),
    previous: turn(-1),
    dismiss(view) {
      const ghost = shown(view.state);
      const offer = ghost?.offers[ghost.index];
      if (!offer) return false;
      view.dispatch({ effects: setGhost.of(null) });
      feedback.dismissed(offer);
      return true;
    },
  };
}

/** Shows another one, of those that agree with what has been typed meanwhile. */
function turn(step: number): Command {
  return (view) => {
    const ghost = shown(view.state);
    if (!ghost || ghost.offers.length < 2) return false;
    const n = ghost.offers.length;
    for (let i = 1; i < n; i++) {
      const index = (((ghost.index + i * step) % n) + n) % n;
      if (fits(view.state, ghost.offers[index], ghost.at)) {
        view.dispatch({ effects: setGhost.of({ ...ghost, index }) });
        return true;
      }
    }
    return true;
  };
}

function fits(state: EditorState, offer: Offer | undefined, at: number): boolean {
  if (!offer) return false;
  const typed = state.sliceDoc(offer.from, at);
  return offer.text.startsWith(typed) && offer.text !== typed;
}

/** A quote that the ghost text begins with is not closed by the editor: the ghost does that. */
const quotes = EditorView.inputHandler.of((view, _from, _to, text, insert) => {
  const ghost = shown(view.state);
  if (!ghost || !/^["']$/.test(text) || !restOf(ghost).startsWith(text)) return false;
  view.dispatch(insert());
  return true;
});

export function ghostText(): Extension {
  return [ghostField, EditorView.decorations.of(decorate), Prec.high(quotes)];
}
