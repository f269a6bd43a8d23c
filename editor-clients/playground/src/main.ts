// The page: wires editor, server, figures, statement and beam together.

import { startCompletion } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { Asking } from "./asking";
import { drawBeam } from "./beamview";
import { extensions } from "./editor";
import { RefusedError, textOf, whenDropped } from "./files";
import { ghostCommands, type GhostCommands, setGhost } from "./ghost";
import { Latency } from "./latency";
import { percent } from "./list";
import { PROGRAMS, type Program } from "./programs";
import type { Status } from "./protocol";
import { type Pace, Replay, type Score } from "./replay";
import { type Answer, Server } from "./server";
import { drawInfluence } from "./statementview";

const BEAM_NODES = 300;
const PACES: Record<string, Pace> = {
  calm: { keyMs: 90, lookMs: 700 },
  brisk: { keyMs: 35, lookMs: 260 },
  none: { keyMs: 0, lookMs: 0 },
};

function byId<Kind extends Element>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as unknown as Kind;
}

class Page {
  private readonly state = byId<HTMLElement>("state");
  private readonly stateText = byId<HTMLElement>("state-text");
  private readonly banner = byId<HTMLElement>("banner");
  private readonly programs = byId<HTMLSelectElement>("program");
  private readonly replayButton = byId<HTMLButtonElement>("replay");
  private readonly statement = byId<HTMLTextAreaElement>("statement");
  private readonly measure = byId<HTMLButtonElement>("measure");
  private readonly influence = byId<HTMLElement>("influence");
  private readonly beamNote = byId<HTMLElement>("beam-note");
  private readonly latency = new Latency(byId("last"), byId("median"), byId("bars"));
  private readonly server: Server;
  private readonly asking: Asking;
  private readonly ghosts: GhostCommands;
  private readonly view: EditorView;
  private replay: Replay | null = null;
  private readonly known: Program[] = [...PROGRAMS]; // and the files opened
  private isDrawing = false;
  private isDrawingAgain = false;
  private isComplete = false; // the program, and no answer has come since

  constructor() {
    const address = `ws://${location.host}/server`;
    this.server = new Server(address, {
      connected: (version) => this.connected(version),
      gone: () => this.gone(),
      status: (status) => this.show(status),
      told: (sentence) => this.warn(sentence),
    });
    this.asking = new Asking(this.server, (answer) => this.answered(answer));
    this.ghosts = ghostCommands({
      taken: (offer) => this.server.tell("accepted", offer),
      partlyTaken: (offer, length) => this.server.tell("partlyAccepted", offer, length),
      dismissed: (offer) => {
        this.asking.dismiss(offer, this.view.state);
        this.server.tell("dismissed", offer);
      },
    });
    this.view = new EditorView({ parent: byId("editor"), state: this.fresh("") });
    this.wire();
    this.open(this.program, "");
    this.server.start();
  }

  private fresh(text: string): EditorState {
    const nonce = document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? "";
    return EditorState.create({
      doc: text,
      selection: { anchor: text.length },
      extensions: extensions({
        asking: this.asking,
        ghosts: this.ghosts,
        takenFromList: (offer) => this.server.tell("accepted", offer),
        nonce,
      }),
    });
  }

  private get program(): Program {
    return this.known[Number(this.programs.value)] ?? (PROGRAMS[0] as Program);
  }

  private wire(): void {
    this.programs.append(...PROGRAMS.map(({ title }, i) => new Option(title, String(i))));
    this.programs.append(new Option("An empty file", "new"));
    this.programs.onchange = () => {
      this.replay?.stop();
      const isNew = this.programs.value === "new";
      this.replayButton.disabled = isNew;
      this.open(isNew ? { name: "Main.java", title: "", text: "", statement: "" } : this.program, isNew ? "" : this.program.text);
    };
    const chooser = byId<HTMLInputElement>("file");
    byId<HTMLElement>("open").onclick = () => chooser.click();
    chooser.onchange = () => {
      const file = chooser.files?.[0];
      if (file) void this.openFile(file);
      chooser.value = ""; // the same file can be chosen again
    };
    whenDropped(byId("editor"), (file) => void this.openFile(file));
    this.replayButton.onclick = () => void this.toggleReplay();
    this.statement.oninput = debounced(() => void this.tellStatement(false), 400);
    this.measure.onclick = () => void this.tellStatement(true);
    byId<HTMLElement>("list").onclick = () => {
      this.view.focus();
      startCompletion(this.view);
    };
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-command]")) {
      button.onclick = () => {
        this.ghosts[button.dataset["command"] as keyof GhostCommands](this.view);
        this.view.focus();
      };
    }
    wireTheme(byId("theme"));
  }

  /** Shows a text under a program's name. */
  private open(program: Program, text: string): void {
    this.asking.forget();
    this.view.setState(this.fresh(text));
    this.server.open(program.name, this.view.state.doc);
    this.statement.value = program.statement;
    this.influence.replaceChildren();
    void this.tellStatement(false);
  }

  /** Shows a file as a document of its own, or says why not. */
  private async openFile(file: File): Promise<void> {
    try {
      const text = await textOf(file);
      this.replay?.stop();
      this.banner.hidden = true;
      const program = { name: file.name, title: file.name, text, statement: "" };
      const value = String(this.known.push(program) - 1);
      this.programs.append(new Option(program.title, value));
      this.programs.value = value;
      this.replayButton.disabled = false;
      this.open(program, text);
      this.view.focus();
    } catch (error) {
      this.warn(error instanceof RefusedError ? error.message : `${file.name} cannot be read.`);
    }
  }

  private connected(version: string): void {
    this.banner.hidden = true;
    this.state.dataset["state"] = "loading";
    this.stateText.textContent = `Beamcoder ${version}`;
    this.asking.forget();
    void this.server.status().then((status) => status && this.show(status));
    void this.tellStatement(false);
  }

  private gone(): void {
    this.replay?.stop();
    this.state.dataset["state"] = "gone";
    this.stateText.textContent = "no server";
    this.banner.replaceChildren(
      "The server has gone. Start ",
      Object.assign(document.createElement("code"), { textContent: "beamcoder demo" }),
      " again: this page comes back by itself, and your text stays.",
    );
    this.banner.hidden = false;
    this.view.dispatch({ effects: setGhost.of(null) });
  }

  private warn(sentence: string): void {
    this.banner.textContent = sentence;
    this.banner.hidden = false;
  }

  private show(status: Status): void {
    this.state.dataset["state"] = status.state;
    const { model } = status;
    const millions = model ? `${(model.parameters / 1e6).toFixed(1)} M parameters` : "";
    const parts = model ? [model.name, millions, status.device] : [status.message];
    this.stateText.textContent = [status.state, ...parts].filter(Boolean).join(" · ");
    if (status.state === "failed") this.warn(status.message);
  }

  private answered(answer: Answer): void {
    this.isComplete = false;
    this.latency.add(answer.ms);
    const first = answer.ghosts[0];
    byId("said").textContent = first ? `offered: ${first.text}` : "";
    if (first) this.server.tell("shown", first);
    void this.draw();
  }

  /** One drawing at a time; the newest answer wins. */
  private async draw(): Promise<void> {
    this.isDrawingAgain = this.isDrawing;
    if (this.isDrawing) return;
    this.isDrawing = true;
    try {
      const beam = await this.server.beam(BEAM_NODES);
      if (this.isComplete) return;
      if (beam) drawBeam(byId("beam"), byId("outline"), beam, this.typed);
      else this.beamNote.textContent = "This server does not tell of its beam: it is an older one.";
    } catch {
      return; // the server has gone: the banner says so
    } finally {
      this.isDrawing = false;
    }
    if (this.isDrawingAgain) void this.draw();
  }

  /** The part of a word left of the cursor. */
  private get typed(): string {
    const { doc, selection } = this.view.state;
    const before = doc.sliceString(doc.lineAt(selection.main.head).from, selection.main.head);
    return /[\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? "";
  }

  /** Tells the server the statement; with `measures` asks what each of its lines gives. */
  private async tellStatement(measures: boolean): Promise<void> {
    const text = this.statement.value;
    this.measure.disabled = true;
    if (measures) this.influence.textContent = "measuring …";
    try {
      const statement = await this.server.state(text, measures);
      if (!measures || !statement) this.influence.replaceChildren();
      else if (statement.influence) drawInfluence(this.influence, statement);
      else this.influence.textContent = "There is no answer yet to measure: type something first.";
      this.asking.forget();
    } catch {
      this.influence.replaceChildren();
    }
    this.measure.disabled = text.trim() === "" || !this.server.has("beamcoder/statement");
  }

  private async toggleReplay(): Promise<void> {
    if (this.replay) {
      this.replay.stop();
      return;
    }
    this.open(this.program, "");
    this.latency.clear();
    const pace = byId<HTMLSelectElement>("pace");
    const { text } = this.program;
    const replay = new Replay(
      this.view,
      this.asking,
      this.ghosts,
      text,
      () => PACES[pace.value] ?? (PACES["brisk"] as Pace),
      (score) => this.count(score),
    );
    this.replay = replay;
    this.replayButton.textContent = "Stop";
    this.server.count(false);
    this.view.focus();
    try {
      const isWhole = await replay.run();
      if (isWhole) this.finished();
      document.body.dataset["replay"] = isWhole ? "done" : "stopped";
    } finally {
      this.replay = null;
      this.replayButton.textContent = "Replay";
      this.server.count(true);
    }
  }

  /** The program is complete: nothing is offered behind it, and there is no answer to draw. */
  private finished(): void {
    this.asking.forget();
    this.view.dispatch({ effects: setGhost.of(null) });
    byId("said").textContent = "";
    this.isComplete = true;
    byId("beam").replaceChildren();
    byId("outline").replaceChildren();
  }

  private count({ characters, keys, taken, total }: Score): void {
    const saved = characters ? 1 - keys / characters : 0;
    byId("saved").textContent = percent(Math.max(0, saved));
    byId("saved-note").textContent =
      `${keys} keys for ${characters} of ${total} characters, ${taken} completions taken`;
  }
}

function debounced(action: () => void, ms: number): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(action, ms);
  };
}

/** As the system has it, until somebody chooses. */
function wireTheme(button: HTMLButtonElement): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen: boolean | null = null;
  const apply = (): void => {
    const isDark = chosen ?? system.matches;
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    button.setAttribute("aria-pressed", String(isDark));
  };
  button.onclick = () => {
    chosen = !(chosen ?? system.matches);
    apply();
  };
  system.onchange = apply;
  apply();
}

new Page();
