// The editor itself: CodeMirror for Java, with our ghost text and our list.

import {
  closeBrackets,
  closeBracketsKeymap,
  moveCompletionSelection,
  startCompletion,
} from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyField,
  historyKeymap,
  indentLess,
  indentMore,
  redoDepth,
  undoDepth,
} from "@codemirror/commands";
import { java } from "@codemirror/lang-java";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState, type Extension, Prec, type StateEffect } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  type ViewUpdate,
} from "@codemirror/view";
import type { Asking } from "./asking";
import { plainQuotes } from "./closers";
import type { Kept } from "./documents";
import { type GhostCommands, ghostText } from "./ghost";
import { leaving } from "./leaving";
import { acceptOnEnter, list, takeFromList } from "./list";
import { scoreField } from "./score";
import type { Offer } from "./server";
import type { StateMaker } from "./sheets";
import { theme } from "./theme";

const BRACKETS = EditorState.languageData.of(() => [
  { closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } },
]);
const FIELDS = { history: historyField, score: scoreField };
const GHOST_LINE = 28; // pixels: below the cursor's line is room for ghost text that is wrapped
const undoing = new Compartment();

export interface Parts {
  asking: Asking;
  ghosts: GhostCommands;
  takenFromList: (offer: Offer) => void;
  updated: (update: ViewUpdate) => void;
  turnBack: (isForward: boolean) => boolean; // to the text that was there before
  save: () => void;
  said: (sentence: string) => void;
  covered: (view: EditorView) => number; // pixels at its lower edge that the buttons lie over
  nonce: string;
}

/** After a replay: from here on there are steps of undo. */
export function undoesFromHere(): StateEffect<unknown> {
  return undoing.reconfigure(history());
}

export function stateMaker(parts: Parts): StateMaker {
  const all = (undoes: boolean): Extension => [
    undoing.of(undoes ? history() : []),
    extensions(parts),
  ];
  const fresh = (text: string, cursor: number, undoes: boolean): EditorState =>
    EditorState.create({ doc: text, selection: { anchor: cursor }, extensions: all(undoes) });
  const restored = ({ text, cursor, editing }: Kept): EditorState => {
    const plain = fresh(text, Math.min(cursor, text.length), true);
    try {
      const json = { ...plain.toJSON(FIELDS), ...(editing as object) };
      return EditorState.fromJSON(json, { extensions: all(true) }, FIELDS);
    } catch {
      return plain; // of another version of this page
    }
  };
  const editing = (state: EditorState): unknown => {
    const { history: steps, score } = state.toJSON(FIELDS) as Record<string, unknown>;
    return { history: steps, score };
  };
  return { fresh, restored, editing };
}

function extensions(parts: Parts): Extension {
  const { asking, ghosts, nonce } = parts;
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    drawSelection(),
    indentUnit.of("    "),
    indentOnInput(),
    bracketMatching(),
    BRACKETS,
    plainQuotes,
    closeBrackets(),
    java(),
    theme(),
    scoreField,
    placeholder("Type Java here, for a start: imp"),
    ghostText(),
    list(asking, parts.takenFromList),
    asking.extension(),
    EditorView.updateListener.of(parts.updated),
    EditorView.scrollMargins.of((view) => ({ bottom: parts.covered(view) + GHOST_LINE })),
    EditorView.contentAttributes.of({ "aria-label": "Java editor" }),
    leaving(ghosts.dismiss, parts.said),
    Prec.highest(keymap.of(ownKeys(parts))),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}

function ownKeys({ ghosts, turnBack, save }: Parts): { key: string; run: (view: EditorView) => boolean }[] {
  const forward = (view: EditorView): boolean => redoDepth(view.state) === 0 && turnBack(true);
  return [
    { key: "Tab", run: takeFromList },
    { key: "Tab", run: ghosts.takeAll },
    { key: "Tab", run: indentMore },
    { key: "Shift-Tab", run: indentLess },
    { key: "Enter", run: acceptOnEnter },
    { key: "Mod-ArrowRight", run: ghosts.takeWord },
    { key: "End", run: ghosts.takeLine },
    { key: "Alt-]", run: ghosts.next },
    { key: "Alt-[", run: ghosts.previous },
    { key: "Ctrl-Space", run: startCompletion },
    { key: "ArrowDown", run: moveCompletionSelection(true) },
    { key: "ArrowUp", run: moveCompletionSelection(false) },
    { key: "Mod-z", run: (view) => undoDepth(view.state) === 0 && turnBack(false) },
    { key: "Mod-y", run: forward },
    { key: "Mod-Shift-z", run: forward },
    { key: "Mod-s", run: () => (save(), true) },
  ];
}
