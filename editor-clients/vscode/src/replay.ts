// The demo: a contest solution that types itself, and takes what the server offers when it is right.

import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CompletionItem, InlineCompletionItem } from 'vscode-languageclient/node';
import type { Server } from './server';
import { nextStep, type Offer, type Step } from './typist';

/** Slow enough to be watched. */
const KEY_MS = 30;
const READING_MS = 200;

interface Answers {
    ghost: Offer | undefined;
    list: Offer[];
}

export class Replay {
    constructor(
        private readonly server: Server,
        private readonly program: vscode.Uri,
    ) {}

    /** In a new, untitled document. Tells at the end what was saved. */
    async run(): Promise<void> {
        const program = (await readFile(this.program.fsPath, 'utf8')).replaceAll('\r\n', '\n');
        const document = await vscode.workspace.openTextDocument({ language: 'java', content: '' });
        const editor = await vscode.window.showTextDocument(document);
        await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.LF));
        const title = 'Beamcoder types Codeforces 789A';
        const location = vscode.ProgressLocation.Notification;
        const nKeys = await vscode.window.withProgress(
            { location, title, cancellable: true },
            (progress, token) => this.type(program, editor, token, progress),
        );
        if (nKeys !== undefined) {
            const n = countedKeys(program);
            void vscode.window.showInformationMessage(
                `Beamcoder: ${n} characters with ${nKeys} keys; ${Math.round(100 * (1 - nKeys / n))} % saved.`,
            );
        }
    }

    private async type(
        program: string,
        editor: vscode.TextEditor,
        token: vscode.CancellationToken,
        progress: vscode.Progress<{ message: string; increment: number }>,
    ): Promise<number | undefined> {
        let nKeys = 0;
        for (let nTyped = 0; nTyped < program.length; ) {
            if (token.isCancellationRequested || editor.document.isClosed) {
                return undefined;
            }
            const { ghost, list } = await this.ask(editor, nTyped);
            const step = nextStep(program, nTyped, ghost, list);
            await wait(step.by === 'key' ? KEY_MS : READING_MS);
            if (!(await take(editor, nTyped, step))) {
                return undefined; // somebody else types here
            }
            nKeys += step.nKeys;
            const nAdded = step.text.length - step.replace;
            nTyped += nAdded;
            const message = `${nKeys} keys for ${countedKeys(program.slice(0, nTyped))} characters`;
            progress.report({ message, increment: (100 * nAdded) / program.length });
        }
        return nKeys;
    }

    private async ask(editor: vscode.TextEditor, nTyped: number): Promise<Answers> {
        const { document } = editor;
        const position = document.positionAt(nTyped);
        const at = { textDocument: { uri: document.uri.toString() }, position };
        const [list, ghost] = await Promise.all([
            this.server.ask<{ items: CompletionItem[] }>('textDocument/completion', at),
            this.server.ask<{ items: InlineCompletionItem[] }>('textDocument/inlineCompletion', {
                ...at,
                context: { triggerKind: 1 },
            }),
        ]);
        return {
            ghost: ghost.items.slice(0, 1).map((item) => offered(item, position))[0],
            list: list.items.map((item) => offered(item, position)),
        };
    }
}

function offered(item: CompletionItem | InlineCompletionItem, cursor: vscode.Position): Offer {
    if ('label' in item) {
        const edit = item.textEdit;
        const start = edit !== undefined && 'range' in edit ? edit.range.start : cursor;
        return { text: edit?.newText ?? item.label, replace: cursor.character - start.character };
    }
    const start = item.range?.start ?? cursor;
    const text = typeof item.insertText === 'string' ? item.insertText : item.insertText.value;
    return { text, replace: cursor.character - start.character };
}

/** False when the document is no longer what was typed so far. */
async function take(editor: vscode.TextEditor, nTyped: number, step: Step): Promise<boolean> {
    const { document } = editor;
    if (document.getText().length !== nTyped) {
        return false;
    }
    const end = document.positionAt(nTyped);
    const range = new vscode.Range(document.positionAt(nTyped - step.replace), end);
    const isDone = await editor.edit((edit) => edit.replace(range, step.text));
    const cursor = document.positionAt(nTyped - step.replace + step.text.length);
    editor.selection = new vscode.Selection(cursor, cursor);
    editor.revealRange(new vscode.Range(cursor, cursor));
    return isDone;
}

/** Characters that somebody would have to type: all but indentation. */
function countedKeys(text: string): number {
    return text.replace(/^ +/gm, '').length;
}

function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
