// What stands below the editor: the offer with its probability, or why there is none. Pure.
//
// A line has one probability on this page, the one that the list shows.

import { percent } from "./figures";
import type { Explanation } from "./protocol";
import type { Offer } from "./server";

export interface Place {
  ghost: Offer | null; // on the screen
  list: readonly Offer[];
  isOpen: boolean; // the list: then no ghost text stands beside it
  isDismissed: boolean; // by Esc
  isResting: boolean; // the cursor came here without typing
  minimum: number; // the least probability of ghost text that is set
}

const REASONS: Record<string, string> = {
  in_comment: "Nothing is offered inside a comment.",
  in_string: "Nothing is offered inside a literal.",
  no_break_space: "Nothing is offered: a no-break space stands left of the cursor, as web pages have it.",
  low_confidence: "Nothing is likely enough to be offered.",
  nothing_fits: "Nothing that was found fits here.",
  deadline: "The answer was not ready in time.",
  no_model: "There is no model yet to answer.",
  internal_error: "The server failed at this answer; its log says why.",
};

function likely({ probability }: Offer): string {
  return probability === null ? "" : ` · ${percent(probability)}`;
}

/** One sentence; `explanation` is null where the server gives none. */
export function sentenceOf(place: Place, explanation: Explanation | null): string {
  const { ghost, list } = place;
  if (ghost) return `Offered${likely(ghost)}: Tab takes it, Esc puts it aside.`;
  if (place.isOpen) return "The list is open: arrows choose, Tab takes, Esc closes it.";
  const reason = explanation?.reason ?? null;
  if (reason !== null && !list.length) return REASONS[reason] ?? "Nothing is offered here.";
  const line = list.find((offer) => offer.isLine);
  if (place.isDismissed) return "You have put the offer aside: here it does not come again.";
  if (!line) return list[0] ? `No whole line is likely. ${listed(list[0])}` : "Nothing is offered here.";
  if (place.isResting) return `Ghost text comes as you type. ${listed(line)}`;
  const whenNew = explanation?.ghost.probability ?? null;
  return `${whyHidden(line, place.minimum, whenNew)} ${listed(line)}`;
}

/** The first line is known, and yet no ghost text. */
function whyHidden(line: Offer, minimum: number, whenNew: number | null): string {
  if (!/[\p{L}\p{N}"']/u.test(line.text)) return "No ghost text: punctuation is quicker typed than read.";
  if (line.probability !== null && line.probability < minimum) {
    return `No ghost text: the likeliest line is below the ${percent(minimum)} that it takes.`;
  }
  if (whenNew !== null && whenNew < minimum) {
    return "No ghost text: lines like this one, when they come anew, are right too seldom.";
  }
  return "No ghost text: reading it costs more keys than it saves.";
}

function listed(offer: Offer): string {
  return `The list has ${offer.text.trim()}${likely(offer)}.`;
}
