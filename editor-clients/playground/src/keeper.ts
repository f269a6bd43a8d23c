// When the text on the screen is kept: a short one at every key, a long one soon after it, and any
// before it is left.

import type { Banner } from "./banner";
import type { Sheets } from "./sheets";

const SHORT_TEXT = 50_000; // characters
const SOON_MS = 400;
const FULL =
  "This browser keeps no more texts: download this one before you leave, or remove others.";

export class Keeper {
  private isUnkept = false;
  private isFull = false; // the browser keeps no more
  private timer = 0;

  constructor(
    private readonly sheets: Sheets,
    private readonly banner: Banner,
    private readonly renamed: () => void, // the text on the screen has become one of somebody's own
  ) {
    window.addEventListener("pagehide", () => this.now());
    document.addEventListener("visibilitychange", () => this.now());
    window.addEventListener("beforeunload", (event) => {
      this.now();
      if (this.isUnkept) event.preventDefault(); // the browser asks whether to leave
    });
  }

  /** After a change. */
  soon(): void {
    this.isUnkept = true;
    clearTimeout(this.timer);
    if (this.sheets.current.state.doc.length < SHORT_TEXT) this.now();
    else this.timer = window.setTimeout(() => this.now(), SOON_MS);
  }

  now(): void {
    if (!this.isUnkept) return;
    clearTimeout(this.timer);
    const { current } = this.sheets;
    const { title, keptId } = current;
    this.sheets.keep();
    if (this.sheets.isKeeping && this.isFull) this.banner.clear();
    this.isUnkept = this.isFull = !this.sheets.isKeeping;
    if (this.isFull) this.banner.say(FULL);
    if (current.title !== title || current.keptId !== keptId) this.renamed();
  }
}
