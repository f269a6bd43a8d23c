import assert from "node:assert/strict";
import { test } from "node:test";
import { Documents, type Kept } from "../src/documents";
import type { Keeping } from "../src/preferences";

/** A browser's storage that holds so many characters. */
class Shelf implements Keeping {
  readonly held = new Map<string, string>();

  constructor(private readonly most = Infinity) {}

  get length(): number {
    return this.held.size;
  }

  key(i: number): string | null {
    return [...this.held.keys()][i] ?? null;
  }

  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    const others = [...this.held].filter(([other]) => other !== key);
    const size = others.reduce((sum, [, text]) => sum + text.length, value.length);
    if (size > this.most) throw new DOMException("full", "QuotaExceededError");
    this.held.set(key, value);
  }

  removeItem(key: string): void {
    this.held.delete(key);
  }
}

const NEW: Kept = { id: "", name: "A.java", title: "A.java", text: "class A {}", statement: "", cursor: 5, changed: 0 };

function tab(shelf: Keeping | null): Documents {
  let now = 1;
  return new Documents(shelf, () => now++);
}

test("what is kept comes back, the text changed last first", () => {
  const shelf = new Shelf();
  const documents = tab(shelf);
  const first = documents.save(NEW);
  const second = documents.save({ ...NEW, text: "class B {}", title: "B", editing: { steps: [1] } });
  documents.save({ ...first, text: "class A { }" } as Kept);
  const found = tab(shelf).all();
  assert.deepEqual(found.map(({ text }) => text), ["class A { }", "class B {}"]);
  assert.deepEqual(found[1]?.editing, second?.editing);
  assert.equal(found[0]?.cursor, 5);
});

test("two tabs that write one text keep both, whoever writes first", () => {
  for (const order of ["ab", "ba", "aab", "bba", "abab"]) {
    const shelf = new Shelf();
    const saved = tab(shelf).save(NEW) as Kept;
    const tabs = { a: tab(shelf), b: tab(shelf) };
    const open = { a: tabs.a.all()[0] as Kept, b: tabs.b.all()[0] as Kept };
    const written = { a: "", b: "" };
    for (const [i, name] of [...order].entries()) {
      const who = name as "a" | "b";
      written[who] = `class ${who}${i} {}`;
      open[who] = tabs[who].save({ ...open[who], text: written[who] }) as Kept;
    }
    const texts = tab(shelf).all().map(({ text }) => text);
    assert.ok(texts.includes(written.a) && texts.includes(written.b), order);
    assert.equal(new Set(tab(shelf).all().map(({ title }) => title)).size, texts.length);
    assert.ok([open.a.id, open.b.id].includes(saved.id));
  }
});

test("a text that another tab removed is written again", () => {
  const shelf = new Shelf();
  const documents = tab(shelf);
  const saved = documents.save(NEW) as Kept;
  tab(shelf).remove(saved.id);
  documents.save(saved);
  assert.equal(tab(shelf).all().length, 1);
});

test("a browser that keeps nothing, or no more, is told of", () => {
  assert.equal(tab(null).save(NEW), null);
  assert.deepEqual(tab(null).all(), []);
  const documents = tab(new Shelf(400));
  const saved = documents.save(NEW) as Kept;
  assert.equal(documents.save({ ...saved, text: "x".repeat(500) }), null);
  assert.deepEqual(documents.all().map(({ text }) => text), [NEW.text]);
  assert.ok(documents.save({ ...saved, text: "ab", editing: "y".repeat(500) })); // without undo
  assert.deepEqual(documents.all().map(({ text }) => text), ["ab"]);
});

test("what is no text of ours is left alone, and titles are told apart", () => {
  const shelf = new Shelf();
  for (const value of ["", "{", "null", "7", "[]", '{"id":"x"}']) {
    shelf.setItem(`beamcoder.text.${value}`, value);
  }
  shelf.setItem("another", "{}");
  const documents = tab(shelf);
  assert.deepEqual(documents.all(), []);
  assert.equal(shelf.length, 7);
  for (const title of ["A", "A (2)", "A (3)"]) {
    assert.equal(documents.unused("A"), title);
    documents.save({ ...NEW, title });
  }
  assert.equal(documents.unused("A (2)"), "A (4)");
});
