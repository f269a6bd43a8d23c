// The page: wires editor, server, texts, figures, statement and beam together.

import { closeCompletion, completionStatus, startCompletion } from "@codemirror/autocomplete";
import { undo } from "@codemirror/commands";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { coveredBy, keepFocus, wireKeyboard, wireTheme } from "./appearance";
import { Asking, type Outcome } from "./asking";
import { Banner } from "./banner";
import { BeamView } from "./beamview";
import { wireHelp, wireThreshold } from "./controls";
import { Documents } from "./documents";
import { byId } from "./dom";
import { stateMaker } from "./editor";
import { percent } from "./figures";
import { ghostCommands, type GhostCommands, setGhost, shown } from "./ghost";
import { Incoming } from "./incoming";
import { Keeper } from "./keeper";
import { Latency } from "./latency";
import { Looking } from "./looking";
import { browserStorage, Preferences } from "./preferences";
import { PROGRAMS } from "./programs";
import type { Status } from "./protocol";
import { Replaying } from "./replaying";
import { scoreField, sentence, shareSaved } from "./score";
import { fill } from "./selector";
import { SearchPanel } from "./search/panel";
import { Server } from "./server";
import { Sharing } from "./sharing";
import { type Sheet, Sheets } from "./sheets";
import { StateLine } from "./stateline";
import { StatementBox } from "./statementbox";

const NO_TOKEN = "This page's address lacks the right token: open the one that beamcoder demo prints.";

export class Page {
  private readonly preferences = new Preferences(browserStorage("localStorage"));
  private readonly tab = new Preferences(browserStorage("sessionStorage"));
  private readonly banner = new Banner(byId("banner"));
  private readonly stateLine = new StateLine();
  private readonly choice = byId<HTMLSelectElement>("program");
  private readonly latency = new Latency(byId("last"), byId("median"), byId("bars"));
  private readonly server: Server;
  private readonly asking: Asking;
  private readonly ghosts: GhostCommands;
  private readonly sheets: Sheets;
  private readonly view: EditorView;
  private readonly looking: Looking;
  private readonly replaying: Replaying;
  private readonly statement: StatementBox;
  private readonly sharing: Sharing;
  private readonly keeper: Keeper;
  private readonly incoming: Incoming;

  constructor() {
    this.server = new Server(`ws://${location.host}/server`, this.preferences, {
      connected: (version) => this.connected(version),
      gone: () => this.gone(),
      refused: (why) => this.banner.say(`${why} ${NO_TOKEN}`),
      status: (status) => this.show(status),
      grown: ({ position }) => this.asking.grown(this.view, position),
      told: (what) => this.banner.say(what),
    });
    this.asking = new Asking(this.server, (outcome) => this.answered(outcome));
    this.ghosts = ghostCommands({
      taken: (offer) => this.server.tell("accepted", offer),
      partlyTaken: (offer, length) => this.server.tell("partlyAccepted", offer, length),
      dismissed: (offer) => {
        this.asking.dismiss(offer, this.view.state);
        this.server.tell("dismissed", offer);
        this.looking.dismissed(this.view);
      },
    });
    const states = stateMaker({
      asking: this.asking,
      ghosts: this.ghosts,
      takenFromList: (offer) => this.server.tell("accepted", offer),
      updated: (update) => this.updated(update),
      turnBack: (isForward) => this.turnBack(isForward),
      save: () => this.sharing.download(),
      covered: ({ dom }) => coveredBy(byId("keys"), dom),
      said: (what) => (byId("said").textContent = what),
      nonce: document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? "",
    });
    const documents = new Documents(browserStorage("localStorage"));
    this.sheets = new Sheets(PROGRAMS, documents, states);
    this.view = new EditorView({ parent: byId("editor"), state: this.sheets.current.state });
    this.looking = this.newLooking();
    this.statement = this.newStatement();
    this.replaying = new Replaying({ ...this.parts, show: (sheet) => this.turnTo(sheet) });
    this.sharing = new Sharing({
      text: () => ({ ...this.sheets.current, text: this.view.state.doc.toString() }),
      say: (...parts) => this.banner.say(...parts),
    });
    this.keeper = new Keeper(this.sheets, this.banner, () => this.chosen());
    this.incoming = new Incoming(this.banner, (program) => {
      this.turnTo(this.sheets.add(program));
      if (!matchMedia("(pointer: coarse)").matches) this.view.focus(); // a keyboard would come up
    });
    new SearchPanel({
      ...this.parts,
      turnTo: (sheet) => this.turnTo(sheet),
      say: (sentence) => this.banner.say(sentence),
    });
    this.wire();
  }

  start(): void {
    this.sheets.current = this.sheets.first(this.tab.get("text"));
    this.put();
    void this.incoming.openLink();
    this.server.start();
  }

  private get parts() {
    const { view, asking, ghosts, server, looking, sheets, preferences } = this;
    return { view, asking, ghosts, server, looking, sheets, preferences };
  }

  private newLooking(): Looking {
    const beam = new BeamView({
      where: byId("beam-place"),
      picture: byId("beam"),
      outline: byId("outline"),
      detail: byId("beam-detail"),
      room: byId("beam-room"),
    });
    const { server, asking } = this;
    return new Looking({ server, asking, beam, reason: byId("reason"), said: byId("said") });
  }

  private newStatement(): StatementBox {
    const parts = {
      box: byId<HTMLTextAreaElement>("statement"),
      measure: byId<HTMLButtonElement>("measure"),
      influence: byId<HTMLElement>("influence"),
    };
    const edited = (text: string): void => {
      this.sheets.current.statement = text;
      if (!this.replaying.isRunning) this.keeper.soon();
    };
    return new StatementBox(parts, this.server, edited, () => this.asking.again(this.view));
  }

  private wire(): void {
    this.choice.onchange = () => this.turnTo(this.sheets.find(this.choice.value));
    byId<HTMLElement>("remove").onclick = () => this.remove();
    this.wireKeys();
    wireTheme(byId("theme"), this.preferences);
    wireKeyboard(() => {
      if (!this.view.hasFocus) return;
      byId("editor").scrollIntoView({ block: "nearest" }); // its style leaves room for the buttons
      this.view.dispatch({ effects: EditorView.scrollIntoView(this.head, { y: "nearest" }) });
    });
    wireHelp();
    wireThreshold(this.server, this.preferences, () => this.asking.again(this.view));
  }

  private wireKeys(): void {
    byId<HTMLElement>("skip").onclick = (event) => {
      event.preventDefault();
      this.view.focus();
    };
    byId<HTMLElement>("list").onclick = () => {
      this.view.focus();
      startCompletion(this.view);
    };
    byId<HTMLElement>("undo").onclick = () => {
      this.view.focus();
      if (!undo(this.view)) this.turnBack(false);
    };
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-command]")) {
      button.onclick = () => {
        this.ghosts[button.dataset["command"] as keyof GhostCommands](this.view);
        this.view.focus();
      };
    }
    keepFocus(document.querySelectorAll<HTMLElement>(".keys button"));
  }

  /** Another text comes on the screen; the one that is there is kept first. */
  private turnTo(sheet: Sheet): void {
    this.leave();
    this.sheets.turnTo(sheet);
    this.put();
  }

  private turnBack(isForward: boolean): boolean {
    this.leave();
    const sheet = this.sheets.turnBack(isForward);
    if (!sheet) return false;
    this.put();
    byId("said").textContent = `${sheet.title} is on the screen again.`;
    return true;
  }

  private leave(): void {
    this.keeper.now();
    if (this.sheets.current.kind === "replay") this.replaying.stop();
  }

  /** Shows the current sheet, and nothing of the one that was there before. */
  private put(): void {
    const sheet = this.sheets.current;
    this.asking.forget();
    this.view.setState(sheet.state);
    closeCompletion(this.view); // a list that was open when this sheet was left
    this.view.dispatch({ effects: [setGhost.of(null), EditorView.scrollIntoView(this.head)] });
    this.server.open(sheet.name, this.view.state.doc);
    this.latency.clear();
    this.looking.clear("Nothing was searched yet for this text: type, or put the cursor somewhere.");
    this.statement.open(sheet.statement);
    this.count();
    this.chosen();
    if (sheet.kind === "program" && sheet.target) void this.asking.at(this.view);
    else if (sheet.kind !== "replay" && this.view.state.doc.length) this.asking.rest(this.view);
  }

  private get head(): number {
    return this.view.state.selection.main.head;
  }

  /** The choice above the editor says what is on the screen. */
  private chosen(): void {
    const { current } = this.sheets;
    fill(this.choice, this.sheets);
    if (current.kind !== "replay") this.tab.set("text", current.keptId || current.value);
    byId<HTMLButtonElement>("remove").disabled = current.kind !== "own";
    this.replaying.enable();
  }

  private updated({ view, state, startState, docChanged, selectionSet }: ViewUpdate): void {
    this.sheets.current.state = state;
    if (docChanged) {
      this.statement.forget();
      if (!this.replaying.isRunning) this.keeper.soon();
      this.replaying.enable();
    }
    if (docChanged || selectionSet) this.looking.moved(view);
    if (completionStatus(state) !== completionStatus(startState)) this.looking.reason(view);
    if (state.field(scoreField) !== startState.field(scoreField)) this.count();
  }

  private remove(): void {
    const sheet = this.sheets.current;
    this.leave();
    if (!this.sheets.turnBack(false)) this.sheets.turnTo(this.sheets.first("0"));
    this.sheets.remove(sheet);
    this.put();
    this.banner.offer(`${sheet.title} is removed.`, "Bring it back", () => {
      this.sheets.bringBack(sheet);
      this.turnTo(sheet);
    });
  }

  private connected(version: string): void {
    this.banner.clear();
    this.stateLine.connected(version);
    this.asking.again(this.view);
    this.statement.again();
    void this.server.status().then((status) => status && this.show(status));
  }

  private gone(): void {
    this.replaying.stop();
    this.stateLine.gone();
    const command = Object.assign(document.createElement("code"), { textContent: "beamcoder demo" });
    const rest = " again: this page comes back by itself, and your text stays.";
    this.banner.say("The server has gone. Start ", command, rest);
    this.view.dispatch({ effects: setGhost.of(null) });
  }

  private show(status: Status): void {
    if (this.stateLine.show(status)) this.asking.again(this.view);
    if (status.state === "failed") this.banner.say(status.message);
  }

  private answered(outcome: Outcome): void {
    this.latency.add(outcome.answer.ms);
    const ghost = shown(this.view.state);
    const offer = ghost?.offers[ghost.index];
    if (offer) this.server.tell("shown", offer);
    this.looking.answered(outcome, this.view);
  }

  private count(): void {
    const score = this.view.state.field(scoreField);
    const share = shareSaved(score);
    byId("saved").textContent = share === null ? "–" : percent(share);
    byId("saved-note").textContent = sentence(score);
  }
}
