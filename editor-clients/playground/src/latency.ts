// How long answers took: the last ones as bars, and their median.

const SHOWN = 48;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export class Latency {
  private readonly all: number[] = [];

  constructor(
    private readonly last: HTMLElement,
    private readonly middle: HTMLElement,
    private readonly bars: HTMLElement,
  ) {}

  add(ms: number): void {
    this.all.push(ms);
    this.last.textContent = ms.toFixed(0);
    const n = this.all.length;
    const answers = n === 1 ? "1 answer" : `${n} answers`;
    this.middle.textContent = `median ${median(this.all).toFixed(0)} ms, ${answers}`;
    this.draw();
  }

  clear(): void {
    this.all.length = 0;
    this.last.textContent = "–";
    this.middle.textContent = "no answer yet";
    this.bars.replaceChildren();
  }

  private draw(): void {
    const recent = this.all.slice(-SHOWN);
    const longest = Math.max(...recent);
    this.bars.replaceChildren(
      ...recent.map((ms) => {
        const bar = document.createElement("span");
        bar.style.height = `${Math.max(4, (100 * ms) / longest)}%`;
        return bar;
      }),
    );
  }
}
