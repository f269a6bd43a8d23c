// The quick pick of beamcoder.search: what the server finds in the open folders, as one types.

import * as vscode from 'vscode';
import { SEARCH, type Found, type FoundUnit } from './protocol';
import type { Server } from './server';

const PAUSE_MS = 120;
const COUNT = 30;
const TITLE = 'Beamcoder: search functions, classes and library uses';

interface Row extends vscode.QuickPickItem {
    unit: FoundUnit;
}

const INSERT: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('insert'),
    tooltip: 'Insert at the cursor',
};

/** The box stays until something is chosen; the row under the bar is shown beside it. Without a
 * choice, the editor is again where it was. */
export async function showSearchBox(server: Server): Promise<void> {
    const before = new PlaceBefore();
    const box = vscode.window.createQuickPick<Row>();
    box.title = TITLE;
    box.placeholder = 'Words, or a name or part of one: range add, getOrDef, PriorityQueue.poll';
    let timer: NodeJS.Timeout | undefined;
    let newest = 0;
    let isChosen = false;
    let isClosed = false;
    const ask = async (query: string): Promise<void> => {
        const mine = ++newest;
        box.busy = true;
        const answer = query.trim() === '' ? undefined : await found(server, query);
        if (mine === newest) {
            box.items = (answer?.results ?? []).map(rowOf); // what came for an older text is dropped
            box.title = answer?.doubt?.text ? `Beamcoder: ${answer.doubt.text}` : TITLE;
            box.busy = false;
        }
    };
    box.onDidChangeValue((query) => {
        clearTimeout(timer);
        timer = setTimeout(() => void ask(query), PAUSE_MS);
    });
    let preview: Promise<unknown> = Promise.resolve(); // the last one; what follows waits for it
    box.onDidChangeActive(([row]) => {
        if (row) preview = preview.then(async () => (isClosed ? undefined : show(row.unit, true))).catch(() => undefined);
    });
    box.onDidAccept(() => {
        const row = box.activeItems[0];
        isChosen = row !== undefined;
        box.hide();
        void preview.then(() => row && show(row.unit, false));
    });
    box.onDidTriggerItemButton(({ item }) => {
        isChosen = true;
        const query = box.value;
        box.hide();
        void preview.then(() => insert(server, query, item.unit, before));
    });
    await new Promise<void>((resolve) => {
        box.onDidHide(() => {
            clearTimeout(timer);
            newest++;
            box.dispose();
            isClosed = true;
            if (!isChosen) void preview.then(() => before.show());
            resolve();
        });
        box.show();
    });
}

/** Nothing where the server refuses the text, as it does punctuation alone. */
async function found(server: Server, query: string, more = {}): Promise<Found | undefined> {
    try {
        return await server.ask<Found>(SEARCH, { query, count: COUNT, ...more });
    } catch {
        return undefined;
    }
}

/** Where one was when the search began. */
class PlaceBefore {
    readonly editor = vscode.window.activeTextEditor;
    private readonly selection = this.editor?.selection;

    async show(): Promise<vscode.TextEditor | undefined> {
        if (!this.editor || !this.selection) return undefined;
        const { document, viewColumn } = this.editor;
        const { selection } = this;
        return vscode.window.showTextDocument(document, { selection, viewColumn: viewColumn ?? vscode.ViewColumn.Active });
    }
}

/** By the server's edit, which knows how the text indents; says which helpers did not come along. */
async function insert(server: Server, query: string, unit: FoundUnit, before: PlaceBefore): Promise<void> {
    const editor = await before.show();
    if (!editor) return void vscode.window.showInformationMessage('Beamcoder: there is no text to insert into.');
    const { document, selection } = editor;
    const { line, character } = selection.active;
    const at = { textDocument: { uri: document.uri.toString() }, position: { line, character } };
    const answer = await found(server, query, { at });
    const same = answer?.results.find((each) => each.uri === unit.uri && each.line === unit.line && each.name === unit.name);
    if (!same?.edit) return void vscode.window.showInformationMessage(`Beamcoder: ${unit.name} cannot be inserted here.`);
    const { start, end } = same.edit.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const { newText } = same.edit;
    await editor.edit((builder) => builder.replace(range, newText));
    const names = [...new Set(same.helpers?.map((helper) => helper.name))];
    if (names.length === 0) return;
    const file = vscode.workspace.asRelativePath(vscode.Uri.parse(unit.uri));
    void vscode.window.showInformationMessage(`Beamcoder: ${unit.name} calls ${names.join(', ')}, also in ${file}.`);
}

function rowOf(unit: FoundUnit): Row {
    const file = vscode.workspace.asRelativePath(vscode.Uri.parse(unit.uri));
    return {
        unit,
        label: `$(${ICONS[unit.kind] ?? 'symbol-misc'}) ${unit.signature}`,
        description: unit.class,
        detail: `${file}:${unit.line}`,
        buttons: unit.kind === 'api' ? [] : [INSERT],
        alwaysShow: true, // VS Code's own filter knows names only
    };
}

const ICONS: Record<string, string> = {
    class: 'symbol-class',
    interface: 'symbol-interface',
    enum: 'symbol-enum',
    record: 'symbol-class',
    constructor: 'symbol-constructor',
    method: 'symbol-method',
    api: 'library',
};

async function show(unit: FoundUnit, isPreview: boolean): Promise<void> {
    const place = new vscode.Position(unit.line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.parse(unit.uri), {
        selection: new vscode.Range(place, place),
        preview: isPreview,
        preserveFocus: isPreview,
    });
}
