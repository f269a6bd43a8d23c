// The Replay button: a program types itself into a text of its own.

import type { EditorView } from "@codemirror/view";
import type { Asking } from "./asking";
import { byId } from "./dom";
import { undoesFromHere } from "./editor";
import { type GhostCommands, setGhost } from "./ghost";
import type { Looking } from "./looking";
import type { Preferences } from "./preferences";
import { type Pace, Replay } from "./replay";
import { setScore } from "./score";
import type { Server } from "./server";
import type { Sheet, Sheets } from "./sheets";

const PACES: Record<string, Pace> = {
  calm: { keyMs: 90, lookMs: 700 },
  brisk: { keyMs: 35, lookMs: 260 },
  none: { keyMs: 0, lookMs: 0 },
};
const USUAL = "brisk";

export interface ReplayingParts {
  view: EditorView;
  asking: Asking;
  ghosts: GhostCommands;
  server: Server;
  looking: Looking;
  sheets: Sheets;
  preferences: Preferences;
  show: (sheet: Sheet) => void;
}

export class Replaying {
  private readonly button = byId<HTMLButtonElement>("replay");
  private readonly pace = byId<HTMLSelectElement>("pace");
  private running: Replay | null = null;
  private isStopping = false;

  constructor(private readonly parts: ReplayingParts) {
    this.button.onclick = () => void this.toggle();
    const kept = parts.preferences.get("pace") ?? USUAL;
    this.pace.value = kept in PACES ? kept : USUAL;
    // Whoever writes while it runs wants the text as it is.
    for (const event of ["keydown", "beforeinput", "paste", "drop"]) {
      parts.view.dom.addEventListener(event, () => this.stop(), true);
    }
    this.pace.onchange = () => parts.preferences.set("pace", this.pace.value);
  }

  /** Whether the page types: not from the moment on that it is to stop. */
  get isRunning(): boolean {
    return this.running !== null && !this.isStopping;
  }

  stop(): void {
    this.isStopping = true;
    this.running?.stop();
  }

  /** Whether there is something to replay. */
  enable(): void {
    const { current } = this.parts.sheets;
    this.button.disabled = !this.running && !current.target && !/\S/.test(current.state.doc.toString());
  }

  private async toggle(): Promise<void> {
    if (this.running) {
      this.stop();
      return;
    }
    const { view, asking, ghosts, server, sheets, looking } = this.parts;
    const source = sheets.current;
    const sheet = sheets.replayOf(source, source.target || source.state.doc.toString());
    const replay = new Replay(view, asking, ghosts, sheet.target, () => this.paceNow(), (score) =>
      view.dispatch({ effects: setScore.of(score) }),
    );
    this.running = replay;
    this.isStopping = false;
    this.parts.show(sheet);
    delete document.body.dataset["replay"];
    this.button.textContent = "Stop";
    asking.rests = false;
    looking.isReplaying = true;
    server.count(false);
    view.focus();
    try {
      this.ended(sheet, await replay.run());
    } finally {
      this.running = null;
      this.button.textContent = "Replay";
      asking.rests = true;
      looking.isReplaying = false;
      server.count(true);
      this.enable();
    }
  }

  private paceNow(): Pace {
    return PACES[this.pace.value] ?? (PACES[USUAL] as Pace);
  }

  /** A complete program has nothing more to be offered; the beam of its last answer stays. */
  private ended(sheet: Sheet, isWhole: boolean): void {
    const { view, asking, looking, sheets } = this.parts;
    if (sheets.current === sheet) {
      if (isWhole) {
        asking.forget();
        view.dispatch({ effects: setGhost.of(null) });
        looking.finish("The program is complete. Above the beam stands where the last search was.");
      }
      view.dispatch({ effects: undoesFromHere() });
    } else sheet.state = sheet.state.update({ effects: undoesFromHere() }).state;
    document.body.dataset["replay"] = isWhole ? "done" : "stopped";
  }
}
