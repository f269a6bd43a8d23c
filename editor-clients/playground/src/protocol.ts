// The shapes of what is asked and answered: LSP's, and those of ../../PROTOCOL.md.

export interface Position {
  line: number;
  character: number; // in UTF-16 units, as in the browser
}

/** Where a block has grown behind the answer. */
export interface Place {
  textDocument: { uri: string };
  position: Position;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Command {
  title: string;
  command: string;
  arguments?: unknown[];
}

/** One that a client applies with an item: an import above it. */
export interface TextEdit {
  range: Range;
  newText: string;
}

export interface CompletionItem {
  label: string;
  labelDetails?: { description?: string };
  textEdit?: TextEdit;
  additionalTextEdits?: TextEdit[];
  command?: Command;
  data?: { id?: string; probability?: number; isLine?: boolean };
}

export interface CompletionList {
  items: CompletionItem[];
}

export interface InlineItem {
  insertText: string;
  range?: Range;
  command?: Command;
}

export interface InlineList {
  items: InlineItem[];
}

export interface BeamNode {
  id: number;
  parent: number | null;
  text: string;
  logProbability: number; // of the whole path, a natural logarithm
  probability: number; // of this piece behind its parent
  networkProbability?: number;
  endProbability?: number;
  isStart?: boolean;
  isLine: boolean;
}

export interface Beam {
  nodes: BeamNode[];
}

export interface ExplainedItem {
  text: string;
  probability: number; // as it is shown
  modelProbability: number; // the search's own
  weight: number; // what the rules multiplied that by
}

export interface Explanation {
  position: Position;
  reason: string | null; // why both lists are empty
  ghost: { isShown: boolean; probability: number | null; why: string };
  tokens: ExplainedItem[];
  lines: ExplainedItem[];
}

export interface StatementLine {
  line: number;
  text: string;
  change: number; // of the item's log-probability when the line is left out
}

export interface Statement {
  origin: string;
  text: string;
  words: number;
  influence: { item: string; lines: StatementLine[] } | null;
}

export interface Status {
  state: "loading" | "ready" | "failed";
  message: string;
  model: { name: string; parameters: number; sha256: string } | null;
  device: string;
  lastLatencyMs: number | null;
  version: string;
}

export type FeedbackEvent = "shown" | "accepted" | "partlyAccepted" | "dismissed";

export interface Initialized {
  capabilities: { experimental?: { beamcoder?: string[] } };
  serverInfo?: { name: string; version?: string };
}
