// The network at work: from one step to as fast as it goes.

import type { Run, RunStep } from "./desk";

export interface Speed {
  pauseMs: number;
  steps: number; // drawn at once
}

export const SPEEDS: Record<string, Speed> = {
  calm: { pauseMs: 700, steps: 1 },
  brisk: { pauseMs: 120, steps: 1 },
  fast: { pauseMs: 16, steps: 25 },
  none: { pauseMs: 0, steps: Infinity },
};

export class Watching {
  at = 0; // steps that have been made
  private timer = 0;

  constructor(
    readonly run: Run,
    private readonly changed: () => void,
  ) {}

  get isRunning(): boolean {
    return this.timer !== 0;
  }

  get isOver(): boolean {
    return this.at >= this.run.steps.length;
  }

  /** The next step, or null at the end. */
  get next(): RunStep | null {
    return this.run.steps[this.at] ?? null;
  }

  play(speed: Speed): void {
    this.pause();
    if (this.isOver) this.at = 0;
    const tick = (): void => {
      this.at = Math.min(this.at + speed.steps, this.run.steps.length);
      this.timer = this.isOver ? 0 : window.setTimeout(tick, speed.pauseMs);
      this.changed();
    };
    this.timer = window.setTimeout(tick, speed.pauseMs);
    this.changed();
  }

  pause(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.changed();
  }

  step(): void {
    this.pause();
    this.goTo(Math.min(this.at + 1, this.run.steps.length));
  }

  goTo(at: number): void {
    this.at = at;
    this.changed();
  }
}
