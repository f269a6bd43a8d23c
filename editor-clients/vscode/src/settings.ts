// What the user can set, read from VS Code, and what the server is told of it.
//
// Ranges and choices stand in package.json, where the editor checks them; the server checks again
// and complains in a message. Does not know who reads it.

import * as vscode from 'vscode';

export const SECTION = 'beamcoder';

/** When ghost text is shown. */
export type ShowGhostText = 'automatic' | 'withMenu' | 'onRequest' | 'never';

export interface Settings {
    serverPath: string;
    shareServer: boolean;
    showGhostText: ShowGhostText;
    maxItemsBesideOthers: number;
    lineDeadlineMs: number;
}

/** Settings that are read when the server starts, and not later. */
export const READ_AT_START = ['serverPath', 'shareServer', 'triggerCharacters'];

const OURS = new Set(['serverPath', 'shareServer', 'showGhostText', 'maxItemsBesideOthers']);

export function readSettings(): Settings {
    const values = vscode.workspace.getConfiguration(SECTION);
    return {
        serverPath: values.get('serverPath', ''),
        shareServer: values.get('shareServer', false),
        showGhostText: values.get<ShowGhostText>('showGhostText', 'withMenu'),
        maxItemsBesideOthers: values.get('maxItemsBesideOthers', 2),
        lineDeadlineMs: values.get('lineDeadlineMs', 300),
    };
}

/** The section as the server wants it: without what is the client's affair alone. */
export function forServer(section: unknown): Record<string, unknown> {
    const values = Object.entries((section ?? {}) as Record<string, unknown>);
    const kept = values.filter(([key, value]) => !OURS.has(key) && typeof value !== 'function');
    const { showGhostText } = readSettings();
    return { ...Object.fromEntries(kept), ghostText: showGhostText !== 'never' };
}

export function startOptions(): Record<string, unknown> {
    return forServer(vscode.workspace.getConfiguration().get(SECTION));
}
