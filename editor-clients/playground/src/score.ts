// Keys pressed for characters that stand there because of them, one count for each text. It is
// part of the editor's state, so a figure never belongs to another text than the one on screen.

import { Annotation, StateEffect, StateField, type Transaction } from "@codemirror/state";

export interface Score {
  characters: number; // that the user would type without help
  keys: number; // that were pressed
  taken: number; // offers
  total: number | null; // characters of the whole program, while it is replayed
}

export const NO_SCORE: Score = { characters: 0, keys: 0, taken: 0, total: null };

/** Of a transaction that takes an offer: what that added, and the keys that it cost. */
export const takenOffer = Annotation.define<{ characters: number; keys: number }>();
export const setScore = StateEffect.define<Score>();

export const scoreField = StateField.define<Score>({
  create: () => NO_SCORE,
  update(score, transaction) {
    for (const effect of transaction.effects) if (effect.is(setScore)) return effect.value;
    return transaction.docChanged ? counted(score, transaction) : score;
  },
  toJSON: (score) => score,
  fromJSON: (json) => ({ ...NO_SCORE, ...(json as Partial<Score>) }),
});

function counted(score: Score, transaction: Transaction): Score {
  if (transaction.newDoc.length === 0) return NO_SCORE;
  const offer = transaction.annotation(takenOffer);
  if (offer) {
    const characters = score.characters + offer.characters;
    const keys = score.keys + offer.keys;
    return { characters, keys, taken: score.taken + 1, total: null };
  }
  if (transaction.isUserEvent("delete")) return { ...score, keys: score.keys + 1, total: null };
  const isEnter = transaction.isUserEvent("input") && !transaction.isUserEvent("input.paste");
  if (!isEnter || transaction.isUserEvent("input.drop")) return score;
  const typed = typedCharacters(transaction);
  const characters = score.characters + typed;
  return { ...score, characters, keys: score.keys + typed, total: null };
}

/** One for a key, whatever the editor adds to it; as many as they are for what comes at once. */
function typedCharacters(transaction: Transaction): number {
  let inserted = "";
  transaction.changes.iterChanges((_from, _to, _fromNew, _toNew, text) => {
    inserted += text.toString();
  });
  const visible = inserted.replace(/\s/g, "").length;
  return Math.max(1, visible > 2 ? visible : 1);
}

/** The share of keys saved, 0 to 1; null before any key. */
export function shareSaved({ keys, characters }: Score): number | null {
  return characters ? Math.max(0, 1 - keys / characters) : null;
}

export function sentence({ keys, characters, taken, total }: Score): string {
  const offers = taken === 1 ? "1 completion" : `${taken} completions`;
  const counts = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  if (total !== null) return `${keys} keys for ${characters} of ${total} characters, ${offers} taken`;
  if (!keys) return "of what a text costs to type: write one, or press Replay";
  return `you pressed ${counts(keys, "key")} for ${counts(characters, "character")}, ${offers} taken`;
}
