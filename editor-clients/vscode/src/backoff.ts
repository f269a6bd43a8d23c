// How long to wait before a server that died is started again: longer each time, then no more.

export const FIRST_DELAY_MS = 500;
export const MAX_RESTARTS = 6;

/** A server that lived so long is taken for healthy: the next crash counts as the first one. */
export const HEALTHY_MS = 60_000;

export class Backoff {
    private nRestarts = 0;
    private startedAt: number;

    constructor(private readonly now: () => number = Date.now) {
        this.startedAt = now();
    }

    started(): void {
        this.startedAt = this.now();
    }

    /** Milliseconds to wait before the next start; undefined when it is time to give up. */
    next(): number | undefined {
        if (this.now() - this.startedAt >= HEALTHY_MS) {
            this.nRestarts = 0;
        }
        if (this.nRestarts === MAX_RESTARTS) {
            return undefined;
        }
        return FIRST_DELAY_MS * 2 ** this.nRestarts++;
    }

    reset(): void {
        this.nRestarts = 0;
    }
}
