// One sentence above the editor, on what a person can mend, perhaps with a button.

export class Banner {
  constructor(private readonly box: HTMLElement) {}

  say(...parts: (string | Node)[]): void {
    this.box.replaceChildren(...parts);
    this.box.hidden = false;
  }

  /** With something that a button does, and that is done once. */
  offer(sentence: string, label: string, act: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = label;
    button.onclick = () => {
      this.clear();
      act();
    };
    this.say(`${sentence} `, button);
  }

  clear(): void {
    this.box.hidden = true;
    this.box.replaceChildren();
  }
}
