// Read-only pages beside the code, for what is told in more than a sentence.

import * as vscode from 'vscode';

const SCHEME = 'beamcoder';

/** Of package.json: its editors break rows at their width. */
const LANGUAGE = 'beamcoder-report';

export class Pages implements vscode.Disposable, vscode.TextDocumentContentProvider {
    private readonly texts = new Map<string, string>();
    private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
    private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
    readonly onDidChange = this.emitter.event;

    provideTextDocumentContent(uri: vscode.Uri): string {
        return this.texts.get(uri.path) ?? '';
    }

    /** A page of that title already open is brought up to date. The cursor stays in the code. */
    async show(title: string, text: string): Promise<void> {
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.txt` });
        this.texts.set(uri.path, text);
        this.emitter.fire(uri);
        const opened = await vscode.workspace.openTextDocument(uri);
        const document = await vscode.languages.setTextDocumentLanguage(opened, LANGUAGE);
        await vscode.window.showTextDocument(document, {
            viewColumn: vscode.ViewColumn.Beside,
            preserveFocus: true,
            preview: true,
        });
    }

    dispose(): void {
        this.registration.dispose();
        this.emitter.dispose();
    }
}
