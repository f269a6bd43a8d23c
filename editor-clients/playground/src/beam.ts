// The beam as a tree to draw: pieces joined to branches, laid out from left to right. Pure.

import type { BeamNode } from "./protocol";

/** A run of pieces without a fork. */
export interface Branch {
  text: string;
  logProbability: number; // of the path to its end
  probability: number; // of the path to its end
  isLine: boolean; // the path is one of the lines that were found
  children: Branch[]; // the likeliest first
}

export interface Placed {
  branch: Branch;
  x: number; // left edge of its text
  y: number; // middle of its row
  width: number;
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
  tail: number; // behind a line, for its figures
}

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

/** The root of the tree; null without nodes. */
export function branches(nodes: readonly BeamNode[]): Branch | null {
  const children = new Map<number | null, BeamNode[]>();
  for (const node of nodes) {
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

function grown(
  first: BeamNode,
  children: Map<number | null, BeamNode[]>,
  before: string,
): Branch {
  let node = first;
  let text = node.text;
  let next = children.get(node.id) ?? [];
  const isRoot = node.parent === null;
  while (!isRoot && next.length === 1 && !node.isLine && next[0]) {
    node = next[0];
    text = joined(before + text, node).slice(before.length);
    next = children.get(node.id) ?? [];
  }
  return {
    text,
    logProbability: node.logProbability,
    probability: Math.exp(node.logProbability),
    isLine: node.isLine,
    children: next.map((child) => grown(child, children, before + text)),
  };
}

/** Every leaf has a row of its own; a parent stands in the middle of its children. */
export function laidOut(root: Branch, measures: Measures): Drawing {
  const placed: Placed[] = [];
  let rows = 0;
  let width = 0;
  function place(branch: Branch, x: number, parent: Placed | null): Placed {
    const own: Placed = { branch, x, y: 0, width: [...branch.text].length * measures.character, parent };
    placed.push(own);
    const right = x + own.width;
    width = Math.max(width, right + (branch.isLine ? measures.tail : 0));
    const below = branch.children.map((child) => place(child, right + measures.gap, own));
    const first = below[0];
    const last = below.at(-1);
    own.y = first && last ? (first.y + last.y) / 2 : (rows++ + 0.5) * measures.row;
    return own;
  }
  place(root, 0, null);
  return { placed, width, height: rows * measures.row };
}

