// What the server answers to a search, as ../../../PROTOCOL.md has it, and what the page says of it.

import { percent } from "../figures";
import type { Range } from "../protocol";

export interface FoundUnit {
  path: string;
  uri: string;
  line: number;
  end_line: number;
  kind: string;
  name: string;
  class: string;
  signature: string;
  score: number;
  why: { words: number; meaning: number; rules: string[]; met?: string[] };
  snippet: string;
  uses?: { path: string; line: number }[];
  source?: string;
  helpers?: { name: string; line: number }[];
  edit?: { range: Range; newText: string } | null;
}

export interface MapPoint {
  x: number; // from -1 to 1, as is y
  y: number;
  name: string;
  class: string;
  kind: string;
  result: number | null; // which of the results it is; null for a neighbour
}

export interface FoundMap {
  query: { x: number; y: number };
  points: MapPoint[];
  share: number;
}

export interface Found {
  query: string;
  results: FoundUnit[];
  doubt: { reason: string; missing: string[]; text: string } | null;
  indexed: { files: number; units: number; vectors: number };
  map?: FoundMap | null;
}

const RULES: Record<string, string> = {
  exact: "called so",
  humps: "called so, shortened",
  spelling: "called so but for a letter",
  name: "the name says it",
  use: "a use, no definition",
  file: "more of its file fits",
  test: "a test, so later",
  copy: "a copy, so last",
};

/** Why a result is where it is: the score, each half, the words that met, the rules. */
export function whyOf({ score, why }: FoundUnit): string {
  const { words, meaning, rules, met = [] } = why;
  const parts = [`score ${percent(score)}`];
  if (words > 0) parts.push(`words ${percent(words)}${met.length ? `: ${met.join(", ")}` : ""}`);
  if (meaning > 0) parts.push(`meaning ${percent(meaning)}`);
  return [...parts, ...rules.map((rule) => RULES[rule] ?? rule)].join(" · ");
}

/** The file of a path, without its folders. */
export function fileOf(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}

/** The last parts of a path, which say enough. */
export function endOf(path: string): string {
  return path.split(/[\\/]/).slice(-3).join("/");
}

/** Where the result stands, and what it belongs to. */
export function placeOf(unit: FoundUnit, title: string): string {
  const owner = unit.class ? `in ${unit.class}, ` : "";
  const uses = unit.uses && unit.uses.length > 1 ? `, used in ${unit.uses.length} places` : "";
  return `${owner}${title}, line ${unit.line}${uses}`;
}

/** How much was searched, and by what. */
export function extentOf({ indexed, map }: Found): string {
  const { files, units, vectors } = indexed;
  const how = vectors >= units && units > 0 ? "by words and meaning" : "by words; vectors are being made";
  const share = map ? `; the map shows ${percent(map.share)} of the spread of its vectors` : "";
  const what = `${count(units, "function, class or use", "functions, classes and uses")}`;
  return `${what} in ${count(files, "text", "texts")}, ${how}${share}.`;
}

/** Whether vectors are still to come, which another search will have. */
export function isPartial({ indexed }: Found): boolean {
  return indexed.vectors < indexed.units;
}

export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

/** What an inserted function calls that was not inserted with it; "" for nothing. */
export function helpersNote({ name, helpers = [], path }: FoundUnit): string {
  const names = [...new Set(helpers.map((helper) => helper.name))];
  return names.length ? `${name} is inserted. It calls ${listed(names)}, also in ${fileOf(path)}.` : "";
}

export function listed(names: string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
