import assert from "node:assert/strict";
import { test } from "node:test";
import { type Place, sentenceOf } from "../src/reasons";
import type { Explanation } from "../src/protocol";
import type { Offer } from "../src/server";

function offer(text: string, probability: number | null, isLine = true): Offer {
  return { id: "", text, from: 0, to: 0, probability, isLine, imports: [] };
}

const PLACE: Place = { ghost: null, list: [], isOpen: false, isDismissed: false, isResting: false, minimum: 0.4 };
const EXPLAINED: Explanation = {
  position: { line: 0, character: 0 },
  reason: null,
  ghost: { isShown: false, probability: null, why: "" },
  tokens: [],
  lines: [],
};

test("an offer has the probability that the list shows", () => {
  const ghost = offer("sc.nextInt();", 0.85);
  assert.equal(sentenceOf({ ...PLACE, ghost }, null), "Offered · 85\u202f%: Tab takes it, Esc puts it aside.");
});

test("no ghost text has a reason, and every reason is a sentence of its own", () => {
  const line = offer("int n = 1;", 0.3);
  const reasons = ["in_comment", "in_string", "no_break_space", "low_confidence", "nothing_fits", "deadline", "no_model", "internal_error", "another"];
  const known = (probability: number): Explanation => ({ ...EXPLAINED, ghost: { ...EXPLAINED.ghost, probability } });
  const said = [
    ...reasons.map((reason) => sentenceOf(PLACE, { ...EXPLAINED, reason })),
    sentenceOf({ ...PLACE, list: [line] }, EXPLAINED),
    sentenceOf({ ...PLACE, list: [line], isOpen: true }, EXPLAINED),
    sentenceOf({ ...PLACE, list: [line], isDismissed: true }, EXPLAINED),
    sentenceOf({ ...PLACE, list: [line], isResting: true }, EXPLAINED),
    sentenceOf({ ...PLACE, list: [offer("int", 0.5, false)] }, EXPLAINED),
    sentenceOf({ ...PLACE, list: [offer(");", 0.9)] }, EXPLAINED),
    sentenceOf({ ...PLACE, list: [offer("int n;", 0.5)] }, known(0.3)),
    sentenceOf({ ...PLACE, list: [offer("int n;", 0.5)] }, known(0.45)),
  ];
  assert.equal(new Set(said).size, said.length);
  for (const sentence of said) assert.match(sentence, /^[A-Z].*\.$/);
  assert.match(said[9] ?? "", /below the 40\u202f% .* int n = 1; · 30\u202f%/);
});

test("one line, one probability: no sentence shows another one", () => {
  const explained = { ...EXPLAINED, ghost: { ...EXPLAINED.ghost, probability: 0.31 } };
  const said = sentenceOf({ ...PLACE, list: [offer("int n;", 0.55)] }, explained);
  assert.match(said, /55/);
  assert.doesNotMatch(said, /31/);
});
