// The demo of 2017 again: a program is typed by itself, and what is offered is taken when it is
// right and costs fewer keys than typing it: one for ghost text, its rank for one of the first
// five of the list. `strokes` says what counts.

import {
  closeCompletion,
  completionStatus,
  insertBracket,
  setSelectedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import { insertNewlineAndIndent } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import type { Asking } from "./asking";
import type { GhostCommands } from "./ghost";
import { takeFromList, takeOffer } from "./list";
import type { Score } from "./score";
import type { Answer, Offer } from "./server";
import { isRight, openBrackets, remaining, type Stroke, strokesOf } from "./strokes";

interface Choice {
  offer: Offer;
  rank: number; // in the list from 1; 0 for ghost text
  keys: number;
}

export interface Pace {
  keyMs: number;
  lookMs: number; // how long an offer is looked at before it is taken
}

const LIST_LOOKED_AT = 5;
const LIST_PATIENCE_MS = 1000;

export class Replay {
  private readonly strokes: Stroke[];
  private readonly left: number[]; // characters still to give from each stroke on
  private readonly score: Score & { total: number };
  private isStopped = false;

  constructor(
    private readonly view: EditorView,
    private readonly asking: Asking,
    private readonly ghosts: GhostCommands,
    private readonly program: string,
    private readonly pace: () => Pace,
    private readonly told: (score: Score) => void,
  ) {
    this.strokes = strokesOf(program);
    this.left = remaining(this.strokes);
    this.score = { characters: 0, keys: 0, taken: 0, total: this.left[0] ?? 0 };
  }

  stop(): void {
    this.isStopped = true;
  }

  /** True when the whole program stands in the buffer. */
  async run(): Promise<boolean> {
    let at = 0;
    while (at < this.strokes.length && !this.isStopped) {
      const stroke = this.strokes[at];
      if (!stroke) break;
      if (!stroke.byUser) {
        this.byEditor(stroke);
        at++;
        continue;
      }
      const answer = await this.asking.at(this.view);
      if (this.isStopped) break;
      const { choice, reached } = this.choose(answer, at);
      if (choice && !(await this.take(choice))) break;
      if (!choice) await this.type(stroke);
      this.score.keys += choice?.keys ?? 1;
      this.score.characters += (this.left[at] ?? 0) - (this.left[reached] ?? 0);
      at = reached;
      if (!this.isStopped) this.told({ ...this.score });
    }
    return !this.isStopped && this.finish();
  }

  /** What saves the most keys, if anything saves any. */
  private choose(answer: Answer | null, at: number): { choice: Choice | null; reached: number } {
    let choice: Choice | null = null;
    let reached = at + 1;
    let cost = 1 + (this.left[reached] ?? 0);
    for (const candidate of offers(answer)) {
      const { offer, keys } = candidate;
      if (!isRight(this.program, offer.from, offer.text)) continue;
      const end = offer.from + offer.text.length;
      const found = this.strokes.findIndex((stroke) => stroke.start >= end);
      const to = found < 0 ? this.strokes.length : found;
      const candidateCost = keys + (this.left[to] ?? 0);
      if (to > at && candidateCost < cost) [choice, reached, cost] = [candidate, to, candidateCost];
    }
    return { choice, reached };
  }

  /** False if it was stopped while somebody looked: what is offered stays to be seen. */
  private async take({ offer, rank }: Choice): Promise<boolean> {
    const { lookMs } = this.pace();
    const isListed = rank > 0 && lookMs > 0 && (await this.isInList(rank));
    if (rank === 0) closeCompletion(this.view);
    await pause(lookMs);
    if (this.isStopped) return false;
    if (rank === 0) this.ghosts.takeAll(this.view);
    else if (!isListed || !takeFromList(this.view)) takeOffer(this.view, offer, rank, () => undefined);
    this.settle(offer.from + offer.text.length);
    this.score.taken++;
    return true;
  }

  /** Opens the list and chooses, for who watches; false if it did not come. */
  private async isInList(rank: number): Promise<boolean> {
    if (completionStatus(this.view.state) !== "active") startCompletion(this.view);
    const began = performance.now();
    while (completionStatus(this.view.state) !== "active") {
      if (performance.now() - began > LIST_PATIENCE_MS) return false;
      await pause(10);
    }
    this.view.dispatch({ effects: setSelectedCompletion(rank - 1) });
    return true;
  }

  private async type(stroke: Stroke): Promise<void> {
    const { view, program } = this;
    const written = program.slice(stroke.start, stroke.end);
    if (written.includes("\n")) insertNewlineAndIndent(view);
    else {
      const bracket = /["']/.test(written) ? null : insertBracket(view.state, written);
      if (bracket) view.dispatch(bracket);
      else this.insert(written);
    }
    this.settle(stroke.end);
    await pause(this.pace().keyMs);
  }

  private insert(text: string): void {
    const { from, to } = this.view.state.selection.main;
    this.view.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      userEvent: "input.type",
      scrollIntoView: true,
    });
  }

  /** A bracket that closes another: passed over where it stands already, else written. */
  private byEditor(stroke: Stroke): void {
    const { view, program } = this;
    const cursor = view.state.selection.main.head;
    const wanted = program.slice(cursor, stroke.end);
    const rest = view.state.sliceDoc(cursor);
    const space = /^\s*/.exec(rest)?.[0].length ?? 0;
    const isThere = wanted.trim() !== "" && rest.slice(space).startsWith(wanted.trim());
    const to = cursor + (isThere ? space + wanted.trim().length : 0);
    if (view.state.sliceDoc(cursor, to) === wanted) {
      view.dispatch({ selection: { anchor: stroke.end } });
    } else if (wanted.trim()) {
      view.dispatch({ changes: { from: cursor, to, insert: wanted }, selection: { anchor: stroke.end } });
    }
  }

  /** Left of the cursor stands the true text; right of it, brackets that are open there. */
  private settle(end: number): void {
    const { view } = this;
    const wanted = this.program.slice(0, end);
    const cursor = view.state.selection.main.head;
    if (view.state.sliceDoc(0, cursor) !== wanted) {
      const changes = { from: 0, to: cursor, insert: wanted };
      view.dispatch({ changes, selection: { anchor: end }, scrollIntoView: true });
    }
    const open = openBrackets(wanted);
    for (;;) {
      const rest = view.state.sliceDoc(end);
      if (open.endsWith(rest.replace(/\s/g, ""))) return;
      const space = /^\s*/.exec(rest)?.[0].length ?? 0;
      view.dispatch({ changes: { from: end, to: end + space + 1 } }); // a bracket too many
      this.score.keys++;
    }
  }

  private finish(): boolean {
    const { view, program } = this;
    const trailing = program.slice(view.state.selection.main.head);
    if (view.state.doc.length < program.length && !trailing.trim()) {
      view.dispatch({ changes: { from: view.state.doc.length, insert: trailing } }); // not counted
    }
    return view.state.doc.toString() === program;
  }
}

function* offers(answer: Answer | null): Generator<Choice> {
  const ghost = answer?.ghosts[0];
  if (ghost) yield { offer: ghost, rank: 0, keys: 1 };
  for (const [i, offer] of (answer?.list ?? []).slice(0, LIST_LOOKED_AT).entries()) {
    yield { offer, rank: i + 1, keys: i + 1 };
  }
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}
