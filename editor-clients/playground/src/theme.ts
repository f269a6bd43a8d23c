// How the editor looks: all colours are the page's own variables, so light and dark are one theme.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const LOOK = EditorView.theme({
  "&": {
    position: "absolute !important", // it fills its frame, however tall that is
    inset: 0,
    backgroundColor: "transparent",
    color: "var(--ink)",
    fontSize: "14px",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontVariantLigatures: "none",
    lineHeight: "1.55",
  },
  ".cm-content": { padding: "12px 0", caretColor: "var(--beam)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-cursor": { borderLeft: "2px solid var(--beam)" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--ghost)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 16px", fontSize: "12px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active-line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--track)" },
  ".cm-ghost": { color: "var(--ghost)", whiteSpace: "pre-wrap" },
  ".cm-ghost[data-likely]::after": {
    content: "attr(data-likely)",
    marginLeft: "10px",
    padding: "0 5px",
    borderRadius: "3px",
    backgroundColor: "var(--track)",
    color: "var(--soft)",
    fontSize: "11px",
  },
  ".cm-placeholder": { color: "var(--ghost)" },
  ".cm-tooltip": {
    border: "1px solid var(--rule)",
    borderRadius: "6px",
    backgroundColor: "var(--sheet)",
    boxShadow: "0 6px 22px rgb(0 0 0 / 14%)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    fontVariantLigatures: "none",
    maxHeight: "15em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    gap: "4px 22px",
    padding: "3px 12px",
    color: "var(--ink)",
    whiteSpace: "pre-wrap",
    overflow: "visible",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { maxWidth: "calc(100vw - 30px)" },
  "@media (max-width: 560px)": {
    // Long lines are wrapped: sideways, the offer at their end would be out of sight.
    ".cm-content": { whiteSpace: "break-spaces", wordBreak: "break-word", flexShrink: "1" },
    ".cm-line": { padding: "0 4px" },
    ".cm-lineNumbers .cm-gutterElement": { padding: "0 5px 0 7px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { minWidth: "0", maxWidth: "calc(100vw - 32px)" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "7px 10px" },
    ".likely .track": { width: "24px" },
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--selection)" },
  ".cm-completionLabel": { flex: "1 1 auto", minWidth: "0", overflowWrap: "anywhere" },
  ".likely": { display: "flex", alignItems: "center", gap: "9px" },
  ".likely .track": { width: "64px", height: "5px" },
  ".likely .figure": { width: "6ch", textAlign: "right", color: "var(--soft)" },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.bool, tags.null, tags.self], color: "var(--keyword)" },
  { tag: [tags.typeName, tags.className, tags.standard(tags.typeName)], color: "var(--type)" },
  { tag: [tags.string, tags.character], color: "var(--string)" },
  { tag: tags.number, color: "var(--number)" },
  { tag: tags.comment, color: "var(--soft)" },
]);

export function theme(): Extension {
  return [LOOK, syntaxHighlighting(COLOURS)];
}
