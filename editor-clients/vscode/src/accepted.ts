// What goes in with an accepted item: the imports that it needs, and the closers of what it opens.
//
// An item of the list brings both in one edit of VS Code's. Ghost text cannot: what it needs is put
// in by the command that VS Code runs after it, without a step of undo between the two.

import * as vscode from 'vscode';
import type { ExecuteCommandSignature } from 'vscode-languageclient/node';
import { closersOf, type Closings } from './brackets';
import { TypeOver } from './typeOver';

const ACCEPTED = 'beamcoder.accepted';

/** What is remembered of items that may be accepted yet. */
const MAX_ITEMS = 64;

/** Around an item so much of a file is read, to see which brackets it closes itself. */
const MAX_READ = 200_000;

interface Offered {
    text: string;
    /** That VS Code puts in with it. */
    closers: string;
}

/** As LSP has it. */
interface Insertion {
    range: { start: { line: number; character: number } };
    newText: string;
}

export class Accepted implements vscode.Disposable {
    private readonly offered = new Map<string, Offered>();
    private readonly typeOver = new TypeOver();

    dispose(): void {
        this.typeOver.dispose();
    }

    /** Lets the items of a list bring their closers. */
    list(document: vscode.TextDocument, items: readonly vscode.CompletionItem[]): void {
        for (const item of items) {
            const id = idOf(item.command);
            const range = item.range instanceof vscode.Range ? item.range : item.range?.replacing;
            if (id !== undefined && range !== undefined && typeof item.insertText === 'string') {
                const text = item.insertText;
                const closers = closersAt(document, range, text);
                this.remember(id, { text, closers });
                if (closers !== '') {
                    item.insertText = new vscode.SnippetString()
                        .appendText(text)
                        .appendTabstop(0)
                        .appendText(closers);
                }
            }
        }
    }

    ghost(items: readonly vscode.InlineCompletionItem[]): void {
        for (const { command, insertText } of items) {
            const id = idOf(command);
            if (id !== undefined && typeof insertText === 'string' && !this.offered.has(id)) {
                this.remember(id, { text: insertText, closers: '' });
            }
        }
    }

    /** Between VS Code and the server, which is told that an item was accepted. */
    async run(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
        if (command !== ACCEPTED) {
            return next(command, args);
        }
        const [uri, id, imports] = args as [string, string, Insertion[] | undefined];
        const editor = editorOf(uri);
        const offered = this.offered.get(id);
        if (editor !== undefined && offered !== undefined) {
            await this.complete(editor, offered, imports ?? []);
        }
        return next(command, [uri, id]);
    }

    private async complete(
        editor: vscode.TextEditor,
        { text, closers }: Offered,
        imports: readonly Insertion[],
    ): Promise<void> {
        const { document } = editor;
        const end = editor.selection.active;
        const start = document.positionAt(document.offsetAt(end) - text.length);
        const stands = document.getText(new vscode.Range(start, end)) === text;
        const isThere = closers !== '';
        const added = stands && !isThere ? closersAt(document, new vscode.Range(start, end), text) : closers;
        if (imports.length > 0 || (added !== '' && !isThere)) {
            await put(editor, imports, isThere ? '' : added);
        }
        if (added !== '' && stands) {
            const at = document.offsetAt(editor.selection.active);
            this.typeOver.watch(document, at - text.length, at, added);
        }
    }

    private remember(id: string, offered: Offered): void {
        this.offered.delete(id);
        this.offered.set(id, offered);
        for (const oldest of [...this.offered.keys()].slice(0, this.offered.size - MAX_ITEMS)) {
            this.offered.delete(oldest);
        }
    }
}

/** One edit, in the step of undo that put in the item; the cursor stays before the closers. */
async function put(
    editor: vscode.TextEditor,
    imports: readonly Insertion[],
    closers: string,
): Promise<void> {
    const { document, selection } = editor;
    const cursor = selection.active;
    const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const added = imports.map(({ newText }) => newText.replace(/\r\n?|\n/g, lineEnd).length);
    const stays = document.offsetAt(cursor) + added.reduce((sum, length) => sum + length, 0);
    const place = ({ line, character }: { line: number; character: number }): vscode.Position =>
        new vscode.Position(line, character);
    const edit = (builder: vscode.TextEditorEdit): void => {
        for (const { range, newText } of imports) {
            builder.insert(place(range.start), newText);
        }
        if (closers !== '') {
            builder.insert(cursor, closers);
        }
    };
    await editor.edit(edit, { undoStopBefore: false, undoStopAfter: false });
    editor.selection = new vscode.Selection(document.positionAt(stays), document.positionAt(stays));
}

function closersAt(document: vscode.TextDocument, range: vscode.Range, text: string): string {
    if (!/[([{"']/.test(text)) {
        return '';
    }
    const from = document.positionAt(document.offsetAt(range.start) - MAX_READ);
    const to = document.positionAt(document.offsetAt(range.end) + MAX_READ);
    const before = document.getText(new vscode.Range(from, range.start));
    const behind = document.getText(new vscode.Range(range.end, to));
    return closersOf(before, text, behind, closings(document));
}

function closings(document: vscode.TextDocument): Closings {
    const editor = vscode.workspace.getConfiguration('editor', document);
    return {
        brackets: editor.get('autoClosingBrackets', 'languageDefined'),
        quotes: editor.get('autoClosingQuotes', 'languageDefined'),
    };
}

function idOf(command: vscode.Command | undefined): string | undefined {
    const id: unknown = command?.arguments?.[1];
    return typeof id === 'string' ? id : undefined;
}

function editorOf(uri: string): vscode.TextEditor | undefined {
    const isOf = (editor: vscode.TextEditor): boolean => editor.document.uri.toString() === uri;
    const active = vscode.window.activeTextEditor;
    return active !== undefined && isOf(active) ? active : vscode.window.visibleTextEditors.find(isOf);
}
