// The texts of this page: programs that come along, texts that somebody has written or opened, and
// the replay of one. One is on the screen; the others keep their state, with their steps of undo.

import type { EditorState } from "@codemirror/state";
import type { Documents, Kept } from "./documents";
import type { Program } from "./programs";

export interface Sheet {
  kind: "program" | "own" | "replay";
  value: string; // of its option
  name: string; // of its file
  title: string;
  statement: string;
  target: string; // what a replay of it types; "" for the text on the screen
  untouched: string; // the text as it came
  keptId: string; // "" where the browser does not keep it
  state: EditorState;
}

/** Makes the editor's state for a text; of one that was kept, with its steps of undo. */
export interface StateMaker {
  fresh(text: string, cursor: number, undoes: boolean): EditorState;
  restored(kept: Kept): EditorState;
  editing(state: EditorState): unknown;
}

export const EMPTY: Program = { name: "Main.java", title: "An empty file", text: "", statement: "" };

export class Sheets {
  readonly own: Sheet[] = []; // the newest first
  current: Sheet;
  isKeeping = true; // false once the browser has refused
  private readonly before: Sheet[] = []; // that were on the screen
  private readonly after: Sheet[] = []; // that were left by undo
  private made = 0;

  constructor(
    readonly programs: readonly Program[],
    private readonly documents: Documents,
    private readonly states: StateMaker,
  ) {
    for (const kept of documents.all()) this.own.push(this.ofKept(kept));
    this.current = this.program(0);
  }

  /** The sheet of an option; the first program where there is no such option. */
  find(value: string): Sheet {
    const isThat = (sheet: Sheet): boolean => sheet.value === value || sheet.keptId === value;
    const found = [this.current, ...this.own].find(isThat);
    if (found) return found;
    if (value === "new") return this.ofProgram(EMPTY, "new");
    return this.program(Number(value));
  }

  /** What was on the screen when this tab was left, else what was written last. */
  first(value: string | null): Sheet {
    const kept = this.own.find((sheet) => sheet.keptId === value);
    if (kept) return kept;
    const isThere = value === "new" || (value !== null && this.programs[Number(value)] !== undefined);
    return isThere ? this.find(value) : (this.own[0] ?? this.program(0));
  }

  /** Puts a sheet on the screen. */
  turnTo(sheet: Sheet): void {
    if (sheet === this.current) return;
    this.before.push(this.current);
    this.after.length = 0;
    this.current = sheet;
  }

  /** Back to what was there before, or forward again; null where nothing was. */
  turnBack(isForward: boolean): Sheet | null {
    const [from, to] = isForward ? [this.after, this.before] : [this.before, this.after];
    const sheet = from.pop();
    if (!sheet) return null;
    to.push(this.current);
    this.current = sheet;
    return sheet;
  }

  /** A text as one of somebody's own, kept at once: a file, or what a link brought. */
  add(program: Program): Sheet {
    const { name, text, statement } = program;
    const isSame = (each: Sheet): boolean => each.name === name && each.statement === statement;
    const same = this.own.find((each) => isSame(each) && each.state.doc.toString() === text);
    if (same) return same;
    const sheet = this.ofProgram(program, "");
    this.adopt(sheet, program.title);
    return sheet;
  }

  /** A text that a replay types into, instead of the one that it replays. */
  replayOf(sheet: Sheet, target: string): Sheet {
    const title = sheet.kind === "replay" ? sheet.title : `Replay of ${sheet.name}`;
    const state = this.states.fresh("", 0, false);
    const { name, statement } = sheet;
    const about = { kind: "replay" as const, value: "replay", keptId: "", untouched: "" };
    return { ...about, name, title, statement, target, state };
  }

  /** After somebody has changed the sheet on the screen: keeps it, as one of his own. */
  keep(): void {
    const sheet = this.current;
    if (sheet.kind !== "own") this.adopt(sheet, titleOfOwn(sheet));
    else this.save(sheet);
  }

  /** Takes one of somebody's own away; `bringBack` undoes it. */
  remove(sheet: Sheet): void {
    if (sheet.keptId) this.documents.remove(sheet.keptId);
    this.own.splice(this.own.indexOf(sheet), 1);
    for (const list of [this.before, this.after]) {
      for (let i = list.length - 1; i >= 0; i--) if (list[i] === sheet) list.splice(i, 1);
    }
  }

  bringBack(sheet: Sheet): void {
    this.own.unshift(sheet);
    this.save(sheet);
  }

  private adopt(sheet: Sheet, title: string): void {
    sheet.kind = "own";
    sheet.value = `own-${++this.made}`;
    sheet.title = this.documents.unused(title);
    sheet.target = "";
    this.own.unshift(sheet);
    this.save(sheet);
  }

  private save(sheet: Sheet): void {
    const { name, title, statement, state, keptId } = sheet;
    const text = state.doc.toString();
    const cursor = state.selection.main.head;
    const editing = this.states.editing(state);
    const kept = { id: keptId, name, title, text, statement, cursor, editing, changed: 0 };
    const saved = this.documents.save(kept);
    this.isKeeping = saved !== null;
    if (!saved) return;
    sheet.keptId = saved.id;
    sheet.title = saved.title;
  }

  private program(i: number): Sheet {
    const program = this.programs[i] ?? (this.programs[0] as Program);
    return this.ofProgram(program, String(this.programs.indexOf(program)));
  }

  private ofProgram({ name, title, text, shown, statement }: Program, value: string): Sheet {
    const untouched = shown ?? text;
    const state = this.states.fresh(untouched, untouched.length, true);
    const target = shown === undefined ? "" : text;
    return { kind: "program", value, name, title, statement, target, untouched, keptId: "", state };
  }

  private ofKept(kept: Kept): Sheet {
    const { id, name, title, statement, text } = kept;
    const about = { kind: "own" as const, value: id, name, title, statement };
    return { ...about, target: "", untouched: text, keptId: id, state: this.states.restored(kept) };
  }
}

function titleOfOwn({ kind, value, name }: Sheet): string {
  if (kind === "replay") return `${name}, replayed`;
  return value === "new" ? name : `${name}, yours`;
}
