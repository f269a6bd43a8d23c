// The box that a statement is pasted into: tells the server of it, and has its lines measured.

import { GoneError } from "./rpc";
import type { Server } from "./server";
import { drawInfluence } from "./statementview";

const PAUSE_MS = 400;

export interface BoxParts {
  box: HTMLTextAreaElement;
  measure: HTMLButtonElement;
  influence: HTMLElement;
}

export class StatementBox {
  private timer = 0;
  private told: string | null = null; // to the server, of the document that is open
  private nForgotten = 0;

  constructor(
    private readonly parts: BoxParts,
    private readonly server: Server,
    private readonly edited: (statement: string) => void, // at every key
    private readonly changed: () => void, // the server has another one now
  ) {
    parts.box.oninput = () => {
      this.edited(parts.box.value);
      this.forget();
      this.enable();
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.tell(false), PAUSE_MS);
    };
    parts.measure.onclick = () => void this.tell(true);
  }

  /** The statement of a document that has just been opened at the server. */
  open(statement: string): void {
    clearTimeout(this.timer);
    this.parts.box.value = statement;
    this.told = null;
    this.forget();
    void this.tell(false);
  }

  /** A document was opened anew: the server, which came back, knows of no statement. */
  again(): void {
    this.told = null;
    void this.tell(false);
  }

  /** What was measured is about an older answer. */
  forget(): void {
    this.nForgotten++;
    this.parts.influence.replaceChildren();
  }

  private async tell(measures: boolean): Promise<void> {
    const { box, measure, influence } = this.parts;
    const text = box.value;
    measure.disabled = true;
    if (measures) influence.textContent = "measuring …";
    try {
      if (measures || text !== this.told) {
        const isNew = text !== this.told;
        const { nForgotten } = this;
        this.told = text;
        const statement = await this.server.state(text, measures);
        if (isNew) this.changed();
        if (!measures || this.nForgotten !== nForgotten) this.forget();
        else if (statement?.influence) drawInfluence(influence, statement);
        else influence.textContent = "There is no answer yet to measure: type something first.";
      }
    } catch (error) {
      this.forget();
      if (!(error instanceof GoneError)) throw error;
    }
    this.enable();
  }

  private enable(): void {
    const { box, measure } = this.parts;
    measure.disabled = box.value.trim() === "" || !this.server.has("beamcoder/statement");
  }
}
