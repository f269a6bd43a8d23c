import assert from "node:assert/strict";
import { test } from "node:test";
import { closeBrackets, insertBracket } from "@codemirror/autocomplete";
import { EditorState, type TransactionSpec } from "@codemirror/state";
import { NO_SCORE, scoreField, sentence, setScore, shareSaved, takenOffer } from "../src/score";

function after(...specs: TransactionSpec[]): EditorState {
  let state = EditorState.create({ doc: "x", selection: { anchor: 1 }, extensions: [scoreField, closeBrackets()] });
  for (const spec of specs) state = state.update(spec).state;
  return state;
}

const typed = (insert: string): TransactionSpec => ({ changes: { from: 1, insert }, userEvent: "input.type" });

test("keys and characters of one's own typing, offers and deletions", () => {
  const taken: TransactionSpec = {
    changes: { from: 1, insert: "nextInt();" },
    userEvent: "input.complete",
    annotations: takenOffer.of({ characters: 10, keys: 1 }),
  };
  const deleted: TransactionSpec = { changes: { from: 0, to: 1 }, userEvent: "delete.backward" };
  const score = after(typed("a"), typed("b"), taken, deleted).field(scoreField);
  assert.deepEqual(score, { characters: 12, keys: 4, taken: 1, total: null });
  assert.equal(shareSaved(score), 1 - 4 / 12);
  assert.equal(sentence(score), "you pressed 4 keys for 12 characters, 1 completion taken");
});

test("what the editor adds to a key is neither, and a line end is one key", () => {
  let state = after();
  const bracket = insertBracket(state, "(");
  assert.ok(bracket);
  state = bracket.state.update({ ...typed("\n        "), userEvent: "input" }).state;
  assert.deepEqual(state.field(scoreField), { ...NO_SCORE, characters: 2, keys: 2 });
});

test("what was pasted, undone or written by the page is not counted", () => {
  const events = ["input.paste", "input.drop", "undo", "redo"];
  const specs = events.map((userEvent) => ({ ...typed("pasted"), userEvent }));
  const state = after(...specs, { changes: { from: 1, insert: "page" } });
  assert.equal(state.field(scoreField), NO_SCORE);
  assert.equal(shareSaved(NO_SCORE), null);
});

test("an emptied text has no figures, and a replay sets its own", () => {
  assert.equal(after(typed("a"), { changes: { from: 0, to: 2 }, userEvent: "delete" }).field(scoreField), NO_SCORE);
  const replayed = { characters: 284, keys: 78, taken: 20, total: 284 };
  const state = after(typed("a"), { effects: setScore.of(replayed) });
  assert.equal(sentence(state.field(scoreField)), "78 keys for 284 of 284 characters, 20 completions taken");
});
