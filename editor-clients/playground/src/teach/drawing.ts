// What is there, as rows of cells with pointers below; the calls as a tree; bars of what is likely.

import { percent } from "../figures";
import type { Likely, Other, Row, Step } from "./desk";

/** A pointer may stand one cell beside the row. */
export function drawPicture(room: HTMLElement, rows: readonly Row[]): void {
  room.replaceChildren(...rows.map(drawRow));
}

function drawRow({ name, cells, pointers }: Row): HTMLElement {
  const row = element("div", "row");
  const least = Math.min(0, ...pointers.map(({ at }) => at));
  const most = Math.max(cells.length, ...pointers.map(({ at }) => at + 1));
  const columns: HTMLElement[] = [];
  for (let i = least; i < most; i++) {
    const column = element("div", "column");
    const isCell = i >= 0 && i < cells.length;
    column.append(element("span", isCell ? "cell" : "cell is-beside", isCell ? cells[i] : ""));
    const here = pointers.filter(({ at }) => at === i);
    column.append(...here.map((pointer) => element("span", "pointer", pointer.name)));
    columns.push(column);
  }
  const line = element("div", "cells");
  line.append(...columns);
  row.append(element("span", "row-name", name), line);
  return row;
}

export function drawLikely(room: HTMLElement, likely: readonly Likely[], none: string): void {
  if (!likely.length) return room.replaceChildren(element("p", "note", none));
  room.replaceChildren(
    ...likely.map(({ does, probability }) => {
      const line = element("div", "likely");
      const track = element("span", "track");
      const bar = element("span", "");
      bar.style.width = `${(100 * probability).toFixed(1)}%`;
      track.append(bar);
      line.append(element("code", "", does), track, element("span", "figure", percent(probability)));
      return line;
    }),
  );
}

export function drawOthers(room: HTMLElement, others: readonly Other[], none: string): void {
  if (!others.length) return room.replaceChildren(element("p", "note", none));
  room.replaceChildren(
    ...others.map(({ field, value, does }) => {
      const then = does === "?" ? "not known" : does;
      return element("p", "other", `${field} = ${String(value)}: ${then}`);
    }),
  );
}

export function seenText(sees: Step["sees"]): string {
  return Object.entries(sees).map(([name, value]) => `${name} = ${String(value)}`).join(", ");
}

/** The calls so far; a step can be chosen. Grows at its end, and is drawn anew otherwise. */
export class CallTree {
  private shown: readonly Step[] = [];

  constructor(
    private readonly room: HTMLElement,
    private readonly chosen: (at: number) => void,
  ) {}

  draw(steps: readonly Step[], current: number): void {
    const isLonger = this.shown.every((step, i) => steps[i] === step);
    if (!isLonger || steps.length < this.shown.length) this.room.replaceChildren();
    for (let i = this.room.children.length; i < steps.length; i++) {
      this.room.append(this.line(steps[i] as Step, i));
    }
    this.shown = [...steps];
    for (const line of this.room.querySelectorAll(".is-current")) line.classList.remove("is-current");
    const line = this.room.children[current];
    line?.classList.add("is-current");
    line?.scrollIntoView({ block: "nearest" });
  }

  private line({ program, depth, does, sees }: Step, at: number): HTMLElement {
    const line = element("button", "call") as HTMLButtonElement;
    line.type = "button";
    line.style.paddingLeft = `${8 + 16 * Math.min(depth, 12)}px`;
    line.title = seenText(sees);
    line.append(element("span", "caller", `${program} `), element("code", "", does));
    line.onclick = () => this.chosen(at);
    return line;
  }
}

export function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
