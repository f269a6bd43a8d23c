// The quick pick of beamcoder.search: what the server finds in the open folders, as one types.

import * as vscode from 'vscode';
import { SEARCH, type Found, type FoundUnit } from './protocol';
import type { Server } from './server';

const PAUSE_MS = 120;
const COUNT = 30;

interface Row extends vscode.QuickPickItem {
    unit: FoundUnit;
}

/** The box stays until something is chosen; the row under the bar is shown beside it. */
export async function showSearchBox(server: Server): Promise<void> {
    const box = vscode.window.createQuickPick<Row>();
    box.title = 'Beamcoder: search functions, classes and library uses';
    box.placeholder = 'Words, or a name or part of one: range add, getOrDef, PriorityQueue.poll';
    let timer: NodeJS.Timeout | undefined;
    let newest = 0;
    const ask = async (query: string): Promise<void> => {
        const mine = ++newest;
        box.busy = true;
        const rows = query.trim() === '' ? [] : await found(server, query);
        if (mine === newest) {
            box.items = rows; // what came for an older text is dropped
            box.busy = false;
        }
    };
    box.onDidChangeValue((query) => {
        clearTimeout(timer);
        timer = setTimeout(() => void ask(query), PAUSE_MS);
    });
    box.onDidChangeActive(([row]) => void (row && show(row.unit, true)));
    box.onDidAccept(() => {
        const row = box.activeItems[0];
        box.hide();
        void (row && show(row.unit, false));
    });
    await new Promise<void>((resolve) => {
        box.onDidHide(() => {
            clearTimeout(timer);
            newest++;
            box.dispose();
            resolve();
        });
        box.show();
    });
}

/** No rows where the server refuses the text, as it does punctuation alone. */
async function found(server: Server, query: string): Promise<Row[]> {
    try {
        const answer = await server.ask<Found>(SEARCH, { query, count: COUNT });
        return answer.results.map(rowOf);
    } catch {
        return [];
    }
}

function rowOf(unit: FoundUnit): Row {
    const file = vscode.workspace.asRelativePath(vscode.Uri.parse(unit.uri));
    return {
        unit,
        label: `$(${ICONS[unit.kind] ?? 'symbol-misc'}) ${unit.signature}`,
        description: unit.class,
        detail: `${file}:${unit.line}`,
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
