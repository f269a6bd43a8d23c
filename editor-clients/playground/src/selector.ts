// The choice of a text: somebody's own first, then what comes along.

import { EMPTY, type Sheets } from "./sheets";

/** Fills the select; the sheet on the screen is the one that is chosen. */
export function fill(select: HTMLSelectElement, { own, current, programs }: Sheets): void {
  const texts = own.map(({ title, value }) => new Option(title, value));
  if (current.kind === "replay") texts.unshift(new Option(current.title, current.value));
  const others = programs.map(({ title }, i) => new Option(title, String(i)));
  others.push(new Option(EMPTY.title, "new"));
  const groups = [group("Yours", texts), group("To try", others)];
  select.replaceChildren(...groups.filter((each) => each.childElementCount));
  select.value = current.value;
}

function group(label: string, options: HTMLOptionElement[]): HTMLOptGroupElement {
  const made = document.createElement("optgroup");
  made.label = label;
  made.append(...options);
  return made;
}
