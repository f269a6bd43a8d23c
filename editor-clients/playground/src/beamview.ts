// Draws the beam into the page: as a picture, and as a nested list for who cannot see it and for
// screens too narrow for a picture.

import {
  along,
  type Around,
  type Branch,
  branches,
  detailOf,
  type Drawing,
  fitted,
  type Measures,
  type Placed,
} from "./beam";
import { percent } from "./figures";
import type { Beam, ExplainedItem } from "./protocol";

const SVG = "http://www.w3.org/2000/svg";
const MEASURES: Measures = { character: 8.4, row: 29, gap: 42, tail: 62 };
const GAPS = [150, 120, 95, 75, 58, 42, 30];
const MOST_PATHS = 8;
const MARGIN = 6;
const THINNEST = 0.8;
const THICKEST = 10;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export interface BeamParts {
  where: HTMLElement; // its place, in the title
  picture: SVGSVGElement;
  outline: HTMLElement;
  detail: HTMLElement; // of the way that is pointed at
  room: HTMLElement; // what scrolls
}

export class BeamView {
  private groups: { group: SVGGElement; branch: Branch }[] = [];
  private current = -1;
  private root: Branch | null = null; // what is drawn

  constructor(private readonly parts: BeamParts) {
    parts.room.addEventListener("keydown", (event) => this.step(event));
    window.addEventListener("resize", () => {
      if (this.root) this.drawIn(this.root);
    });
  }

  /** `where` is said in the title. */
  show(beam: Beam, lines: readonly ExplainedItem[], around: Around, where: string): void {
    const root = branches(along(beam.nodes, around.typed), MOST_PATHS, lines, around);
    if (!root?.children.length) {
      this.clear(`At ${where} nothing was searched.`);
      return;
    }
    this.clear("Point at a way, or use the arrow keys, to read what it is worth.");
    this.parts.where.textContent = ` at ${where}`;
    this.root = { ...root, text: "" };
    this.drawIn(this.root);
    this.parts.outline.append(listOf(root.children));
  }

  /** Empty, with a sentence on why. */
  clear(sentence: string): void {
    this.groups = [];
    this.current = -1;
    this.root = null;
    this.parts.where.textContent = "";
    this.parts.picture.replaceChildren();
    this.parts.picture.setAttribute("height", "0");
    this.parts.outline.replaceChildren();
    this.parts.detail.textContent = sentence;
    this.age(false);
  }

  /** Whether the text has changed since, and no answer has come yet. */
  age(isOld: boolean): void {
    this.parts.room.classList.toggle("is-old", isOld);
  }

  /** As wide as the page is now. */
  private drawIn(root: Branch): void {
    const room = this.parts.room.clientWidth - 2 * MARGIN;
    this.parts.picture.replaceChildren();
    this.groups = [];
    this.current = -1;
    this.draw(fitted(root, MEASURES, room, GAPS));
  }

  private draw(drawing: Drawing): void {
    const { picture } = this.parts;
    const width = drawing.width + 2 * MARGIN;
    const height = drawing.height + 2 * MARGIN;
    picture.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${width} ${height}`);
    picture.setAttribute("width", String(width));
    picture.setAttribute("height", String(height));
    for (const placed of drawing.placed) if (placed.parent) picture.append(edge(placed, placed.parent));
    for (const placed of drawing.placed) {
      const group = picture.appendChild(label(placed));
      if (!placed.parent) continue;
      const at = this.groups.push({ group, branch: placed.branch }) - 1;
      group.addEventListener("pointerenter", () => this.point(at));
      group.addEventListener("click", () => this.point(at));
    }
  }

  private step(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined || !this.groups.length) return;
    event.preventDefault();
    const last = this.groups.length - 1;
    this.point(Math.min(last, Math.max(0, this.current + step)));
    this.groups[this.current]?.group.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private point(at: number): void {
    this.groups[this.current]?.group.classList.remove("is-current");
    this.current = at;
    const found = this.groups[at];
    found?.group.classList.add("is-current");
    if (found) this.parts.detail.textContent = detailOf(found.branch);
  }
}

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

/** As thick as what lies on it is likely. */
function edge(to: Placed, from: Placed): SVGPathElement {
  const behind = from.branch.line ? MEASURES.tail : 0;
  const x = from.x + from.width + behind + (from.parent ? 4 : 0);
  const end = to.x - 5;
  const bend = (end - x) * 0.55;
  return element("path", {
    class: "edge",
    d: `M${x},${from.y} C${x + bend},${from.y} ${end - bend},${to.y} ${end},${to.y}`,
    "stroke-width": (THINNEST + (THICKEST - THINNEST) * Math.sqrt(to.branch.weight)).toFixed(2),
  });
}

function label({ branch, x, y, width, parent }: Placed): SVGGElement {
  const group = element("g", { class: branch.weight >= 0.1 ? "branch is-likely" : "branch" });
  if (!parent) {
    group.append(element("rect", { x: x - 2, y: y - 10, width: 2.5, height: 20, class: "cursor" }));
    return group;
  }
  group.append(
    element("rect", { x: x - 4, y: y - 12, width: width + 8, height: 24, rx: 4, class: "touch" }),
    element("text", { x, y: y + 4.5, class: "pieces" }, branch.text),
  );
  if (branch.line) {
    group.classList.add("is-line");
    const share = percent(branch.line.probability);
    group.append(element("text", { x: x + width + 10, y: y + 4.5, class: "share" }, share));
  }
  return group;
}

function listOf(children: readonly Branch[]): HTMLUListElement {
  const list = document.createElement("ul");
  for (const branch of children) {
    const item = list.appendChild(document.createElement("li"));
    const pieces = item.appendChild(document.createElement("code"));
    pieces.textContent = branch.text;
    if (branch.line) {
      const share = item.appendChild(document.createElement("b"));
      share.textContent = ` ${percent(branch.line.probability)}`;
    }
    if (branch.children.length) item.append(listOf(branch.children));
  }
  return list;
}
