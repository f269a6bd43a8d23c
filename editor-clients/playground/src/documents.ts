// The texts that somebody has written on this page, kept by this browser: never lost to a reload,
// a crash or another choice. Knows nothing of the editor.
//
// Two tabs may have one text open. Whoever finds that the other has written it keeps its own as a
// text of its own, so that both stay.

import type { Keeping } from "./preferences";

export interface Kept {
  id: string; // "" until it is kept
  name: string; // of its file
  title: string; // as the page calls it: no two have the same
  text: string;
  statement: string;
  cursor: number;
  changed: number; // milliseconds since 1970
  editing?: unknown; // the editor's own state: its steps of undo, as JSON
}

const PREFIX = "beamcoder.text.";
const MOST_EDITING = 400_000; // characters of JSON; beyond it undo does not outlive a reload

export class Documents {
  private readonly written = new Map<string, string>(); // what we know to stand there

  constructor(
    private readonly storage: Keeping | null,
    private readonly now: () => number = Date.now,
  ) {}

  /** All of them, the one changed last first. */
  all(): Kept[] {
    const found: Kept[] = [];
    for (let i = 0; i < (this.storage?.length ?? 0); i++) {
      const key = this.storage?.key(i) ?? "";
      const kept = key.startsWith(PREFIX) ? this.read(key) : null;
      if (kept) found.push(kept);
    }
    return found.sort((a, b) => b.changed - a.changed);
  }

  /** Keeps a text; its id may be another one then. null where the browser keeps no more. */
  save(kept: Kept): Kept | null {
    if (!this.storage) return null;
    const there = kept.id ? this.storage.getItem(PREFIX + kept.id) : null;
    const isOurs = there === null || there === this.written.get(kept.id);
    const id = kept.id && isOurs ? kept.id : this.newId();
    const title = isOurs ? kept.title : this.unused(kept.title);
    const saved = { ...kept, id, title, changed: this.now() };
    return this.write(saved) || this.write({ ...saved, editing: undefined }) ? saved : null;
  }

  remove(id: string): void {
    this.storage?.removeItem(PREFIX + id);
    this.written.delete(id);
  }

  /** A title that no kept text has: the one that is wanted, or with a number behind it. */
  unused(title: string): string {
    const taken = new Set(this.all().map((kept) => kept.title));
    const base = title.replace(/ \(\d+\)$/, "");
    let found = title;
    for (let n = 2; taken.has(found); n++) found = `${base} (${n})`;
    return found;
  }

  private write(kept: Kept): boolean {
    const editing = JSON.stringify(kept.editing ?? null);
    const json = JSON.stringify(editing.length > MOST_EDITING ? { ...kept, editing: null } : kept);
    try {
      this.storage?.setItem(PREFIX + kept.id, json);
    } catch {
      return false; // full
    }
    this.written.set(kept.id, json);
    return true;
  }

  /** null for what is no text of ours. */
  private read(key: string): Kept | null {
    const json = this.storage?.getItem(key) ?? "";
    try {
      const { id, name, title, text, statement, cursor, changed, editing } = JSON.parse(json) as Kept;
      const texts = [id, name, title, text, statement];
      if (key !== PREFIX + id || texts.some((each) => typeof each !== "string")) return null;
      this.written.set(id, json);
      const at = Number.isInteger(cursor) ? Math.min(Math.max(cursor, 0), text.length) : text.length;
      return { id, name, title, text, statement, cursor: at, changed: Number(changed) || 0, editing };
    } catch {
      return null;
    }
  }

  private newId(): string {
    const random = Math.floor(Math.random() * 36 ** 6).toString(36);
    return `${this.now().toString(36)}-${random}`;
  }
}
