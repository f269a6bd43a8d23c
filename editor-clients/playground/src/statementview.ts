// The statement beside the editor, and what each of its lines gives to the last answer.
//
// The runtime hands out no attention weights. What is shown is measured instead: by how much the
// log-probability of the answer's first line changes when a line of the statement is left out.

import type { Statement, StatementLine } from "./protocol";
import { logFigure } from "./beamview";

const STRONG = 1; // nats that fill a bar

/** How many times as likely the line makes the item; below 1 it makes it less likely. */
export function factor(change: number): string {
  const times = Math.exp(-change);
  return `×\u202f${times.toFixed(times < 10 ? 2 : 0)}`;
}

export function drawInfluence(where: HTMLElement, statement: Statement): void {
  where.replaceChildren();
  const { influence } = statement;
  if (!influence) return;
  const about = where.appendChild(document.createElement("p"));
  about.append("How many times as likely each line makes ");
  const item = about.appendChild(document.createElement("code"));
  item.textContent = influence.item;
  about.append(", measured by leaving it out:");
  const list = where.appendChild(document.createElement("ol"));
  list.append(...influence.lines.map(row));
}

function row({ text, change }: StatementLine): HTMLLIElement {
  const item = document.createElement("li");
  item.className = change <= 0 ? "helps" : "hurts";
  const words = item.appendChild(document.createElement("span"));
  words.className = "words";
  words.textContent = text;
  words.title = text;
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
