// A person shows: presses operations, names groups of steps, answers questions, takes the ghost.

import { byId } from "../dom";
import { percent } from "../figures";
import type { Action, Asked, Coverage, Desk, LessonMessage, Likely, Stage, Task, Waits } from "./desk";
import { type CallTree, drawLikely, drawOthers, drawPicture, element, seenText } from "./drawing";
import { canGroup, labelOf, Lesson, refusalOfName, RETURN } from "./lesson";

export interface ShowingParts {
  desk: Desk;
  tree: CallTree;
  say(what: string): void;
  clear(): void;
  input(): string;
}

export class Showing {
  private task: Task | null = null;
  private lesson = new Lesson("");
  private stage: Stage | null = null; // what is on the screen
  private question: Asked | null = null;
  private chosen = -1; // a step of it
  private isOpen = false;
  private names: string[] = []; // of groups, the first is the task's
  private isFree = false; // Tab moves on
  private isBusy = false; // the server is thinking

  constructor(private readonly parts: ShowingParts) {
    byId<HTMLElement>("undo").onclick = () => void this.undo();
    byId<HTMLElement>("ask").onclick = () => void this.refresh(true, false);
    byId<HTMLElement>("end").onclick = () => void this.press(RETURN);
    byId<HTMLElement>("again").onclick = () => void this.repeat();
    byId<HTMLElement>("begin").onclick = () => void this.beginGroup();
    byId<HTMLElement>("name-steps").onclick = () => void this.nameSteps();
    byId<HTMLElement>("take").onclick = () => void this.take();
    byId<HTMLElement>("desk").addEventListener("keydown", (event) => this.key(event));
  }

  /** Another task; nothing of it was shown yet. */
  open(task: Task): void {
    this.task = task;
    this.lesson = new Lesson(task.name);
    this.names = [];
    this.close();
    byId("operations").replaceChildren(...task.operations.map((each) => this.button(each)));
    this.drawCoverage(null);
  }

  /** The network is watched: what was shown stays, but not on the screen. */
  close(): void {
    this.isOpen = false;
    this.stage = this.question = null;
    byId<HTMLElement>("desk").hidden = true;
    byId("question").textContent = "";
  }

  /** What the program's text is to be written of; without demonstrations the network's. */
  message(task: string): LessonMessage {
    if (this.lesson.task === task) return this.lesson.message;
    return { task, demonstrations: [], answers: [] };
  }

  /** A demonstration on the problem of the input. */
  async begin(): Promise<void> {
    this.question = null;
    this.lesson.begin(this.parts.input());
    if (await this.refresh(false)) byId<HTMLElement>("desk").focus();
  }

  /** After the connection has come back. */
  again(): void {
    if (this.isOpen) void this.refresh(this.question !== null, false);
  }

  choose(at: number): void {
    this.chosen = at === this.chosen ? -1 : at;
    this.draw();
  }

  private async press(action: Action): Promise<void> {
    const { waits } = this;
    if (!waits || this.isBusy) return;
    const isAnswer = this.question !== null;
    if (isAnswer) this.lesson.answer(waits, action);
    else this.lesson.press(action);
    this.isFree = false;
    await this.refresh(isAnswer);
  }

  private repeat(): Promise<void> {
    const call = this.waits?.program ?? "";
    return this.press({ call, arguments: [], tail: true });
  }

  private async beginGroup(): Promise<void> {
    const name = this.groupName();
    if (name) await this.press({ call: name, arguments: [], tail: false });
  }

  private async nameSteps(): Promise<void> {
    const name = this.groupName();
    if (!name || this.isBusy || !canGroup(this.stage?.steps ?? [], this.chosen, this.waits)) return;
    this.lesson.group(this.chosen, name);
    await this.refresh(false);
  }

  private groupName(): string {
    const name = byId<HTMLInputElement>("group").value.trim();
    const refusal = refusalOfName(name);
    if (refusal) this.parts.say(refusal);
    return refusal ? "" : name;
  }

  private async take(): Promise<void> {
    if (this.ghost) await this.press(this.ghost);
  }

  private async undo(): Promise<void> {
    if (this.isBusy) return;
    this.lesson.undo();
    await this.refresh(this.question !== null, false);
  }

  private key(event: KeyboardEvent): void {
    const isWriting = (event.target as Element).closest("input, select");
    if (event.key === "Escape") this.isFree = true;
    if (event.key !== "Tab" || event.shiftKey || isWriting || this.isFree || !this.ghost) return;
    event.preventDefault();
    void this.take();
  }

  /** Sends all that was shown; a step that the server refuses is taken back. */
  private async refresh(asks: boolean, isStep = true): Promise<boolean> {
    if (this.lesson.isEmpty) {
      this.close();
      this.drawCoverage(null);
      return false;
    }
    this.busy(true);
    try {
      const taught = await this.parts.desk.teach(this.lesson.message, asks);
      this.parts.clear();
      this.isOpen = true;
      this.question = taught.question ?? null;
      this.stage = this.question ?? taught.current;
      this.chosen = -1;
      this.learnNames();
      this.say(asks ? (taught.solved ?? 0) : null);
      this.drawCoverage(taught.coverage);
      this.draw();
      return true;
    } catch (error) {
      if (isStep && this.parts.desk.isOpen) this.lesson.undo();
      this.parts.say((error as Error).message);
      return false;
    } finally {
      this.busy(false);
    }
  }

  private busy(isBusy: boolean): void {
    this.isBusy = isBusy;
    byId("desk").setAttribute("aria-busy", String(isBusy));
  }

  private get waits(): Waits | null {
    return this.stage?.waits ?? null;
  }

  /** The next step, from the second demonstration on. */
  private get ghost(): Likely | null {
    if (this.lesson.demonstrations.length < 2 && !this.question) return null;
    return this.waits?.likely[0] ?? null;
  }

  private learnNames(): void {
    const operations = new Set(this.task?.operations.map(({ call }) => call));
    const calls = this.lesson.demonstrations.flatMap(({ does }) => does.map(({ call }) => call));
    const groups = calls.filter((call) => call !== "return" && !operations.has(call));
    this.names = [...new Set(groups)].filter((name) => name !== this.task?.name);
    byId("groups").replaceChildren(
      ...this.names.map((call) => this.button({ call, arguments: [], tail: false })),
    );
  }

  private button(action: Action): HTMLButtonElement {
    const button = element("button", "", labelOf(action)) as HTMLButtonElement;
    button.type = "button";
    button.dataset["call"] = labelOf(action);
    button.onclick = () => void this.press(action);
    return button;
  }

  private say(solved: number | null): void {
    byId("question").textContent = this.question
      ? `What now? On the problem ${this.question.input}, ${this.question.waits?.program} meets what was not shown, and what was shown does not decide it.`
      : solved === null
        ? ""
        : `${solved} random problems were solved without a question.`;
  }

  private draw(): void {
    const { stage, waits, ghost } = this;
    if (!stage) return;
    byId<HTMLElement>("desk").hidden = false;
    this.parts.tree.draw(stage.steps, this.chosen < 0 ? stage.steps.length - 1 : this.chosen);
    drawPicture(byId("picture"), stage.picture);
    const end = stage.answer === null ? "Nothing like this was shown yet." : `Done: ${stage.answer}`;
    drawLikely(byId("likely"), waits?.likely ?? [], end);
    drawOthers(byId("others"), waits?.others ?? [], "Nothing that was shown.");
    const step = stage.steps[this.chosen];
    const last = step ? undefined : waits?.steps.at(-1);
    const after = last ? ` after ${last.call}` : "";
    const seen = step ?? waits;
    byId("seen").textContent = seen ? `${seen.program}${after} sees ${seenText(seen.sees)}` : "";
    byId("next").textContent = ghost ? ghost.does : "";
    byId("next-probability").textContent = ghost ? percent(ghost.probability) : "";
    byId<HTMLButtonElement>("take").disabled = !ghost;
    byId("again").textContent = waits ? `Again: ${waits.program}` : "Again";
    this.enable();
  }

  private enable(): void {
    const { waits } = this;
    for (const button of byId("pressing").querySelectorAll("button")) button.disabled = !waits;
    const steps = this.stage?.steps ?? [];
    const groups = !this.question && canGroup(steps, this.chosen, waits);
    byId<HTMLButtonElement>("name-steps").disabled = !groups;
    byId<HTMLButtonElement>("undo").disabled = !this.lesson.canUndo;
  }

  private drawCoverage(coverage: Coverage | null): void {
    byId<HTMLButtonElement>("ask").disabled = !coverage;
    const n = this.lesson.demonstrations.length;
    byId("shown").textContent = coverage
      ? `${n} ${n === 1 ? "demonstration" : "demonstrations"}, ${this.lesson.answers.length} answers. ${coverage.sentence}.`
      : "Nothing was shown yet. Show the program on a problem or two, then let it ask.";
    const looks = Object.entries(coverage?.looksAt ?? {}).map(([name, fields]) => {
      return `${name} looks at ${fields.join(" and ") || "nothing"}; that the rest never matters is extrapolated.`;
    });
    const doubts = (coverage?.doubts ?? []).map((doubt) => `${doubt}.`);
    const unknown = (coverage?.unknown ?? []).map((each) => `Unknown: ${each}.`);
    const lines = [...looks, ...doubts, ...unknown];
    byId("extrapolated").replaceChildren(...lines.map((line) => element("li", "", line)));
  }
}
