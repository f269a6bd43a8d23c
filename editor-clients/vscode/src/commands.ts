// The commands of package.json, each a few lines: fetch, ask, show.

import * as vscode from 'vscode';
import { cannotDo } from './advice';
import type { Ghost } from './ghost';
import type { Log } from './log';
import { showMenu } from './menu';
import type { Pages } from './pages';
import {
    EXPLAIN,
    SEARCH,
    STATEMENT,
    STATISTICS,
    type Explanation,
    type StatementInForce,
    type Statistics,
} from './protocol';
import type { Replay } from './replay';
import { explanation, statistics } from './reports';
import { showSearchBox } from './searchBox';
import type { Server } from './server';
import type { Status } from './status';
import { showReadme, showWalkthrough } from './welcome';

export interface Everything {
    status: Status;
    server: Server;
    ghost: Ghost;
    pages: Pages;
    log: Log;
    replay: Replay;
    /** The folder that the extension was installed into. */
    home: vscode.Uri;
}

export function registerCommands(all: Everything): vscode.Disposable {
    const { status, server, ghost, log } = all;
    const actions: Record<string, () => unknown> = {
        complete: () => completeHere(ghost),
        toggle: () => status.set({ isPaused: !status.values.isPaused }),
        explain: () => guarded(all, EXPLAIN, () => explain(all)),
        statistics: () => guarded(all, STATISTICS, () => showStatistics(all)),
        statement: () => guarded(all, STATEMENT, () => takeStatement(server)),
        search: () => guarded(all, SEARCH, () => showSearchBox(server)),
        replay: () => guarded(all, undefined, () => all.replay.run()),
        restart: () => server.restart(),
        openLog: () => log.show(),
        install: () => showReadme(all.home),
        walkthrough: () => showWalkthrough(),
        menu: () => showMenu(status),
        acceptWord: () => acceptPart(ghost, 'editor.action.inlineSuggest.acceptNextWord'),
        acceptLine: () => acceptPart(ghost, 'editor.action.inlineSuggest.acceptNextLine'),
        dismiss: () => dismiss(ghost),
    };
    const registered = Object.entries(actions).map(([name, action]) =>
        vscode.commands.registerCommand(`beamcoder.${name}`, action),
    );
    return vscode.Disposable.from(...registered);
}

/** Ghost text if there is any here, else the list. */
async function completeHere(ghost: Ghost): Promise<void> {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    if (!ghost.isThere) {
        await vscode.commands.executeCommand('editor.action.triggerSuggest');
    }
}

async function acceptPart(ghost: Ghost, command: string): Promise<void> {
    await vscode.commands.executeCommand(command);
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) {
        ghost.partlyAccepted(editor.selection.active);
    }
}

async function dismiss(ghost: Ghost): Promise<void> {
    ghost.dismissed();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
}

async function explain({ server, pages }: Everything): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || document.languageId !== 'java') {
        return cannotDo('open a Java file first');
    }
    const textDocument = { uri: document.uri.toString() };
    const why = await server.ask<Explanation | null>(EXPLAIN, { textDocument });
    if (why === null) {
        return cannotDo('nothing has been asked in this file yet');
    }
    const file = vscode.workspace.asRelativePath(document.uri);
    await pages.show('Beamcoder: last answer', explanation(file, why));
}

async function showStatistics({ server, pages }: Everything): Promise<void> {
    const counted = await server.ask<Statistics>(STATISTICS, {});
    await pages.show('Beamcoder: statistics', statistics(counted));
}

async function takeStatement(server: Server): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const statement = (await vscode.env.clipboard.readText()).trim();
    if (document === undefined || statement === '') {
        return cannotDo('copy the statement of the problem first, then call this in your program');
    }
    const textDocument = { uri: document.uri.toString() };
    const { words } = await server.ask<StatementInForce>(STATEMENT, { textDocument, statement });
    const sentence = `Beamcoder reads ${words} words of the statement with this file.`;
    vscode.window.setStatusBarMessage(sentence, 10_000);
}

/** Says why not, where the server is not there, is too old, or fails. */
async function guarded(
    { status, server }: Everything,
    method: string | undefined,
    action: () => Promise<void>,
): Promise<void> {
    const { state, message } = status.values;
    if (state !== 'ready' && state !== 'loading') {
        return cannotDo(message === '' ? 'the server is not ready yet' : message);
    }
    if (method !== undefined && !server.can(method)) {
        return cannotDo('this server is too old for that; update it with pip');
    }
    try {
        await action();
    } catch (error) {
        cannotDo(error instanceof Error ? error.message : String(error));
    }
}
