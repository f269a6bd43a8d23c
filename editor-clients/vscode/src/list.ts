// The list of suggestions, on its way from the server to VS Code.
//
// While VS Code waits for a newer list it shows the older one, and Enter takes an item of that. So
// a key that ends the word, or makes it one that may end its line, ends the waiting, and the list
// with it. On a busy machine that word comes too late as well, so most lists need no newer one
// (`narrowing`).

import * as vscode from 'vscode';
import type { ProvideCompletionItemsSignature } from 'vscode-languageclient/node';
import type { Accepted } from './accepted';
import { besideOthers, type Listed } from './company';
import { Narrowing } from './narrowing';
import type { Neighbours } from './neighbours';
import { readSettings } from './settings';
import type { Status } from './status';

/** What the whole menu waits for a server beyond its deadline, before it opens without us. */
const GRACE_MS = 500;

const NOTHING = new vscode.CompletionList([], true);

/** Behind these another Java server may have opened its own list. */
const OTHERS_KEYS = new Set(['.', '@', '#', '*', ' ']);

const NO_LETTER = /[^\p{L}\p{N}_$]/u;
const WORD = /[\p{L}\p{N}_$]*$/u;

/** A line may end with these, so the server has no list behind them. */
const ENDS_LINE = new Set(['do', 'else', 'finally', 'try']);

export class List implements vscode.Disposable {
    private waiting: { document: vscode.TextDocument; end: () => void } | undefined;
    private readonly narrowing = new Narrowing();
    private readonly watching = vscode.workspace.onDidChangeTextDocument((event) => this.follow(event));

    constructor(
        private readonly status: Status,
        private readonly neighbours: Neighbours,
        private readonly accepted: Accepted,
    ) {}

    dispose(): void {
        this.watching.dispose();
    }

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
        this.waiting?.end();
        return new Promise((resolve, reject) => {
            const waiting = { document, end: () => resolve(NOTHING) };
            this.waiting = waiting;
            const answered = this.answer(document, position, context, token, next);
            answered.then(resolve, reject).finally(() => {
                this.waiting = this.waiting === waiting ? undefined : this.waiting;
            });
        });
    }

    private async answer(
        document: vscode.TextDocument,
        position: vscode.Position,
        context: vscode.CompletionContext,
        token: vscode.CancellationToken,
        next: ProvideCompletionItemsSignature,
    ): Promise<vscode.CompletionList> {
        const looked = this.neighbours.look(document, position);
        const askedAt = performance.now();
        const { lineDeadlineMs, maxItemsBesideOthers } = readSettings();
        const asked = Promise.resolve(next(document, position, context, token));
        const answer = await within(lineDeadlineMs + GRACE_MS, asked);
        if (answer === undefined || answer === null || token.isCancellationRequested) {
            return NOTHING;
        }
        const latencyMs = performance.now() - askedAt;
        this.status.set({ latencyMs });
        this.narrowing.note(latencyMs);
        await within(GRACE_MS, looked); // so that the first list has nothing twice either
        const items = Array.isArray(answer) ? answer : answer.items;
        this.accepted.list(document, items);
        const shown = this.neighbours.areThere ? besideOthers(items, maxItemsBesideOthers) : items;
        return new vscode.CompletionList(shown, this.narrowing.needsNewer(items as Listed[]));
    }

    private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        const typed = contentChanges.map((change) => change.text).join('');
        const isOver = NO_LETTER.test(typed)
            ? this.waiting?.document === document
            : document.languageId === 'java' && contentChanges.some((c) => mayEndLine(document, c));
        if (isOver) {
            this.waiting?.end();
            this.waiting = undefined;
            if (!this.neighbours.areThere || !OTHERS_KEYS.has(typed)) {
                void vscode.commands.executeCommand('hideSuggestWidget');
            }
        }
    }
}

function mayEndLine(document: vscode.TextDocument, change: vscode.TextDocumentContentChangeEvent): boolean {
    const { line, character } = change.range.start;
    const typed = document.lineAt(line).text.slice(0, character + change.text.length);
    return change.text !== '' && ENDS_LINE.has(WORD.exec(typed)![0]);
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
