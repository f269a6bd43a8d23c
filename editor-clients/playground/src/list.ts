// The list at the cursor: what is likely, best first, each with its probability as a bar.
//
// It comes by itself only while a word or a member is typed and no ghost text is shown: the two
// never say the same thing at once.

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  selectedCompletion,
  setSelectedCompletion,
} from "@codemirror/autocomplete";
import { isolateHistory } from "@codemirror/commands";
import type { Extension } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";
import type { Asking } from "./asking";
import { withClosers } from "./closers";
import { percent } from "./figures";
import { setGhost } from "./ghost";
import { takenOffer } from "./score";
import type { Offer } from "./server";

interface Listed extends Completion {
  offer: Offer;
}

function bar(completion: Completion): Node | null {
  const { probability } = (completion as Listed).offer;
  if (probability === null) return null;
  const box = document.createElement("span");
  box.className = "likely";
  const track = box.appendChild(document.createElement("span"));
  track.className = "track";
  track.appendChild(document.createElement("span")).style.width = `${100 * probability}%`;
  const figure = box.appendChild(document.createElement("span"));
  figure.className = "figure";
  figure.textContent = percent(probability);
  return box;
}

export function list(asking: Asking, taken: (offer: Offer) => void): Extension {
  async function source(context: CompletionContext): Promise<CompletionResult | null> {
    const { view, explicit, pos } = context;
    if (!view || (!explicit && !context.matchBefore(/[\p{L}\p{N}_$.]$/u))) return null;
    const answer = await asking.at(view, context.state);
    if (!answer?.list.length || (!explicit && answer.ghosts.length)) return null;
    const from = Math.min(pos, ...answer.list.map((offer) => offer.from));
    return { from, filter: false, options: answer.list.map((offer, i) => listed(offer, i + 1, taken)) };
  }
  return autocompletion({
    override: [source],
    activateOnTypingDelay: 0,
    interactionDelay: 0,
    selectOnOpen: false, // so that Enter is a new line until an arrow has chosen
    icons: false,
    defaultKeymap: false,
    maxRenderedOptions: 8,
    optionClass: (completion) => ((completion as Listed).offer.isLine ? "is-line" : "is-token"),
    addToOptions: [{ render: bar, position: 90 }],
  });
}

function listed(offer: Offer, keys: number, taken: (offer: Offer) => void): Listed {
  return { label: offer.text, offer, apply: (view) => takeOffer(view, offer, keys, taken) };
}

/** One step for undo; what was typed of the word meanwhile is replaced too. */
export function takeOffer(
  view: EditorView,
  offer: Offer,
  keys: number,
  taken: (offer: Offer) => void,
): void {
  const to = Math.max(offer.to, view.state.selection.main.head);
  const replaced = view.state.sliceDoc(offer.from, to).trim().length;
  const characters = offer.text.trim().length - replaced;
  const change = { from: offer.from, to, insert: offer.text };
  const written = withClosers(view.state, change, offer.imports);
  view.dispatch({
    ...written,
    effects: [...written.effects, setGhost.of(null)],
    annotations: [isolateHistory.of("full"), takenOffer.of({ characters, keys })],
    userEvent: "input.complete",
    scrollIntoView: true,
  });
  taken(offer);
}

/** Takes what an arrow has chosen, or else the first. */
export const takeFromList: Command = (view) => {
  if (completionStatus(view.state) !== "active") return false;
  if (acceptCompletion(view)) return true;
  view.dispatch({ effects: setSelectedCompletion(0) });
  return acceptCompletion(view);
};

/** Enter takes only what an arrow has chosen. */
export const acceptOnEnter: Command = (view) =>
  selectedCompletion(view.state) !== null && acceptCompletion(view);
