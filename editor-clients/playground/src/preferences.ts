// What a person has chosen on this page, kept by this browser for the next time.

export type Keeping = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "beamcoder.choice.";

/** The browser's storage, or null where it keeps nothing, as some do in private windows. */
export function browserStorage(kind: "localStorage" | "sessionStorage"): Keeping | null {
  try {
    const storage = window[kind];
    storage.setItem(PREFIX, "");
    storage.removeItem(PREFIX);
    return storage;
  } catch {
    return null;
  }
}

export class Preferences {
  constructor(private readonly storage: Keeping | null) {}

  get(name: string): string | null {
    return this.storage?.getItem(PREFIX + name) ?? null;
  }

  set(name: string, value: string): void {
    try {
      this.storage?.setItem(PREFIX + name, value);
    } catch {
      // full: it holds until the page is left
    }
  }
}
