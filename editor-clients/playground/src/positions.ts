// Positions of LSP and offsets of the editor's text, and the edits that are made of them.

import type { Text } from "@codemirror/state";
import type { Position, Range, TextEdit } from "./protocol";

/** A text that goes in at an offset. */
export interface Inserted {
  from: number;
  insert: string;
}

export function positionOf(text: Text, offset: number): Position {
  const line = text.lineAt(offset);
  return { line: line.number - 1, character: offset - line.from };
}

export function offsetOf(text: Text, { line, character }: Position): number {
  if (line >= text.lines) return text.length;
  const found = text.line(line + 1);
  return Math.min(found.from + character, found.to);
}

export function between(range: Range | undefined, text: Text, offset: number): { from: number; to: number } {
  if (!range) return { from: offset, to: offset };
  return { from: offsetOf(text, range.start), to: offsetOf(text, range.end) };
}

/** The imports that come with an item. */
export function insertions(edits: readonly TextEdit[] | undefined, text: Text): Inserted[] {
  return (edits ?? []).map(({ range, newText }) => ({
    from: offsetOf(text, range.start),
    insert: newText,
  }));
}
