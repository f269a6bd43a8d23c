// Whether VS Code narrows a list by itself, or asks for a newer one at each letter. Pure.
//
// While it waits for a newer list it shows the older one, and Enter takes an item of that, also
// when the word has ended since. So it is to wait only where a newer list says more, and where that
// list was there before the next two keys, the last of them Enter.

import type { Listed } from './company';

/** Slower answers come too late. */
const QUICK_MS = 40;
const N_LAST = 4;

/** Where an item is as likely as this, the next letters only confirm it. */
const SETTLED = 0.8;

export class Narrowing {
    private readonly latencies: number[] = []; // of the last answers, in milliseconds

    note(latencyMs: number): void {
        this.latencies.push(latencyMs);
        this.latencies.splice(0, this.latencies.length - N_LAST);
    }

    /** What VS Code calls an incomplete list. */
    needsNewer(items: readonly Listed[]): boolean {
        const isSettled = items.some((item) => (item.data?.probability ?? 0) >= SETTLED);
        return !isSettled && this.latencies.every((latencyMs) => latencyMs < QUICK_MS);
    }
}
