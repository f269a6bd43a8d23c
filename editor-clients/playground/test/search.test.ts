import assert from "node:assert/strict";
import { test } from "node:test";
import { isLeft, layOut, shortened } from "../src/search/chart";
import { endOf, extentOf, fileOf, type Found, type FoundMap, type FoundUnit, helpersNote, isPartial, listed, placeOf, whyOf } from "../src/search/found";
import { Newest } from "../src/search/queue";
import { textsOf } from "../src/search/texts";

const UNIT: FoundUnit = {
  path: "/contests/src/Tree.java",
  uri: "file:///contests/src/Tree.java",
  line: 7,
  end_line: 9,
  kind: "method",
  name: "add",
  class: "Tree",
  signature: "void add(int left)",
  score: 0.83,
  why: { words: 0.61, meaning: 0.74, rules: ["exact", "other"], met: ["range", "add"] },
  snippet: "",
};
const INDEXED = { files: 1, units: 2, vectors: 2 };

test("a result says why it is where it is", () => {
  const why = "score 83\u202f% · words 61\u202f%: range, add · meaning 74\u202f% · called so · other";
  assert.equal(whyOf(UNIT), why);
  const bare = { ...UNIT, why: { words: 0, meaning: 0.2, rules: [] } };
  assert.equal(whyOf(bare), "score 83\u202f% · meaning 20\u202f%");
});

test("a result says where it is", () => {
  assert.equal(placeOf(UNIT, "Towers"), "in Tree, Towers, line 7");
  const uses = [{ path: "a", line: 1 }, { path: "b", line: 2 }];
  assert.equal(placeOf({ ...UNIT, class: "", uses }, "a"), "a, line 7, used in 2 places");
  assert.equal(endOf("/a/b/c/D.java"), "b/c/D.java");
  assert.deepEqual(["C:\\a\\B.java", "a/B.java", "B.java"].map(fileOf), ["B.java", "B.java", "B.java"]);
});

test("how much was searched", () => {
  const found: Found = { query: "x", results: [], doubt: null, indexed: INDEXED };
  assert.equal(extentOf(found), "2 functions, classes and uses in 1 text, by words and meaning.");
  const partial = { ...found, indexed: { ...INDEXED, vectors: 1 } };
  assert.match(extentOf(partial), /by words; vectors are being made\.$/);
  assert.deepEqual([isPartial(found), isPartial(partial)], [false, true]);
  const map = { query: { x: 0, y: 0 }, points: [], share: 0.314 };
  assert.match(extentOf({ ...found, map }), /the map shows 31\u202f% of the spread of its vectors\.$/);
});

test("helpers of an inserted function are named", () => {
  assert.equal(helpersNote(UNIT), "");
  const helpers = [{ name: "push", line: 1 }, { name: "apply", line: 2 }, { name: "push", line: 3 }];
  assert.equal(helpersNote({ ...UNIT, helpers }), "add is inserted. It calls push and apply, also in Tree.java.");
  assert.equal(listed(["a", "b", "c"]), "a, b and c");
});

function mapOf(n: number, place: (i: number) => [number, number]): FoundMap {
  const points = Array.from({ length: n }, (_, i) => {
    const [x, y] = place(i);
    return { x, y, name: `unit${i}`, class: "", kind: "method", result: i < n / 2 ? i : null };
  });
  return { query: { x: 0, y: 0 }, points, share: 0.5 };
}

test("all points of a map lie in the picture, results over neighbours", () => {
  const map = mapOf(40, (i) => [Math.cos(i), Math.sin(i)]);
  const { dots, query } = layOut(map, 400, 300);
  assert.deepEqual(query, { x: 200, y: 150 });
  for (const { x, y } of dots) assert.ok(x >= 0 && x <= 400 && y >= 0 && y <= 300);
  assert.equal(dots.at(-1)?.point.result, 0);
  const first = dots.findIndex(({ point }) => point.result !== null);
  assert.ok(dots.slice(first).every(({ point }) => point.result !== null));
});

test("no two labels meet, and the best has one", () => {
  for (const n of [1, 2, 10, 60]) {
    const { dots } = layOut(mapOf(n, (i) => [(i % 7) / 7, 0.3 + (i * 13 % 60) / 90]), 400, 300);
    const boxes = dots.filter(({ label }) => label).map(({ x, y, label }) => {
      const width = 7 * label.length;
      return { x: isLeft(x, label, 400) ? x - 9 - width : x + 9, y, width };
    });
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) =>
      assert.ok(Math.abs(a.y - b.y) >= 14 || a.x >= b.x + b.width || b.x >= a.x + a.width)));
    assert.ok(boxes.length > 0);
  }
  assert.equal(shortened("a".repeat(40)).length, 22);
});

test("of the page's texts those are read that are whole, and not on the screen", () => {
  const own = [
    { value: "own-1", title: "Mine", name: "Mine 1.java", text: "class Mine {}" },
    { value: "own-2", title: "Shown", name: "Shown.java", text: "class Shown {}" },
    { value: "own-3", title: "Empty", name: "Main.java", text: " \n" },
  ];
  const programs = [
    { name: "A.java", title: "Half of A", text: "class A {}", shown: "class" },
    { name: "A.java", title: "A", text: "class A {}" },
    { name: "B.java", title: "B", text: "class Mine {}" },
  ];
  const texts = textsOf({ own, programs, current: "own-2" });
  assert.deepEqual(texts.map(({ value }) => value), ["own-1", "1"]);
  assert.equal(texts[0]?.uri, "untitled:search/own-1/Mine%201.java");
});

test("one search at a time, and only the newest counts", async () => {
  const newest = new Newest<number>();
  const began: number[] = [];
  let running = 0;
  const job = (n: number) => async () => {
    began.push(n);
    assert.equal(++running, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    if (n === 9) throw new Error("refused");
    return n;
  };
  const first = newest.run(job(1));
  await new Promise((resolve) => setTimeout(resolve, 1));
  const results = await Promise.all([first, newest.run(job(2)), newest.run(job(3))]);
  assert.deepEqual(results, [undefined, undefined, 3]);
  assert.deepEqual(began, [1, 3]);
  await assert.rejects(newest.run(job(9)));
  assert.equal(await newest.run(job(4)), 4);
  const inTurn = newest.inTurn(job(6));
  const after = newest.run(job(7));
  assert.deepEqual([await inTurn, await after], [6, 7]);
  const late = newest.run(job(5));
  newest.forget();
  assert.equal(await late, undefined);
});
