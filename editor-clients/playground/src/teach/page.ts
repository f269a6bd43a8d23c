// The page Teach: watches the network run a task, or is shown one, asks, and writes the program.

import { wireTheme } from "../appearance";
import { Banner } from "../banner";
import { byId } from "../dom";
import { browserStorage, Preferences } from "../preferences";
import { fragmentOf } from "../share";
import { Desk, type Task } from "./desk";
import { CallTree, drawLikely, drawOthers, drawPicture, seenText } from "./drawing";
import { Showing } from "./showing";
import { SPEEDS, Watching } from "./watching";

const GONE = "The server has gone. Start beamcoder demo again: this page comes back by itself, and what you have shown stays.";
const NO_TOKEN = "This page's address lacks the right token: open the one that beamcoder demo prints.";

export class TeachPage {
  private readonly preferences = new Preferences(browserStorage("localStorage"));
  private readonly banner = new Banner(byId("banner"));
  private readonly desk: Desk;
  private readonly tree: CallTree;
  private readonly choice = byId<HTMLSelectElement>("task");
  private readonly input = byId<HTMLInputElement>("input");
  private readonly speed = byId<HTMLSelectElement>("speed");
  private tasks: Task[] = [];
  private watching: Watching | null = null;
  private readonly showing: Showing;

  constructor() {
    this.desk = new Desk(`ws://${location.host}/server`, this.preferences, {
      connected: (version) => void this.connected(version),
      gone: () => this.gone(),
      refused: (why) => this.say(`${why} ${NO_TOKEN}`),
    });
    this.tree = new CallTree(byId("calls"), (at) => this.choose(at));
    this.showing = new Showing({
      desk: this.desk,
      tree: this.tree,
      say: (what) => this.say(what),
      clear: () => this.banner.clear(),
      input: () => this.input.value,
    });
    this.wire();
  }

  start(): void {
    this.desk.start();
  }

  private wire(): void {
    wireTheme(byId("theme"), this.preferences);
    this.choice.onchange = () => this.chooseTask();
    byId<HTMLElement>("play").onclick = () => void this.play();
    byId<HTMLElement>("step").onclick = () => void this.step();
    byId<HTMLElement>("show").onclick = () => {
      this.stop();
      void this.showing.begin();
    };
    byId<HTMLElement>("insert").onclick = () => void this.insert();
    this.speed.onchange = () => {
      if (this.watching?.isRunning) this.watching.play(this.pace);
    };
  }

  private get task(): Task | undefined {
    return this.tasks.find(({ name }) => name === this.choice.value);
  }

  private get pace() {
    return SPEEDS[this.speed.value] ?? { pauseMs: 120, steps: 1 };
  }

  private async connected(version: string): Promise<void> {
    this.banner.clear();
    this.state("ready", `beamcoder ${version}`);
    if (this.tasks.length) return void this.showing.again();
    this.tasks = await this.desk.tasks();
    this.choice.replaceChildren(...this.tasks.map(({ name }) => new Option(name.replaceAll("_", " "), name)));
    this.choice.value = "bubble_sort";
    this.chooseTask();
  }

  private gone(): void {
    this.state("gone", "not connected");
    this.say(GONE);
  }

  private state(state: string, text: string): void {
    byId<HTMLElement>("state").dataset["state"] = state;
    byId("state-text").textContent = text;
  }

  private say(what: string): void {
    this.banner.say(what.replace(/^Beamcoder: /, ""));
  }

  private chooseTask(): void {
    this.stop();
    const task = this.task;
    if (!task) return;
    this.input.value = task.input;
    this.showing.open(task);
    this.tree.draw([], -1);
    drawPicture(byId("picture"), []);
    drawLikely(byId("likely"), [], "Run the network, or show the program yourself.");
    drawOthers(byId("others"), [], "");
    byId("seen").textContent = "";
  }

  private stop(): void {
    this.watching?.pause();
    this.watching = null;
    byId("play").textContent = "Run";
  }

  /** Runs, or pauses what runs. */
  private async play(): Promise<void> {
    if (this.watching?.isRunning) return this.watching.pause();
    if (!this.watching && !(await this.load())) return;
    this.watching?.play(this.pace);
  }

  private async step(): Promise<void> {
    if (!this.watching && !(await this.load())) return;
    this.watching?.step();
  }

  private async load(): Promise<boolean> {
    const task = this.task;
    if (!task || !this.desk.isOpen) return false;
    try {
      const run = await this.desk.run(task.name, this.input.value);
      this.banner.clear();
      this.showing.close();
      this.watching = new Watching(run, () => this.draw());
      this.input.oninput = () => this.stop();
      return true;
    } catch (error) {
      this.say((error as Error).message);
      return false;
    }
  }

  private draw(): void {
    const { watching } = this;
    if (!watching) return;
    const { run, next, at } = watching;
    byId("play").textContent = watching.isRunning ? "Pause" : "Run";
    this.tree.draw(run.steps.slice(0, at), at - 1);
    drawPicture(byId("picture"), next?.picture ?? run.picture);
    drawLikely(byId("likely"), next?.likely ?? [], `Done in ${at} steps: ${run.answer}`);
    drawOthers(byId("others"), next?.others ?? [], next ? "Nothing that it sees." : "");
    byId("seen").textContent = next ? `${next.program} sees ${seenText(next.sees) || "nothing"}` : "";
  }

  private choose(at: number): void {
    if (!this.watching) return this.showing.choose(at);
    this.watching.pause();
    this.watching.goTo(at);
    this.tree.draw(this.watching.run.steps.slice(0, at + 1), at);
  }

  /** The program becomes a sheet of the playground's editor. */
  private async insert(): Promise<void> {
    try {
      const { name, text } = await this.desk.source(this.showing.message(this.choice.value));
      const fragment = await fragmentOf({ name, text, statement: "" });
      location.href = `./${location.search}${fragment}`;
    } catch (error) {
      this.say((error as Error).message);
    }
  }
}
