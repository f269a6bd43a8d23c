// Ghost text, on its way from the server to VS Code, and what became of it.
//
// VS Code does not tell an extension which item it shows, or whether it shows one at all: what is
// told to the server is that of the first item, once it has stood unchallenged for a moment.

import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import type { Accepted } from './accepted';
import type { BlockReady } from './protocol';
import { readSettings } from './settings';
import type { Status } from './status';

/** An item that nothing has taken away for so long was seen. */
const SEEN_MS = 250;

export interface Feedback {
    textDocument: { uri: string };
    event: 'shown' | 'partlyAccepted' | 'dismissed';
    id: string;
    length?: number;
}

interface Shown {
    document: vscode.TextDocument;
    start: vscode.Position;
    id: string;
}

type Next = Parameters<NonNullable<Middleware['provideInlineCompletionItems']>>[4];
type Answer = vscode.InlineCompletionItem[] | vscode.InlineCompletionList | null | undefined;

export class Ghost {
    /** Whether the last question got ghost text. */
    isThere = false;

    private shown: Shown | undefined;
    private timer: NodeJS.Timeout | undefined;

    constructor(
        private readonly status: Status,
        private readonly tell: (feedback: Feedback) => void,
        private readonly accepted: Accepted,
    ) {}

    async provide(
        document: vscode.TextDocument,
        position: vscode.Position,
        context: vscode.InlineCompletionContext,
        token: vscode.CancellationToken,
        next: Next,
    ): Promise<Answer> {
        this.forget();
        if (this.status.values.isPaused || !isWanted(context)) {
            return undefined;
        }
        const askedAt = performance.now();
        const answer: Answer = await next(document, position, context, token);
        if (token.isCancellationRequested) {
            return undefined;
        }
        this.status.set({ latencyMs: performance.now() - askedAt });
        const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
        this.accepted.ghost(items);
        this.remember(document, position, items);
        return answer;
    }

    /** A block has grown behind what stands on the screen: ask again, where it comes by itself. */
    async grown({ textDocument, position }: BlockReady): Promise<void> {
        const editor = vscode.window.activeTextEditor;
        const at = new vscode.Position(position.line, position.character);
        const isHere =
            editor?.document.uri.toString() === textDocument.uri &&
            editor.selection.active.isEqual(at);
        const comesByItself = ['automatic', 'withMenu'].includes(readSettings().showGhostText);
        if (isHere && comesByItself && !this.status.values.isPaused) {
            await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
        }
    }

    /** The user pressed the key that takes ghost text away. */
    dismissed(): void {
        this.report('dismissed');
        this.forget();
    }

    /** A part was accepted; the cursor stands behind it now. */
    partlyAccepted(position: vscode.Position): void {
        if (this.shown?.start.isBefore(position) === true) {
            const taken = new vscode.Range(this.shown.start, position);
            this.report('partlyAccepted', this.shown.document.getText(taken).length);
        }
    }

    private remember(
        document: vscode.TextDocument,
        position: vscode.Position,
        items: vscode.InlineCompletionItem[],
    ): void {
        this.isThere = items.length > 0;
        const first = items[0];
        const id: unknown = first?.command?.arguments?.[1];
        if (first === undefined || typeof id !== 'string') {
            return;
        }
        this.shown = { document, start: first.range?.start ?? position, id };
        this.timer = setTimeout(() => this.report('shown'), SEEN_MS);
    }

    private report(event: Feedback['event'], length?: number): void {
        if (this.shown !== undefined) {
            const { document, id } = this.shown;
            const about = { textDocument: { uri: document.uri.toString() }, event, id };
            this.tell(length === undefined ? about : { ...about, length });
        }
    }

    private forget(): void {
        clearTimeout(this.timer);
        this.isThere = false;
        this.shown = undefined;
    }
}

/** Beside an open menu the server goes on from its selected item, so nothing stands there twice. */
function isWanted(context: vscode.InlineCompletionContext): boolean {
    if (context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke) {
        return true;
    }
    switch (readSettings().showGhostText) {
        case 'automatic':
            return context.selectedCompletionInfo === undefined;
        case 'withMenu':
            return true;
        default:
            return false;
    }
}
