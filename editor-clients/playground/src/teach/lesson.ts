// What a person has shown and answered: values only, so that every step can be taken back.

import type { Action, Answer, LessonMessage, Shown, Step, Waits } from "./desk";

export const RETURN: Action = { call: "return", arguments: [], tail: false };
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

export class Lesson {
  demonstrations: Shown[] = [];
  answers: Answer[] = [];
  private readonly undoes: { demonstrations: Shown[]; answers: Answer[] }[] = [];

  constructor(readonly task: string) {}

  get message(): LessonMessage {
    const { task, demonstrations, answers } = this;
    return { task, demonstrations, answers };
  }

  get isEmpty(): boolean {
    return !this.demonstrations.length && !this.answers.length;
  }

  get canUndo(): boolean {
    return this.undoes.length > 0;
  }

  /** Another demonstration, from its beginning. */
  begin(input: string): void {
    this.note();
    this.demonstrations = [...this.demonstrations, { input, does: [] }];
  }

  /** One more step of the last demonstration. */
  press(action: Action): void {
    this.note();
    this.replaceLast((does) => [...does, action]);
  }

  /** What is done at a moment that was asked for. */
  answer(waits: Waits, action: Action): void {
    this.note();
    const steps = [...waits.steps, { sees: waits.sees, ...action }];
    this.answers = [...this.answers, { program: waits.program, steps }];
  }

  /** The steps from one on become a group of that name, which ends here. */
  group(from: number, name: string): void {
    this.note();
    const begins = { call: name, arguments: [], tail: false };
    this.replaceLast((does) => [...does.slice(0, from), begins, ...does.slice(from), RETURN]);
  }

  undo(): void {
    const before = this.undoes.pop();
    if (!before) return;
    this.demonstrations = before.demonstrations;
    this.answers = before.answers;
  }

  private note(): void {
    this.undoes.push({ demonstrations: this.demonstrations, answers: this.answers });
  }

  private replaceLast(change: (does: Action[]) => Action[]): void {
    const last = this.demonstrations.at(-1);
    if (!last) return;
    const changed = { ...last, does: change(last.does) };
    this.demonstrations = [...this.demonstrations.slice(0, -1), changed];
  }
}

/** Whether the steps from one on all belong to the group that is open now, and so can be named. */
export function canGroup(steps: readonly Step[], from: number, waits: Waits | null): boolean {
  if (!waits || !steps[from]) return false;
  const inside = steps.slice(from);
  if (inside[0]?.depth !== waits.depth) return false;
  const isEnd = (step: Step): boolean => step.does.startsWith("return");
  return inside.every(({ depth }, i) => {
    if (depth > waits.depth) return true;
    return depth === waits.depth && !isEnd(inside[i] as Step);
  });
}

/** Why a group cannot be called so; "" if it can. */
export function refusalOfName(name: string): string {
  if (NAME.test(name)) return "";
  return "A group’s name is of small letters, digits and _, at most 40, a letter first.";
}

export function labelOf({ call, arguments: values, tail }: Action): string {
  return `${tail ? "again: " : ""}${call}${values.length ? ` ${values.join(", ")}` : ""}`;
}
