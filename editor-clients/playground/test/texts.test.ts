import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet, Text } from "@codemirror/state";
import { percent } from "../src/figures";
import { lineEnd, wordEnd } from "../src/ghost";
import { median } from "../src/latency";
import { offsetOf, positionOf } from "../src/positions";
import { factor } from "../src/statementview";

test("a word, then signs of one kind, then the next word", () => {
  const parts: string[] = [];
  for (let rest = "sc.nextInt(a1);"; rest; rest = rest.slice(wordEnd(rest))) {
    parts.push(rest.slice(0, wordEnd(rest)));
  }
  assert.deepEqual(parts, ["sc", ".", "nextInt", "(", "a1", ");"]);
  assert.equal(wordEnd(" = größe;"), 2);
  assert.equal(wordEnd("  "), 2);
});

test("a line ends behind its line break", () => {
  assert.equal(lineEnd("a;\nb;"), 3);
  assert.equal(lineEnd("a;"), 2);
});

test("positions count UTF-16 units, and come back", () => {
  const text = Text.of(["a", 's = "🙂漢";', ""]);
  for (let offset = 0; offset <= text.length; offset++) {
    assert.equal(offsetOf(text, positionOf(text, offset)), offset);
  }
  assert.deepEqual(positionOf(text, 2 + 's = "🙂'.length), { line: 1, character: 7 });
  assert.equal(offsetOf(text, { line: 0, character: 99 }), 1);
  assert.equal(offsetOf(text, { line: 99, character: 0 }), text.length);
});

test("changes told from the last to the first lead to the new text", () => {
  const before = Text.of(["one", "two"]);
  const changes = ChangeSet.of(
    [{ from: 0, to: 1, insert: "O\nO" }, { from: 5, to: 7, insert: "" }],
    before.length,
  );
  let told = before.toString();
  const events: [number, number, string][] = [];
  changes.iterChanges((from, to, _a, _b, text) => events.unshift([from, to, text.toString()]));
  for (const [from, to, text] of events) told = told.slice(0, from) + text + told.slice(to);
  assert.equal(told, changes.apply(before).toString());
});

test("figures read as figures", () => {
  assert.equal(percent(0.034), "3.4\u202f%");
  assert.equal(percent(0.996), "100\u202f%");
  assert.equal(factor(-0.31), "×\u202f1.36");
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
});
