// Texts that come from outside: files that are chosen or dropped, and what a link carries.

import type { Banner } from "./banner";
import { byId } from "./dom";
import { RefusedError, textOf, whenDropped } from "./files";
import type { Program } from "./programs";
import { isLink, LinkError, sharedIn } from "./share";

export class Incoming {
  constructor(
    private readonly banner: Banner,
    private readonly came: (program: Program) => void,
  ) {
    const chooser = byId<HTMLInputElement>("file");
    byId<HTMLElement>("open").onclick = () => chooser.click();
    chooser.onchange = () => {
      const file = chooser.files?.[0];
      if (file) void this.openFile(file);
      chooser.value = ""; // the same file can be chosen again
    };
    whenDropped(byId("editor"), (file) => void this.openFile(file));
    window.addEventListener("hashchange", () => void this.openLink());
  }

  /** What came with the address. It goes from there: a reload shows what was made of it. */
  async openLink(): Promise<void> {
    if (!isLink(location.hash)) return;
    const { hash } = location;
    history.replaceState(null, "", location.pathname + location.search);
    try {
      const shared = await sharedIn(hash);
      this.came({ ...shared, title: `${shared.name}, from a link` });
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.banner.say(error.message);
    }
  }

  private async openFile(file: File): Promise<void> {
    try {
      const text = await textOf(file);
      this.banner.clear();
      this.came({ name: file.name, title: file.name, text, statement: "" });
    } catch (error) {
      const isRefused = error instanceof RefusedError;
      this.banner.say(isRefused ? error.message : `${file.name} cannot be read.`);
    }
  }
}
