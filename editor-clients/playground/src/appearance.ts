// Light or dark, and how much of a small screen its keyboard takes.

import type { Preferences } from "./preferences";

/** As the system has it, until somebody chooses; the choice is kept. The button says what it does. */
export function wireTheme(button: HTMLButtonElement, preferences: Preferences): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => {
    const chosen = preferences.get("theme");
    return chosen === null ? system.matches : chosen === "dark";
  };
  let isDarkNow = isDark();
  const apply = (): void => {
    document.documentElement.dataset["theme"] = isDarkNow ? "dark" : "light";
    button.textContent = isDarkNow ? "Light" : "Dark";
    button.title = isDarkNow ? "Light colours" : "Dark colours";
    button.setAttribute("aria-label", button.title);
  };
  button.onclick = () => {
    isDarkNow = !isDarkNow;
    preferences.set("theme", isDarkNow ? "dark" : "light");
    apply();
  };
  system.onchange = () => {
    isDarkNow = isDark();
    apply();
  };
  apply();
}

/** Where a keyboard lies over the page, the buttons that stick to its lower edge stay above it.
 * `changed` is called when there is more or less room. */
export function wireKeyboard(changed: () => void): void {
  const screen = window.visualViewport;
  if (!screen) return;
  const measure = (): void => {
    const covered = Math.max(0, window.innerHeight - screen.height - screen.offsetTop);
    document.documentElement.style.setProperty("--keyboard", `${covered.toFixed(0)}px`);
    changed();
  };
  screen.addEventListener("resize", measure);
}

/** How many pixels at the lower edge of one element another lies over. */
export function coveredBy(upper: Element, lower: Element): number {
  const over = lower.getBoundingClientRect().bottom - upper.getBoundingClientRect().top;
  return Math.max(0, over);
}

/** A button beside the editor takes no focus from it: on a phone its keyboard would go. */
export function keepFocus(buttons: Iterable<HTMLElement>): void {
  for (const button of buttons) {
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("mousedown", (event) => event.preventDefault());
  }
}
