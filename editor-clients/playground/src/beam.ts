// The beam as a tree to draw: pieces joined to branches, laid out from left to right. Pure.

import { percent } from "./figures";
import type { BeamNode, ExplainedItem } from "./protocol";

/** A run of pieces without a fork. */
export interface Branch {
  text: string;
  path: string; // of the whole way to its end
  probability: number; // that the search gives this way
  isLine: boolean; // the search found that a line ends here
  line: ExplainedItem | null; // what the list says of that line
  weight: number; // 0 to 1: how thick it is drawn
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
}

const LEAST_LINE = 0.001;
const UNLISTED = 0.12; // of a way's weight, where no listed line lies on it
const SPACED_KEYWORD = /^(?:if|for|while|switch|catch|return|else|do|try|synchronized)$/;
const NO_SPACE_BEFORE = /^[)\];,.⏎]/;
const NO_SPACE_AFTER = /[([.!~@⏎⇥⇤]$|(?:^|[^\p{L}\p{N}_$)\]])(?:\+\+|--)$/u;

/** Two pieces as a reader wants to see them: the model itself knows of no blanks. */
export function joined(left: string, piece: BeamNode): string {
  if (!left || piece.isStart === false) return left + piece.text;
  const word = /[\p{L}\p{N}_$]+$/u.exec(left)?.[0] ?? "";
  const isCall = /^[([]/.test(piece.text) && word !== "" && !SPACED_KEYWORD.test(word);
  const isCounted = /^(?:\+\+|--)$/.test(piece.text) && /[\p{L}\p{N}_$)\]]$/u.test(left);
  const isTight = isCall || isCounted || NO_SPACE_BEFORE.test(piece.text) || NO_SPACE_AFTER.test(left);
  return isTight ? left + piece.text : `${left} ${piece.text}`;
}

/** Of the path as a whole line; 0 where no line was found, or one not worth a figure. */
function lineProbability(node: BeamNode): number {
  if (!node.isLine) return 0;
  const probability = Math.exp(node.logProbability) * (node.endProbability ?? 1);
  return probability >= LEAST_LINE ? probability : 0;
}

/** A line as it is compared: spacing is the buffer's own, and not the search's. */
function bare(line: string): string {
  return line.replace(/\s+/g, "");
}

/** What stands around the cursor: the search writes whole lines, an item only what is missing. */
export interface Around {
  typed: string; // of a word, left of the cursor
  right: string; // of the line, right of the cursor
}

/** The root of the tree with the `most` best paths: listed lines, then other lines, then the rest. */
export function branches(
  nodes: readonly BeamNode[],
  most: number,
  lines: readonly ExplainedItem[] = [],
  around: Around = { typed: "", right: "" },
): Branch | null {
  const paths = pathsOf(nodes);
  const listed = matched(nodes, paths, lines, around);
  const lineOf = (node: BeamNode): ExplainedItem | null => listed.get(node.id) ?? null;
  const children = new Map<number | null, BeamNode[]>();
  for (const node of best(nodes, most, lineOf)) {
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  const root = children.get(null)?.[0];
  return root ? grown(root, { children, paths, lineOf }) : null;
}

/** The item that each found line is in the list: none has two. */
function matched(
  nodes: readonly BeamNode[],
  paths: Map<number, string>,
  lines: readonly ExplainedItem[],
  { typed, right }: Around,
): Map<number, ExplainedItem> {
  const ends = nodes.filter((node) => node.isLine);
  ends.sort((a, b) => b.logProbability - a.logProbability);
  const found = new Map<number, ExplainedItem>();
  for (const line of lines) {
    const texts = [bare(line.text), bare(typed + line.text)];
    const isIt = (node: BeamNode, fits: (path: string, text: string) => boolean): boolean =>
      !found.has(node.id) && texts.some((text) => fits(bare(paths.get(node.id) ?? ""), text));
    const node =
      ends.find((each) => isIt(each, (path, text) => path === text)) ??
      ends.find((each) => isIt(each, (path, text) => isClosedBy(path, text, bare(right))));
    if (node) found.set(node.id, line);
  }
  return found;
}

/** Whether a path is an item's text and closers, of which the first stands right of the cursor. */
function isClosedBy(path: string, text: string, right: string): boolean {
  const rest = path.slice(text.length);
  return path.startsWith(text) && /^[)\]};]+$/.test(rest) && right.startsWith(rest[0] ?? "");
}

/** What is read along the way to each node. */
function pathsOf(nodes: readonly BeamNode[]): Map<number, string> {
  const paths = new Map<number, string>();
  for (const node of nodes) {
    const before = node.parent === null ? "" : (paths.get(node.parent) ?? "");
    paths.set(node.id, node.parent === null ? "" : joined(before, node));
  }
  return paths;
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
function best(
  nodes: readonly BeamNode[],
  most: number,
  lineOf: (node: BeamNode) => ExplainedItem | null,
): BeamNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Set(nodes.map((node) => node.parent));
  const rank = new Map<BeamNode, number>();
  for (const node of nodes) {
    const listed = lineOf(node);
    const isEnd = listed !== null || lineProbability(node) > 0 || !parents.has(node.id);
    if (isEnd) rank.set(node, listed ? 2 + listed.probability : lineProbability(node));
  }
  const ends = [...rank.keys()];
  const value = (node: BeamNode): number => rank.get(node) ?? 0;
  ends.sort((a, b) => value(b) - value(a) || b.logProbability - a.logProbability);
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

interface Growing {
  children: Map<number | null, BeamNode[]>;
  paths: Map<number, string>;
  lineOf: (node: BeamNode) => ExplainedItem | null;
}

function grown(first: BeamNode, growing: Growing, before = ""): Branch {
  const { children, paths, lineOf } = growing;
  let node = first;
  let next = children.get(node.id) ?? [];
  const isEnd = (): boolean => lineProbability(node) > 0 || lineOf(node) !== null;
  while (node.parent !== null && next.length === 1 && !isEnd() && next[0]) {
    node = next[0];
    next = children.get(node.id) ?? [];
  }
  const path = paths.get(node.id) ?? "";
  const probability = Math.exp(node.logProbability);
  const line = lineOf(node);
  const grownUp = next.map((child) => grown(child, growing, path));
  grownUp.sort((a, b) => b.weight - a.weight || b.probability - a.probability);
  const weights = grownUp.map(({ weight }) => weight);
  return {
    text: path.slice(before.length).trimStart(),
    path,
    probability,
    isLine: isEnd(),
    line,
    weight: Math.max(line?.probability ?? UNLISTED * probability, ...weights),
    children: grownUp,
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
    width = Math.max(width, right);
    const below = branch.children.map((child) => place(child, right + measures.gap, own));
    own.y = below[0]?.y ?? (rows++ + 0.5) * measures.row;
    return own;
  }
  place(root, 0, null);
  return { placed, width, height: rows * measures.row };
}


/** As wide as there is room for: the same drawing with the largest of the gaps that fits. */
export function fitted(root: Branch, measures: Measures, room: number, gaps: readonly number[]): Drawing {
  let drawing = laidOut(root, measures);
  for (const gap of gaps) {
    drawing = laidOut(root, { ...measures, gap });
    if (drawing.width <= room) break;
  }
  return drawing;
}

/** What is to be said of a way, for who points at it. */
export function detailOf({ path, probability, isLine, line }: Branch): string {
  if (line) {
    const rules = line.weight < 0.995 ? `, the rules multiply that by ${line.weight.toFixed(2)}` : "";
    return (
      `${path} is the next line with ${percent(line.probability)}, as in the list. ` +
      `The search gives it ${percent(line.modelProbability)}${rules}; then it is calibrated.`
    );
  }
  const begin = `${path} is on ${percent(probability)} of the ways that the search weighs`;
  return isLine ? `${begin}. As a line the list leaves it out: the rules or a better one do.` : `${begin}.`;
}
