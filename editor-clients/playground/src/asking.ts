// Asks the server after every edit, keeps the newest answer, and says when there is one. Where the
// cursor comes to rest without an edit it asks too, for the beam and the list: no ghost text then.

import { completionStatus } from "@codemirror/autocomplete";
import { Annotation, type EditorState, type Extension, type Text } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { ghostField, setGhost } from "./ghost";
import { offsetOf } from "./positions";
import { GoneError } from "./rpc";
import type { Position } from "./protocol";
import type { Answer, Offer, Server } from "./server";

/** An edit that is not asked about: the page's own. */
export const quiet = Annotation.define<boolean>();

/** An answer, and where it belongs. */
export interface Outcome {
  answer: Answer;
  doc: Text;
  offset: number;
  isResting: boolean; // the cursor came there without an edit
  isDismissed: boolean; // its first line was put aside
}

interface Asked {
  doc: Text;
  offset: number;
  isResting: boolean;
  answer: Promise<Answer | null>;
  abort: AbortController;
}

const NOT_ASKED = ["undo", "redo"]; // who takes something back does not want it offered again
const REST_MS = 200;

export class Asking {
  rests = true; // whether a cursor at rest is asked about
  private newest: Asked | null = null;
  private timer = 0;
  private readonly dismissed = new Set<string>(); // lines as they would read
  private dismissedLine = -1;

  constructor(
    private readonly server: Server,
    private readonly answered: (outcome: Outcome, view: EditorView) => void,
  ) {}

  extension(): Extension {
    return EditorView.updateListener.of((update) => this.updated(update));
  }

  /** The answer at the cursor, asked for now unless it is known; null if it was overtaken. */
  at(view: EditorView, state: EditorState = view.state, isResting = false): Promise<Answer | null> {
    this.cancelRest();
    const offset = state.selection.main.head;
    const known = this.newest;
    const isKnown = known && known.doc === state.doc && known.offset === offset;
    if (isKnown && (isResting || !known.isResting)) return known.answer;
    known?.abort.abort();
    const abort = new AbortController();
    const answer = this.ask(view, { doc: state.doc, offset, isResting, state }, abort.signal);
    this.newest = { doc: state.doc, offset, isResting, answer, abort };
    return answer;
  }

  /** Whether nothing has been asked since. */
  isNewest({ doc, offset }: Outcome): boolean {
    return this.newest?.doc === doc && this.newest.offset === offset;
  }

  /** Not to be offered again here, until another line is edited. */
  dismiss(offer: Offer, state: EditorState): void {
    this.dismissedLine = state.doc.lineAt(offer.from).number;
    this.dismissed.add(lineWith(offer, state));
  }

  /** Forgets what is known, as after another text was opened. */
  forget(): void {
    this.cancelRest();
    this.newest?.abort.abort();
    this.newest = null;
  }

  /** The same place once more, after a setting, the statement or the server changed. */
  again(view: EditorView): void {
    const before = this.newest;
    const isDue = this.timer !== 0;
    this.forget();
    if (isDue) this.rest(view);
    else if (before?.doc === view.state.doc && before.offset === view.state.selection.main.head) {
      void this.at(view, view.state, before.isResting);
    }
  }

  /** A block has grown behind what stands here: the same place once more, if it still is. */
  grown(view: EditorView, position: Position): void {
    const offset = offsetOf(view.state.doc, position);
    const before = this.newest;
    const isHere = before?.doc === view.state.doc && before.offset === offset;
    if (isHere && !before.isResting && view.state.selection.main.head === offset) this.again(view);
  }

  /** Soon, unless something else is asked first. */
  rest(view: EditorView): void {
    this.cancelRest();
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (!this.rests || !view.state.selection.main.empty) return;
      if (completionStatus(view.state) !== "active") void this.at(view, view.state, true);
    }, REST_MS);
  }

  private cancelRest(): void {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  private updated(update: ViewUpdate): void {
    if (!update.docChanged) {
      if (update.selectionSet && this.rests) this.rest(update.view);
      return;
    }
    for (const transaction of update.transactions) {
      if (!transaction.docChanged) continue;
      this.server.change(transaction.changes, transaction.newDoc);
    }
    const isQuiet = update.transactions.some(
      (t) => t.annotation(quiet) || NOT_ASKED.some((event) => t.isUserEvent(event)),
    );
    const line = update.state.doc.lineAt(update.state.selection.main.head).number;
    if (line !== this.dismissedLine) this.dismissed.clear();
    if (isQuiet || !update.state.selection.main.empty) this.rest(update.view);
    else void this.at(update.view, update.state);
  }

  private async ask(
    view: EditorView,
    place: { doc: Text; offset: number; isResting: boolean; state: EditorState },
    signal: AbortSignal,
  ): Promise<Answer | null> {
    const { state, ...where } = place;
    try {
      const answer = await this.server.ask(place.offset, signal);
      if (view.state.doc !== place.doc) return null;
      const isNew = (offer: Offer): boolean => !this.dismissed.has(lineWith(offer, state));
      const ghosts = answer.ghosts.filter(isNew);
      const isDismissed = ghosts[0] !== answer.ghosts[0];
      const kept = { ...answer, ghosts: isDismissed ? [] : ghosts };
      this.show({ ...where, answer: kept, isDismissed }, view);
      return kept;
    } catch (error) {
      if (error instanceof GoneError || (error as Error).name === "AbortError") return null;
      throw error;
    }
  }

  private show(outcome: Outcome, view: EditorView): void {
    const { answer, offset, isResting } = outcome;
    if (view.state.selection.main.head !== offset) return;
    const offers = isResting ? [] : answer.ghosts.map((offer) => known(offer, view.state));
    view.dispatch({ effects: setGhost.of(offers.length ? { offers, index: 0, at: offset } : null) });
    this.answered(outcome, view);
  }
}

function lineWith(offer: Offer, state: EditorState): string {
  return state.sliceDoc(state.doc.lineAt(offer.from).from, offer.from) + offer.text;
}

/** A line that is typed along keeps the probability that it came with. */
function known(offer: Offer, state: EditorState): Offer {
  const before = state.field(ghostField);
  const standing = before?.offers[before.index];
  if (offer.probability !== null || !standing) return offer;
  const isSame = lineWith(standing, state) === lineWith(offer, state);
  return isSame ? { ...offer, probability: standing.probability } : offer;
}
