import assert from "node:assert/strict";
import { test } from "node:test";
import { sorted } from "../src/statementview";

const lines = (...pairs: [string, number][]) => pairs.map(([text, change], line) => ({ line, text, change }));

test("limits, headings and blank lines are not listed", () => {
  const frame = [
    "time limit per test", "2 seconds", "Time limit per test: 1.5 seconds", "memory limit per test256 megabytes",
    "256 megabytes", "input", "Output", "standard input", "inputstandard input", "output: standard output", "",
  ].map((text): [string, number] => [text, -3]);
  const { strong, weak } = sorted(lines(...frame, ["Input data: n integers.", -0.5]));
  assert.deepEqual(strong.map(({ text }) => text), ["Input data: n integers."]);
  assert.deepEqual(weak, []);
});

test("where no line gives a tenth, none is strong", () => {
  const { strong, weak } = sorted(lines(["a", 0.02], ["b", -0.09], ["c", 0.05]));
  assert.deepEqual([strong.length, weak.length], [0, 3]);
});

test("the five that give most, in the statement's order", () => {
  const { strong, weak } = sorted(lines(["a", -0.2], ["b", -2], ["c", 1], ["d", -0.3], ["e", 0.4], ["f", -0.5], ["g", 0]));
  assert.deepEqual(strong.map(({ text }) => text), ["b", "c", "d", "e", "f"]);
  assert.deepEqual(weak.map(({ text }) => text), ["a", "g"]);
});
