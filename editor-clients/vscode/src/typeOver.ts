// Closers that came with an accepted text are typed over, as VS Code does with its own.
//
// VS Code does so only with what it has closed itself, and lets no extension say that something
// else counts as that: so the closer behind one that is typed is taken away, in the same step.

import * as vscode from 'vscode';

const QUIETLY = { undoStopBefore: false, undoStopAfter: false };

interface Closers {
    document: vscode.TextDocument;
    /** Where the accepted text begins: to the left of it, the closers are forgotten. */
    start: number;
    at: number;
    text: string;
    /** How many of them have been typed, and still stand there. */
    nTyped: number;
}

export class TypeOver implements vscode.Disposable {
    private closers: Closers | undefined;
    private isDeleting = false;
    private readonly watching = [
        vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
        vscode.window.onDidChangeTextEditorSelection((event) => this.look(event)),
    ];

    dispose(): void {
        this.watching.forEach((each) => each.dispose());
    }

    /** `text` stands at `at`; the accepted text began at `start`. */
    watch(document: vscode.TextDocument, start: number, at: number, text: string): void {
        const when = vscode.workspace.getConfiguration('editor', document).get('autoClosingOvertype');
        this.closers = when === 'auto' ? { document, start, at, text, nTyped: 0 } : undefined;
    }

    private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        for (const change of contentChanges) {
            if (this.closers?.document === document) {
                this.closers = followed(this.closers, change);
            }
        }
        void this.settle();
    }

    /** The closers stay only while the cursor is between what opened them and their end. */
    private look({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
        const closers = this.closers;
        if (closers?.document === textEditor.document) {
            const offset = textEditor.document.offsetAt(selections[0]!.active);
            const end = closers.at + closers.text.length;
            this.closers = offset < closers.start || offset > end ? undefined : closers;
        }
    }

    private async settle(): Promise<void> {
        if (this.isDeleting) {
            return;
        }
        this.isDeleting = true;
        while (this.closers !== undefined && this.closers.nTyped > 0) {
            const { document, at, nTyped } = this.closers;
            const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
            const range = new vscode.Range(document.positionAt(at), document.positionAt(at + nTyped));
            // Not done where another key was quicker: then it is tried again, from where things are.
            await editor?.edit((edit) => edit.delete(range), QUIETLY);
            this.closers = editor === undefined ? undefined : this.closers;
        }
        this.isDeleting = false;
    }
}

function followed(closers: Closers, change: vscode.TextDocumentContentChangeEvent): Closers | undefined {
    const { at, text, nTyped } = closers;
    const { rangeOffset: from, rangeLength, text: inserted } = change;
    const isKey = rangeLength === 0 && inserted.length === 1;
    if (from === at && isKey && inserted === text[nTyped]) {
        return { ...closers, at: at + 1, nTyped: nTyped + 1 };
    }
    if (from === at && inserted === '' && rangeLength === nTyped && nTyped > 0) {
        return text.length > nTyped ? { ...closers, text: text.slice(nTyped), nTyped: 0 } : undefined;
    }
    if (from + rangeLength <= at) {
        const growth = inserted.length - rangeLength;
        const start = from + rangeLength <= closers.start ? closers.start + growth : closers.start;
        return { ...closers, start, at: at + growth };
    }
    return from >= at + text.length ? closers : undefined;
}
