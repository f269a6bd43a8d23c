// The help, and how likely a line must be to become ghost text.

import { byId } from "./dom";
import { percent } from "./figures";
import type { Preferences } from "./preferences";
import type { Server } from "./server";

const THRESHOLDS = [0, 0.15, 0.3, 0.4, 0.6, 0.8];

/** Opens by its button, and by ? where no text is written. */
export function wireHelp(): void {
  const help = byId<HTMLDialogElement>("help");
  byId<HTMLElement>("help-open").onclick = () => help.showModal();
  document.addEventListener("keydown", (event) => {
    const isWriting = (event.target as Element).closest?.(".cm-editor, textarea, input, select");
    if (event.key !== "?" || isWriting || help.open) return;
    event.preventDefault();
    help.showModal();
  });
  help.onclick = (event) => {
    if (event.target === help) help.close(); // beside it
  };
}

/** What the address says, else what was chosen before, else the server's own. */
export function wireThreshold(server: Server, preferences: Preferences, changed: () => void): void {
  const select = byId<HTMLSelectElement>("threshold");
  const kept = preferences.get("minimum");
  const isInAddress = new URLSearchParams(location.search).has("minimumProbability");
  if (kept !== null && !isInAddress && THRESHOLDS.includes(Number(kept))) {
    server.minimumProbability = Number(kept);
  }
  const values = [...new Set([...THRESHOLDS, server.minimumProbability])].sort((a, b) => a - b);
  select.append(...values.map((value) => new Option(value ? percent(value) : "any", String(value))));
  select.value = String(server.minimumProbability);
  select.onchange = () => {
    preferences.set("minimum", select.value);
    server.minimumProbability = Number(select.value);
    changed();
  };
}
