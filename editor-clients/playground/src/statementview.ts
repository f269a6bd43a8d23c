// The statement beside the editor, and what each of its lines gives to the last answer.
//
// The runtime hands out no attention weights. What is shown is measured instead: by how much the
// log-probability of the answer's first line changes when a line of the statement is left out.

import { logFigure } from "./figures";
import type { Statement, StatementLine } from "./protocol";

const STRONG = 1; // nats that fill a bar
const WEAK = 0.1; // nats: below it a line makes the item at most a tenth more or less likely
const MOST_SHOWN = 5;
const FRAME =
  /^\s*(?:(?:time|memory) limit\b.*|(?:input|output)(?:\s*:?\s*standard (?:input|output))?|standard (?:input|output)|\d+(?:\.\d+)? (?:seconds?|megabytes?))\s*$/i;

/** How many times as likely the line makes the item; below 1 it makes it less likely. */
export function factor(change: number): string {
  const times = Math.exp(-change);
  return `×\u202f${times.toFixed(times < 10 ? 2 : 0)}`;
}

export interface Influence {
  strong: StatementLine[]; // in the statement's order
  weak: StatementLine[];
}

/** The lines that matter, at most five, and the others; limits and headings are neither. */
export function sorted(lines: readonly StatementLine[]): Influence {
  const told = lines.filter(({ text }) => text.trim() && !FRAME.test(text));
  const size = ({ change }: StatementLine): number => Math.abs(change);
  const ranked = told.filter((line) => size(line) >= WEAK).sort((a, b) => size(b) - size(a));
  const strong = new Set(ranked.slice(0, MOST_SHOWN));
  return {
    strong: told.filter((line) => strong.has(line)),
    weak: told.filter((line) => !strong.has(line)),
  };
}

export function drawInfluence(where: HTMLElement, statement: Statement): void {
  where.replaceChildren();
  const { influence } = statement;
  if (!influence) return;
  const { strong, weak } = sorted(influence.lines);
  const about = where.appendChild(document.createElement("p"));
  const item = document.createElement("code");
  item.textContent = influence.item;
  if (strong.length) about.append("How many times as likely each line makes ", item, ", measured by leaving it out:");
  else about.append("The statement hardly matters here: without any one line of it, ", item, " stays within a tenth as likely.");
  if (strong.length) where.append(listOf(strong));
  if (weak.length) where.append(folded(weak, strong.length > 0));
}

function folded(lines: readonly StatementLine[], isRest: boolean): HTMLDetailsElement {
  const details = document.createElement("details");
  const summary = details.appendChild(document.createElement("summary"));
  const lineWord = lines.length === 1 ? "line" : "lines";
  summary.textContent = isRest
    ? `${lines.length} more ${lineWord}, which give less`
    : `${lines.length} ${lineWord}, each by itself`;
  details.append(listOf(lines));
  return details;
}

function listOf(lines: readonly StatementLine[]): HTMLOListElement {
  const list = document.createElement("ol");
  list.append(...lines.map(row));
  return list;
}

function row({ text, change }: StatementLine): HTMLLIElement {
  const item = document.createElement("li");
  item.className = change <= 0 ? "helps" : "hurts";
  const words = item.appendChild(document.createElement("span"));
  words.className = "words";
  words.textContent = text;
  const figure = item.appendChild(document.createElement("span"));
  figure.className = "figure";
  figure.textContent = factor(change);
  figure.title = `log-probability ${logFigure(change)} without this line`;
  const track = item.appendChild(document.createElement("span"));
  track.className = "track";
  const share = Math.min(1, Math.abs(change) / STRONG);
  track.appendChild(document.createElement("span")).style.width = `${100 * share}%`;
  return item;
}
