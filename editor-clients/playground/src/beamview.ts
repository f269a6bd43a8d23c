// Draws the beam into the page: as a picture, and as a nested list for who cannot see it.

import { along, type Branch, branches, type Drawing, laidOut, type Measures, type Placed } from "./beam";
import { percent } from "./list";
import type { Beam } from "./protocol";

const SVG = "http://www.w3.org/2000/svg";
const MEASURES: Measures = { character: 8.4, row: 31, gap: 42, tail: 62, figure: 40 };
const MOST_PATHS = 8;
const MARGIN = 6;
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
export function drawBeam(
  picture: SVGSVGElement,
  outline: HTMLElement,
  beam: Beam,
  typed: string,
): boolean {
  const root = branches(along(beam.nodes, typed), MOST_PATHS);
  picture.replaceChildren();
  outline.replaceChildren();
  if (!root || !root.children.length) return false;
  root.text = "";
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
  const behind = from.branch.line ? MEASURES.tail : 0;
  const x = from.x + from.width + behind + (from.parent ? 4 : 0);
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
  if (!parent) {
    group.append(element("rect", { x: x - 2, y: y - 10, width: 2.5, height: 20, class: "cursor" }));
    return group;
  }
  if (branch.line) group.classList.add("is-line");
  group.append(element("text", { x, y: y + 4.5, class: "pieces" }, branch.text));
  if (branch.line) {
    group.append(element("text", { x: x + width + 10, y: y + 4.5, class: "share" }, percent(branch.line)));
  }
  group.append(element("text", { x, y: y + 16, class: "log" }, logFigure(branch.logProbability)));
  return group;
}

function listOf(children: readonly Branch[]): HTMLUListElement {
  const list = document.createElement("ul");
  for (const branch of children) {
    const item = list.appendChild(document.createElement("li"));
    const line = branch.line ? `, as a whole line ${percent(branch.line)}` : "";
    item.textContent = `${branch.text} (${percent(branch.probability)}${line})`;
    if (branch.children.length) item.append(listOf(branch.children));
  }
  return list;
}
