// Whether the server is there and its model ready: a dot and a few words.

import { byId } from "./dom";
import type { Status } from "./protocol";

export class StateLine {
  private readonly line = byId<HTMLElement>("state");
  private readonly text = byId<HTMLElement>("state-text");

  connected(version: string): void {
    this.line.dataset["state"] = "loading";
    this.text.textContent = `Beamcoder ${version}`;
  }

  gone(): void {
    this.line.dataset["state"] = "gone";
    this.text.textContent = "no server";
  }

  /** True when the model has just become ready. */
  show({ state, model, device, message }: Status): boolean {
    const isNew = state === "ready" && this.line.dataset["state"] !== "ready";
    this.line.dataset["state"] = state;
    const millions = model ? `${(model.parameters / 1e6).toFixed(1)} M parameters` : "";
    const parts = model ? [model.name, millions, device] : [message];
    this.text.textContent = [state, ...parts].filter(Boolean).join(" · ");
    return isNew;
  }
}
