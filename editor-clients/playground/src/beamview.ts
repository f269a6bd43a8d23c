// Draws the beam into the page: as a picture, and as a nested list for who cannot see it.

import { type Branch, branches, type Drawing, laidOut, type Measures, type Placed } from "./beam";
import { percent } from "./list";
import type { Beam } from "./protocol";

const SVG = "http://www.w3.org/2000/svg";
const MEASURES: Measures = { character: 7.8, row: 30, gap: 34, tail: 58 };
const MARGIN = 14;
const THINNEST = 0.8;
const THICKEST = 9;

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
  text = "",
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

export function logFigure(logProbability: number): string {
  return logProbability.toFixed(2).replace("-", "−");
}

/** False when there is nothing to draw. */
export function drawBeam(picture: SVGSVGElement, outline: HTMLElement, beam: Beam): boolean {
  const root = branches(beam.nodes);
  picture.replaceChildren();
  outline.replaceChildren();
  if (!root || !root.children.length) return false;
  root.text = "‸";
  draw(picture, laidOut(root, MEASURES));
  outline.append(listOf(root.children));
  return true;
}

function draw(picture: SVGSVGElement, drawing: Drawing): void {
  const width = drawing.width + 2 * MARGIN;
  const height = drawing.height + 2 * MARGIN;
  picture.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${width} ${height}`);
  picture.setAttribute("width", String(width));
  picture.setAttribute("height", String(height));
  for (const placed of drawing.placed) if (placed.parent) picture.append(edge(placed, placed.parent));
  for (const placed of drawing.placed) picture.append(label(placed));
}

/** As thick as its path is likely. */
function edge(to: Placed, from: Placed): SVGPathElement {
  const x = from.x + from.width + 4;
  const end = to.x - 5;
  const bend = (end - x) * 0.55;
  return element("path", {
    class: "edge",
    d: `M${x},${from.y} C${x + bend},${from.y} ${end - bend},${to.y} ${end},${to.y}`,
    "stroke-width": (THINNEST + (THICKEST - THINNEST) * Math.sqrt(to.branch.probability)).toFixed(2),
  });
}

function label({ branch, x, y, width, parent }: Placed): SVGGElement {
  const isLikely = branch.probability >= 0.1;
  const group = element("g", { class: isLikely ? "branch is-likely" : "branch" });
  if (branch.isLine) group.classList.add("is-line");
  group.append(element("text", { x, y: y + 4.5, class: "pieces", "xml:space": "preserve" }, branch.text));
  if (!parent) return group;
  if (branch.isLine) {
    group.append(element("text", { x: x + width + 10, y: y + 4.5, class: "share" }, percent(branch.probability)));
  }
  group.append(element("text", { x, y: y + 16, class: "log" }, logFigure(branch.logProbability)));
  return group;
}

function listOf(children: readonly Branch[]): HTMLUListElement {
  const list = document.createElement("ul");
  for (const branch of children) {
    const item = list.appendChild(document.createElement("li"));
    const ends = branch.isLine ? ", a whole line" : "";
    item.textContent = `${branch.text} (${percent(branch.probability)}${ends})`;
    if (branch.children.length) item.append(listOf(branch.children));
  }
  return list;
}
