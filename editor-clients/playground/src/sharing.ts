// Copying a text as a link, and saving it as a file. Nothing is sent anywhere.

import { byId } from "./dom";
import { downloadName, fragmentOf, LinkError, type Shared } from "./share";

const SHOWN_MS = 2500;

export interface SharingParts {
  text: () => Shared; // what is on the screen
  say: (...parts: (string | Node)[]) => void;
}

export class Sharing {
  private readonly button = byId<HTMLButtonElement>("share");

  constructor(private readonly parts: SharingParts) {
    this.button.onclick = () => void this.copyLink();
    byId<HTMLElement>("download").onclick = () => this.download();
  }

  download(): void {
    const { text, name } = this.parts.text();
    const url = URL.createObjectURL(new Blob([text], { type: "text/x-java" }));
    const link = Object.assign(document.createElement("a"), { href: url });
    link.download = downloadName(text, name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), SHOWN_MS);
  }

  /** Without the token, which is nobody else's. */
  private async copyLink(): Promise<void> {
    try {
      const address = location.origin + location.pathname;
      const link = address + (await fragmentOf(this.parts.text()));
      if (await isCopied(link)) this.done();
      else this.parts.say("Copy this link: ", fieldWith(link));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.parts.say(error.message);
    }
  }

  private done(): void {
    const label = "Copy link";
    this.button.textContent = "Copied";
    byId("said").textContent = "The link is copied.";
    setTimeout(() => (this.button.textContent = label), SHOWN_MS);
  }
}

async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not allowed to this page
  }
}

function fieldWith(text: string): HTMLInputElement {
  const field = document.createElement("input");
  Object.assign(field, { value: text, readOnly: true, onfocus: () => field.select() });
  field.setAttribute("aria-label", "The link");
  return field;
}
