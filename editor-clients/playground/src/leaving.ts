// Leaving the editor by keyboard: Esc, then Tab, whatever was open when Esc was pressed; or Ctrl M,
// after which Tab always moves on, until Ctrl M is pressed again.

import { closeCompletion } from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { type Command, EditorView, keymap } from "@codemirror/view";

const PATIENCE_MS = 600_000; // any other key ends it sooner

/** `dismiss` is what Esc does with ghost text, `said` is called with what is worth saying. */
export function leaving(dismiss: Command, said: (sentence: string) => void): Extension {
  let isAlways = false;
  const escape: Command = (view) => {
    if (!closeCompletion(view)) dismiss(view);
    view.setTabFocusMode(PATIENCE_MS);
    said("Tab now leaves the editor.");
    return true;
  };
  const toggle: Command = (view) => {
    isAlways = !isAlways;
    view.setTabFocusMode(isAlways);
    said(isAlways ? "Tab leaves the editor, until Ctrl M." : "Tab takes what is offered again.");
    return true;
  };
  const back = EditorView.domEventHandlers({
    blur: (_event, view) => {
      if (!isAlways) view.setTabFocusMode(false);
    },
  });
  const keys = [
    { key: "Escape", run: escape },
    { key: "Ctrl-m", mac: "Shift-Alt-m", run: toggle },
  ];
  return [Prec.highest(keymap.of(keys)), back];
}
