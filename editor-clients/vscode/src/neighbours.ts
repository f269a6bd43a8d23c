// Whether another server completes Java too.
//
// VS Code tells a provider nothing of the others, so we ask them once by the command that asks all
// providers, beside a question of the user's own: at most every two seconds, until one is found.
// Not at each key: while another server is still starting, that would make its work twice as dear.

import * as vscode from 'vscode';

const PAUSE_MS = 2_000;

/** Kinds of what VS Code offers by itself: words of the buffer and snippets. */
const NOBODYS = new Set([vscode.CompletionItemKind.Text, vscode.CompletionItemKind.Snippet]);

export class Neighbours {
    /** True once another server was seen to answer. */
    areThere = false;

    private askedAt = -Infinity;
    private isAsking = false;
    private ownQuestion: string | undefined;

    /** Whether this question to us is our own, on its way to the others: not to be answered. */
    isOurs(document: vscode.TextDocument, position: vscode.Position): boolean {
        if (this.ownQuestion !== key(document, position)) {
            return false;
        }
        this.ownQuestion = undefined;
        return true;
    }

    /**
     * Ask the others what they have here, unless they were asked a moment ago. Ends with their
     * answer, for which VS Code keeps the menu waiting too.
     */
    async look(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
        if (this.areThere || this.isAsking || Date.now() - this.askedAt < PAUSE_MS) {
            return;
        }
        this.askedAt = Date.now();
        this.ownQuestion = key(document, position);
        await this.ask(document, position);
    }

    private async ask(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
        this.isAsking = true;
        const asked = vscode.commands.executeCommand<vscode.CompletionList | undefined>(
            'vscode.executeCompletionItemProvider',
            document.uri,
            position,
        );
        const list = await Promise.resolve(asked).catch(() => undefined); // the file was closed
        this.isAsking = false;
        this.ownQuestion = undefined;
        this.areThere = (list?.items ?? []).some(
            (item) => item.kind !== undefined && !NOBODYS.has(item.kind),
        );
    }
}

function key(document: vscode.TextDocument, position: vscode.Position): string {
    return `${document.uri.toString()}:${position.line}:${position.character}`;
}
