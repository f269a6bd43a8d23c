// The beam as a tree to draw: pieces joined to branches, laid out from left to right. Pure.

import type { BeamNode } from "./protocol";

/** A run of pieces without a fork. */
export interface Branch {
  text: string;
  logProbability: number; // of the path to its end
  probability: number; // of the path to its end
  line: number; // probability that the line is this path and ends here; 0 if it is no line
  children: Branch[]; // the likeliest first
}

export interface Placed {
  branch: Branch;
  x: number; // left edge of its text
  y: number; // middle of its row
  width: number; // of its text
  parent: Placed | null;
}

export interface Drawing {
  placed: Placed[];
  width: number;
  height: number;
}

/** In the units of the drawing. */
export interface Measures {
  character: number;
  row: number;
  gap: number; // between a branch and the next one
  tail: number; // behind a line, for its probability
  figure: number; // below the text, its log-probability
}

const LEAST_LINE = 0.001;
const SPACED_KEYWORD = /^(?:if|for|while|switch|catch|return|else|do|try|synchronized)$/;
const NO_SPACE_BEFORE = /^[)\];,.⏎]|^(?:\+\+|--)$/;
const NO_SPACE_AFTER = /[([.!~@⏎⇥⇤]$/;

/** Two pieces as a reader wants to see them: the model itself knows of no blanks. */
export function joined(left: string, piece: BeamNode): string {
  if (!left || piece.isStart === false) return left + piece.text;
  const word = /[\p{L}\p{N}_$]+$/u.exec(left)?.[0] ?? "";
  const isCall = /^[([]/.test(piece.text) && word !== "" && !SPACED_KEYWORD.test(word);
  const isTight = isCall || NO_SPACE_BEFORE.test(piece.text) || NO_SPACE_AFTER.test(left);
  return isTight ? left + piece.text : `${left} ${piece.text}`;
}

/** Of the path as a whole line; 0 where no line was found, or one not worth a figure. */
function lineProbability(node: BeamNode): number {
  if (!node.isLine) return 0;
  const probability = Math.exp(node.logProbability) * (node.endProbability ?? 1);
  return probability >= LEAST_LINE ? probability : 0;
}

/** The root of the tree with the `most` likeliest paths, whole lines before others. */
export function branches(nodes: readonly BeamNode[], most: number): Branch | null {
  const children = new Map<number | null, BeamNode[]>();
  for (const node of likeliest(nodes, most)) {
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  for (const siblings of children.values()) {
    siblings.sort((a, b) => b.logProbability - a.logProbability);
  }
  const root = children.get(null)?.[0];
  return root ? grown(root, children, "") : null;
}

/** The nodes on paths that go along `typed`, the part of a word left of the cursor. */
export function along(nodes: readonly BeamNode[], typed: string): readonly BeamNode[] {
  const words = new Map<number, string>(); // the first word of each path, as far as it goes
  const fitting = nodes.filter((node) => {
    const before = node.parent === null ? "" : words.get(node.parent);
    if (before === undefined) return false;
    const isNext = node.isStart !== false && before !== "";
    const word = isNext ? before : before + node.text;
    const fits = word.startsWith(typed) || (!isNext && typed.startsWith(word));
    if (fits) words.set(node.id, word);
    return fits;
  });
  return fitting.length > 1 ? fitting : nodes; // camel humps fit no such path
}

/** The paths that are drawn, as the nodes on them. */
function likeliest(nodes: readonly BeamNode[], most: number): BeamNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Set(nodes.map((node) => node.parent));
  const ends = nodes.filter((node) => lineProbability(node) || !parents.has(node.id));
  ends.sort(
    (a, b) => lineProbability(b) - lineProbability(a) || b.logProbability - a.logProbability,
  );
  const kept = new Set<BeamNode>();
  for (const end of ends.slice(0, most)) {
    let node: BeamNode | undefined = end;
    while (node && !kept.has(node)) {
      kept.add(node);
      node = node.parent === null ? undefined : byId.get(node.parent);
    }
  }
  return nodes.filter((node) => kept.has(node));
}

function grown(
  first: BeamNode,
  children: Map<number | null, BeamNode[]>,
  before: string,
): Branch {
  let node = first;
  let text = node.text;
  let next = children.get(node.id) ?? [];
  const isRoot = node.parent === null;
  while (!isRoot && next.length === 1 && !lineProbability(node) && next[0]) {
    node = next[0];
    text = joined(before + text, node).slice(before.length);
    next = children.get(node.id) ?? [];
  }
  return {
    text,
    logProbability: node.logProbability,
    probability: Math.exp(node.logProbability),
    line: lineProbability(node),
    children: next.map((child) => grown(child, children, before + text)),
  };
}

/** Every leaf has a row of its own; the likeliest path runs straight, the others leave below it. */
export function laidOut(root: Branch, measures: Measures): Drawing {
  const placed: Placed[] = [];
  let rows = 0;
  let width = 0;
  function place(branch: Branch, x: number, parent: Placed | null): Placed {
    const own: Placed = { branch, x, y: 0, width: [...branch.text].length * measures.character, parent };
    placed.push(own);
    const right = x + own.width + (branch.line ? measures.tail : 0);
    width = Math.max(width, right, x + measures.figure);
    const below = branch.children.map((child) => place(child, right + measures.gap, own));
    own.y = below[0]?.y ?? (rows++ + 0.5) * measures.row;
    return own;
  }
  place(root, 0, null);
  return { placed, width, height: rows * measures.row };
}

