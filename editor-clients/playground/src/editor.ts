// The editor itself: CodeMirror for Java, with our ghost text and our list.

import {
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  moveCompletionSelection,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { java } from "@codemirror/lang-java";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Asking } from "./asking";
import { plainQuotes } from "./closers";
import { type GhostCommands, ghostText } from "./ghost";
import { acceptOnEnter, list, takeFromList } from "./list";
import type { Offer } from "./server";
import { theme } from "./theme";

const BRACKETS = EditorState.languageData.of(() => [
  { closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } },
]);

export interface Parts {
  asking: Asking;
  ghosts: GhostCommands;
  takenFromList: (offer: Offer) => void;
  nonce: string;
}

export function extensions({ asking, ghosts, takenFromList, nonce }: Parts): Extension {
  const keys = [
    { key: "Tab", run: takeFromList },
    { key: "Tab", run: ghosts.takeAll },
    { key: "Tab", run: indentMore, shift: indentLess },
    { key: "Enter", run: acceptOnEnter },
    { key: "Escape", run: closeCompletion },
    { key: "Escape", run: ghosts.dismiss },
    { key: "Mod-ArrowRight", run: ghosts.takeWord },
    { key: "End", run: ghosts.takeLine },
    { key: "Alt-]", run: ghosts.next },
    { key: "Alt-[", run: ghosts.previous },
    { key: "Ctrl-Space", run: startCompletion },
    { key: "ArrowDown", run: moveCompletionSelection(true) },
    { key: "ArrowUp", run: moveCompletionSelection(false) },
  ];
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    drawSelection(),
    history(),
    indentUnit.of("    "),
    indentOnInput(),
    bracketMatching(),
    BRACKETS,
    plainQuotes,
    closeBrackets(),
    java(),
    theme(),
    ghostText(),
    list(asking, takenFromList),
    asking.extension(),
    EditorView.contentAttributes.of({ "aria-label": "Java editor" }),
    Prec.highest(keymap.of(keys)),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}
