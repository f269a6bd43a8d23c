import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action, Step, Waits } from "../src/teach/desk";
import { canGroup, labelOf, Lesson, refusalOfName, RETURN } from "../src/teach/lesson";

const action = (call: string, tail = false): Action => ({ call, arguments: [], tail });
const step = (depth: number, does: string): Step => ({ program: "f()", depth, sees: {}, does });
const waits = (depth: number): Waits => ({
  program: "f",
  depth,
  sees: { end: true },
  steps: [{ sees: { end: false }, ...action("right") }],
  likely: [],
  isDecided: false,
  isShown: false,
  others: [],
});

test("every step can be taken back, and nothing shown before changes", () => {
  const lesson = new Lesson("f");
  const seen = [lesson.message];
  lesson.begin("3 1 2");
  for (const name of ["right", "swap", "left"]) {
    seen.push(lesson.message);
    lesson.press(action(name));
  }
  seen.push(lesson.message);
  lesson.answer(waits(0), RETURN);
  assert.deepEqual(lesson.answers, [
    { program: "f", steps: [{ sees: { end: false }, ...action("right") }, { sees: { end: true }, ...RETURN }] },
  ]);
  for (const before of seen.reverse()) {
    lesson.undo();
    assert.deepEqual(lesson.message, before);
  }
  assert.equal(lesson.isEmpty, true);
  assert.equal(lesson.canUndo, false);
  lesson.undo();
  assert.equal(lesson.isEmpty, true);
});

test("steps that were pressed become a group", () => {
  const lesson = new Lesson("f");
  lesson.begin("1");
  for (const name of ["a", "b", "c"]) lesson.press(action(name));
  lesson.group(1, "both");
  const calls = lesson.demonstrations[0]?.does.map(({ call }) => call);
  assert.deepEqual(calls, ["a", "both", "b", "c", "return"]);
});

test("only steps of the group that is open can be named", () => {
  const steps = [step(0, "a()"), step(0, "g()"), step(1, "b()"), step(1, "return"), step(0, "c()")];
  assert.equal(canGroup(steps, 0, waits(0)), true);
  assert.equal(canGroup(steps, 4, waits(0)), true);
  assert.equal(canGroup(steps, 2, waits(0)), false); // inside another one
  assert.equal(canGroup(steps, 0, null), false);
  assert.equal(canGroup(steps, 5, waits(0)), false);
  assert.equal(canGroup(steps, -1, waits(0)), false);
  assert.equal(canGroup([step(0, "return f()"), step(0, "a()")], 0, waits(0)), false);
});

test("names and labels", () => {
  for (const name of ["sweep", "go_back", "a1"]) assert.equal(refusalOfName(name), "");
  for (const name of ["", "Sweep", "1a", "a b", "a".repeat(41), "é"]) assert.notEqual(refusalOfName(name), "");
  assert.equal(labelOf({ call: "write", arguments: [7], tail: false }), "write 7");
  assert.equal(labelOf(action("sweep", true)), "again: sweep");
});
