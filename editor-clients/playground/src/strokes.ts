// What a program costs to type, counted as `beamcoder evaluate` counts keystrokes saved: the
// characters of its tokens, one blank where there is space between two, one line end a code line.
// Indentation, comments and blank lines are left out. Brackets that close another one, and line
// ends before them, are typed by the editor: neither keys nor characters.

export interface Stroke {
  start: number; // where in the program the character stands
  end: number; // behind it; behind all the white space for a blank or a line end
  byUser: boolean;
}

const CLOSERS: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
const QUOTES = ['"', "'"];

interface Spot {
  start: number;
  end: number;
  kind: "sign" | "literal" | "gap";
}

/** The program as single characters, whole literals, and gaps of white space and comments. */
function* spots(text: string): Generator<Spot> {
  const shapes =
    /(?<gap>(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)+)|(?<literal>"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|[^]/gu;
  for (const found of text.matchAll(shapes)) {
    const start = found.index;
    const kind = found.groups?.["gap"] ? "gap" : found.groups?.["literal"] ? "literal" : "sign";
    yield { start, end: start + found[0].length, kind };
  }
}

/** Where each bracket that closes another one stands. */
function closingBrackets(text: string): Set<number> {
  const closing = new Set<number>();
  const opened: string[] = [];
  for (const { start, kind } of spots(text)) {
    const sign = text[start] ?? "";
    if (kind !== "sign") continue;
    if (sign in CLOSERS) opened.push(CLOSERS[sign] ?? "");
    else if (opened.length && sign === opened.at(-1)) {
      opened.pop();
      closing.add(start);
    }
  }
  return closing;
}

export function strokesOf(text: string): Stroke[] {
  const closing = closingBrackets(text);
  const strokes: Stroke[] = [];
  for (const { start, end, kind } of spots(text)) {
    if (kind === "gap") {
      const isLineEnd = text.slice(start, end).includes("\n");
      const isOutside = start === 0 || end === text.length;
      const byUser = !(isLineEnd && closing.has(end));
      if (!isOutside) strokes.push({ start, end, byUser });
      continue;
    }
    for (let at = start; at < end; at++) {
      strokes.push({ start: at, end: at + 1, byUser: !closing.has(at) });
    }
  }
  return strokes;
}

/** How many characters the user still has to give from each stroke on; 0 at the end. */
export function remaining(strokes: readonly Stroke[]): number[] {
  const counts = new Array<number>(strokes.length + 1).fill(0);
  for (let i = strokes.length - 1; i >= 0; i--) {
    counts[i] = (counts[i + 1] ?? 0) + (strokes[i]?.byUser ? 1 : 0);
  }
  return counts;
}

/** The brackets that are open at the end of a text, as they will be closed: innermost first. */
export function openBrackets(text: string): string {
  const opened: string[] = [];
  for (const { start, kind } of spots(text)) {
    const sign = text[start] ?? "";
    if (kind !== "sign") continue;
    if (sign in CLOSERS) opened.push(CLOSERS[sign] ?? "");
    else if (sign === opened.at(-1)) opened.pop();
  }
  return opened.reverse().join("");
}

/** Whether the text behind closes all that is open before it, and so the bracket opened last. */
export function isClosedBehind(before: string, behind: string): boolean {
  const sign = before.at(-1) ?? "";
  if (!(sign in CLOSERS)) return false;
  let depth = 0;
  let nClosed = 0;
  for (const { start, kind } of spots(behind)) {
    const found = kind === "sign" ? (behind[start] ?? "") : "";
    if (found in CLOSERS) depth++;
    else if (!Object.values(CLOSERS).includes(found)) continue;
    else if (depth > 0) depth--;
    else nClosed++;
  }
  return nClosed >= openBrackets(before).length;
}

/** Where the brackets and the quote stand that a text opens and does not close, in its order. */
export function leftOpen(text: string): number[] {
  const opened: { sign: string; start: number }[] = [];
  for (const { start, kind } of spots(text)) {
    const sign = text[start] ?? "";
    if (kind !== "sign") continue;
    if (sign in CLOSERS || QUOTES.includes(sign)) opened.push({ sign, start });
    else if (opened.length && sign === CLOSERS[opened.at(-1)?.sign ?? ""]) opened.pop();
    if (QUOTES.includes(sign)) break; // what follows is the literal's own text
  }
  return opened.map(({ start }) => start);
}

/** Whether `offered` at `from` is how the program goes on, up to the end of a token. */
export function isRight(program: string, from: number, offered: string): boolean {
  const end = from + offered.length;
  if (!offered || program.slice(from, end) !== offered) return false;
  const isWord = (sign: string | undefined): boolean => /[\p{L}\p{N}_$]/u.test(sign ?? "");
  return !(isWord(program[end - 1]) && isWord(program[end]));
}
