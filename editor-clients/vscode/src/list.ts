// The list of suggestions, on its way from the server to VS Code.

import * as vscode from 'vscode';
import type { ProvideCompletionItemsSignature } from 'vscode-languageclient/node';
import { besideOthers } from './company';
import type { Neighbours } from './neighbours';
import { readSettings } from './settings';
import type { Status } from './status';

/** What the whole menu waits for a server beyond its deadline, before it opens without us. */
const GRACE_MS = 500;

const NOTHING = new vscode.CompletionList([], true);

export class List {
    constructor(
        private readonly status: Status,
        private readonly neighbours: Neighbours,
    ) {}

    async provide(
        document: vscode.TextDocument,
        position: vscode.Position,
        context: vscode.CompletionContext,
        token: vscode.CancellationToken,
        next: ProvideCompletionItemsSignature,
    ): Promise<vscode.CompletionList> {
        // A model that is still loading must not hold up the menu: it is shared with others.
        if (this.neighbours.isOurs(document, position) || !this.status.answers) {
            return NOTHING;
        }
        const looked = this.neighbours.look(document, position);
        const askedAt = performance.now();
        const { lineDeadlineMs, maxItemsBesideOthers } = readSettings();
        const asked = Promise.resolve(next(document, position, context, token));
        const answer = await within(lineDeadlineMs + GRACE_MS, asked);
        if (answer === undefined || answer === null || token.isCancellationRequested) {
            return NOTHING;
        }
        this.status.set({ latencyMs: performance.now() - askedAt });
        await within(GRACE_MS, looked); // so that the first list has nothing twice either
        const items = Array.isArray(answer) ? answer : answer.items;
        const shown = this.neighbours.areThere ? besideOthers(items, maxItemsBesideOthers) : items;
        return new vscode.CompletionList(shown, true);
    }
}

/** What was promised, or undefined when it takes longer. */
async function within<T>(milliseconds: number, promised: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), milliseconds);
    });
    try {
        return await Promise.race([promised, late]);
    } finally {
        clearTimeout(timer);
    }
}
