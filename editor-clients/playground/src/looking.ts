// After each answer: the beam, and below the editor the offer or the reason why there is none.

import { completionStatus } from "@codemirror/autocomplete";
import type { Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Asking, Outcome } from "./asking";
import type { Around } from "./beam";
import type { BeamView } from "./beamview";
import { percent } from "./figures";
import { shown } from "./ghost";
import type { ExplainedItem, Explanation } from "./protocol";
import { type Place, sentenceOf } from "./reasons";
import { offsetOf, positionOf } from "./positions";
import type { Answer, Server } from "./server";

const BEAM_NODES = 300;

export interface LookingParts {
  server: Server;
  asking: Asking;
  beam: BeamView;
  reason: HTMLElement;
  said: HTMLElement; // for who hears the page
}

export class Looking {
  private newest: Outcome | null = null;
  private explained: { outcome: Outcome; explanation: Explanation | null } | null = null;
  private isDrawing = false;
  isReplaying = false; // then the beam may lag behind: its title says where it belongs

  constructor(private readonly parts: LookingParts) {}

  /** Another text is on the screen: what was drawn is not about it. */
  clear(sentence: string): void {
    this.newest = this.explained = null;
    this.parts.beam.clear(sentence);
    this.say("");
    this.parts.said.textContent = "";
  }

  /** The text or the cursor has moved: what is drawn is old until the next answer. */
  moved(view: EditorView): void {
    if (this.isReplaying || (this.newest && this.isAt(this.newest, view))) return;
    this.parts.beam.age(true);
    const ghost = shown(view.state);
    const place = { list: [], isOpen: false, isDismissed: false, isResting: false, minimum: 0 };
    const offer = ghost?.offers[ghost.index] ?? null;
    if (offer) this.say(sentenceOf({ ...place, ghost: offer }, null));
    else this.parts.reason.classList.add("is-old");
  }

  private say(sentence: string): void {
    this.parts.reason.textContent = sentence;
    this.parts.reason.classList.remove("is-old");
  }

  /** Ghost text was put aside: the answer is the same, and is no more offered. */
  dismissed(view: EditorView): void {
    if (!this.newest) return;
    this.newest = { ...this.newest, isDismissed: true };
    void this.draw(view);
  }

  /** Nothing more is asked; the beam stays, with its place above it. */
  finish(sentence: string): void {
    this.newest = this.explained = null;
    this.say(sentence);
    this.parts.said.textContent = sentence;
  }

  answered(outcome: Outcome, view: EditorView): void {
    this.newest = outcome;
    const ghost = shown(view.state);
    const offer = ghost?.offers[ghost.index];
    const likely = offer?.probability == null ? "" : `, ${percent(offer.probability)}`;
    this.parts.said.textContent = offer ? `offered: ${offer.text}${likely}` : "";
    void this.draw(view);
  }

  /** One drawing at a time; the newest answer wins. */
  private async draw(view: EditorView): Promise<void> {
    if (this.isDrawing) return;
    this.isDrawing = true;
    try {
      for (let drawn: Outcome | null = null; this.newest && drawn !== this.newest; ) {
        drawn = this.newest;
        await this.drawOne(drawn, view);
      }
    } catch {
      // the server has gone: the banner says so
    } finally {
      this.isDrawing = false;
    }
  }

  private async drawOne(outcome: Outcome, view: EditorView): Promise<void> {
    const { server, asking, beam } = this.parts;
    const [nodes, explanation] = await Promise.all([server.beam(BEAM_NODES), server.explain()]);
    const isOvertaken = this.newest !== outcome;
    if (isOvertaken && (!this.isReplaying || this.newest === null)) return;
    if (!this.isReplaying && !(asking.isNewest(outcome) && this.isAt(outcome, view))) return;
    const position = explanation?.position ?? positionOf(outcome.doc, outcome.offset);
    const where = `line ${position.line + 1}, column ${position.character + 1}`;
    const around = aroundOf(outcome.doc, offsetOf(outcome.doc, position));
    const listed = isOvertaken ? (explanation?.lines ?? []) : linesOf(outcome.answer, explanation);
    if (nodes) beam.show(nodes, listed, around, where);
    else beam.clear("This server does not tell of its beam: it is an older one.");
    if (isOvertaken) return;
    this.explained = { outcome, explanation };
    this.reason(view);
  }

  /** Said anew when the list opens or closes, too. */
  reason(view: EditorView): void {
    const { outcome, explanation } = this.explained ?? {};
    if (!outcome || !this.isAt(outcome, view)) return;
    this.say(sentenceOf(this.place(outcome, view), explanation ?? null));
  }

  private place({ answer, isDismissed, ...outcome }: Outcome, view: EditorView): Place {
    const isResting = outcome.isResting || answer.ghosts.length > 0; // it is known, and not shown
    const ghost = shown(view.state);
    const minimum = this.parts.server.minimumProbability;
    const offer = ghost?.offers[ghost.index] ?? null;
    const isOpen = completionStatus(view.state) === "active";
    return { ghost: offer, list: answer.list, isOpen, isDismissed, isResting, minimum };
  }

  private isAt({ doc, offset }: Outcome, view: EditorView): boolean {
    return view.state.doc === doc && view.state.selection.main.head === offset;
  }
}

function aroundOf(doc: Text, offset: number): Around {
  const { from, to } = doc.lineAt(offset);
  const typed = /[\p{L}\p{N}_$]*$/u.exec(doc.sliceString(from, offset))?.[0] ?? "";
  return { typed, right: doc.sliceString(offset, to) };
}

/** What the list has, with the list's own probabilities, and what the explanation adds to them. */
export function linesOf({ list }: Answer, explanation: Explanation | null): ExplainedItem[] {
  const explained = new Map(explanation?.lines.map((line) => [line.text.trim(), line]));
  return list.map((offer) => {
    const text = offer.text.trim();
    const probability = offer.probability ?? 0;
    const plain = { modelProbability: probability, weight: 1 };
    return { ...plain, ...explained.get(text), text, probability };
  });
}
