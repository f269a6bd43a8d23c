// The map of a search, laid out: where its points are drawn, and which of them get a label.

import type { FoundMap, MapPoint } from "./found";

export interface Dot {
  x: number;
  y: number;
  point: MapPoint;
  label: string; // "" where another label has the room
}

export interface Chart {
  query: { x: number; y: number };
  dots: Dot[]; // neighbours first, so that results are drawn over them
}

const MARGIN = 14;
const LETTER = 7; // of the label's face
const LINE = 14;
const DOT = 6; // its radius
const MOST_LETTERS = 22;

interface Box {
  x: number;
  y: number;
  width: number;
}

/** In pixels. Labels of better results go first; one that would meet another, or cover
 * a result, is left out. */
export function layOut(map: FoundMap, width: number, height: number): Chart {
  const place = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({
    x: MARGIN + ((x + 1) / 2) * (width - 2 * MARGIN),
    y: MARGIN + ((1 - y) / 2) * (height - 2 * MARGIN),
  });
  const query = place(map.query);
  const taken: Box[] = [{ x: query.x - LINE, y: query.y - LINE / 2, width: 2 * LINE }];
  const byRank = [...map.points].sort((a, b) => (a.result ?? Infinity) - (b.result ?? Infinity));
  const dots: Dot[] = byRank.map((point) => ({ ...place(point), point, label: "" }));
  for (const dot of dots.filter(({ point }) => point.result !== null)) {
    const label = shortened(dot.point.name);
    const box = boxOf(dot, label, width);
    const isFree = dots.every((other) => other === dot || other.point.result === null || !covers(box, other));
    if (isFree && !taken.some((other) => meet(box, other))) {
      dot.label = label;
      taken.push(box);
    }
  }
  return { query, dots: dots.reverse() };
}

/** A label stands right of its dot, or left of it where the picture ends. */
export function isLeft(x: number, label: string, width: number): boolean {
  return x + 9 + label.length * LETTER > width;
}

function boxOf({ x, y }: { x: number; y: number }, label: string, width: number): Box {
  const length = label.length * LETTER;
  const start = isLeft(x, label, width) ? x - 9 - length : x + 9;
  return { x: start, y: y - LINE / 2, width: length };
}

function meet(a: Box, b: Box): boolean {
  return Math.abs(a.y - b.y) < LINE && a.x < b.x + b.width && b.x < a.x + a.width;
}

function covers({ x, y, width }: Box, dot: Dot): boolean {
  return Math.abs(y + LINE / 2 - dot.y) < LINE && dot.x > x - DOT && dot.x < x + width + DOT;
}

export function shortened(name: string): string {
  return name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;
}
