// The map of a search as a picture: dots that can be pointed at and opened.

import { isLeft, layOut } from "./chart";
import type { FoundMap } from "./found";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 400;
const HEIGHT = 340;

export interface PictureListener {
  opened(result: number): void;
  pointed(result: number | null): void;
}

/** Hidden from readers of a screen, whom the list tells the same. */
export function draw(svg: SVGSVGElement, map: FoundMap, listener: PictureListener): void {
  const chart = layOut(map, WIDTH, HEIGHT);
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  const parts: SVGElement[] = chart.dots.map(({ x, y, point, label }) => {
    const { result } = point;
    const group = make("g", { class: result === null ? "neighbour" : "dot" });
    group.append(make("circle", { cx: x, cy: y, r: result === null ? 3 : 6 }), titled(point));
    if (label) {
      const left = isLeft(x, label, WIDTH);
      const at = { x: left ? x - 9 : x + 9, y: y + 4, "text-anchor": left ? "end" : "start" };
      group.append(make("text", at, label));
    }
    if (result === null) return group;
    group.dataset["result"] = String(result);
    group.onclick = () => listener.opened(result);
    group.onpointerenter = () => listener.pointed(result);
    group.onpointerleave = () => listener.pointed(null);
    return group;
  });
  const { x, y } = chart.query;
  const cross = `M${x - 6} ${y}h12M${x} ${y - 6}v12`;
  parts.push(make("path", { class: "query", d: cross }));
  svg.replaceChildren(...parts);
}

function titled({ name, class: owner }: { name: string; class: string }): SVGElement {
  return make("title", {}, owner ? `${owner}.${name}` : name);
}

function make(tag: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}
