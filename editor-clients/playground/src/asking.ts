// Asks the server after every edit, keeps the newest answer, and says when there is one.

import { Annotation, type EditorState, type Extension, type Text } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { setGhost } from "./ghost";
import { GoneError } from "./rpc";
import type { Answer, Offer, Server } from "./server";

/** An edit that is not asked about: the page's own, when it opens a file. */
export const quiet = Annotation.define<boolean>();

interface Asked {
  doc: Text;
  offset: number;
  answer: Promise<Answer | null>;
  abort: AbortController;
}

const NOT_ASKED = ["undo", "redo"]; // who takes something back does not want it offered again

export class Asking {
  private newest: Asked | null = null;
  private readonly dismissed = new Set<string>(); // lines as they would read
  private dismissedLine = -1;

  constructor(
    private readonly server: Server,
    private readonly answered: (answer: Answer, view: EditorView) => void,
  ) {}

  extension(): Extension {
    return EditorView.updateListener.of((update) => this.updated(update));
  }

  /** The answer at the cursor, asked for now unless it is known; null if it was overtaken. */
  at(view: EditorView, state: EditorState = view.state): Promise<Answer | null> {
    const offset = state.selection.main.head;
    const known = this.newest;
    if (known && known.doc === state.doc && known.offset === offset) return known.answer;
    known?.abort.abort();
    const abort = new AbortController();
    const answer = this.ask(view, state, offset, abort.signal);
    this.newest = { doc: state.doc, offset, answer, abort };
    return answer;
  }

  /** Not to be offered again here, until another line is edited. */
  dismiss(offer: Offer, state: EditorState): void {
    this.dismissedLine = state.doc.lineAt(offer.from).number;
    this.dismissed.add(lineWith(offer, state));
  }

  /** Forgets what is known, as after a setting or the server changed. */
  forget(): void {
    this.newest?.abort.abort();
    this.newest = null;
  }

  private updated(update: ViewUpdate): void {
    if (!update.docChanged) return;
    for (const transaction of update.transactions) {
      if (!transaction.docChanged) continue;
      this.server.change(transaction.changes, transaction.newDoc);
    }
    const last = update.transactions.at(-1);
    const isQuiet = update.transactions.some(
      (t) => t.annotation(quiet) || NOT_ASKED.some((event) => t.isUserEvent(event)),
    );
    const line = update.state.doc.lineAt(update.state.selection.main.head).number;
    if (line !== this.dismissedLine) this.dismissed.clear();
    if (isQuiet || !last || !update.state.selection.main.empty) return;
    void this.at(update.view, update.state);
  }

  private async ask(
    view: EditorView,
    state: EditorState,
    offset: number,
    signal: AbortSignal,
  ): Promise<Answer | null> {
    try {
      const answer = await this.server.ask(offset, signal);
      if (view.state.doc !== state.doc) return null;
      const isNew = (offer: Offer): boolean => !this.dismissed.has(lineWith(offer, state));
      const ghosts = answer.ghosts.filter(isNew);
      const kept = { ...answer, ghosts: ghosts[0] === answer.ghosts[0] ? ghosts : [] };
      this.show(kept, view, offset);
      return kept;
    } catch (error) {
      if (error instanceof GoneError || (error as Error).name === "AbortError") return null;
      throw error;
    }
  }

  private show(answer: Answer, view: EditorView, offset: number): void {
    if (view.state.selection.main.head !== offset) return;
    const ghost = answer.ghosts.length ? { offers: answer.ghosts, index: 0, at: offset } : null;
    view.dispatch({ effects: setGhost.of(ghost) });
    this.answered(answer, view);
  }
}

function lineWith(offer: Offer, state: EditorState): string {
  return state.sliceDoc(state.doc.lineAt(offer.from).from, offer.from) + offer.text;
}
