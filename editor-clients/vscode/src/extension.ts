// What VS Code calls: puts the parts together when the first Java file is opened.

import * as vscode from 'vscode';
import { Accepted } from './accepted';
import { registerCommands } from './commands';
import { Ghost } from './ghost';
import { List } from './list';
import { Log } from './log';
import { Neighbours } from './neighbours';
import { Pages } from './pages';
import { FEEDBACK } from './protocol';
import { Replay } from './replay';
import { Server } from './server';
import { READ_AT_START, SECTION } from './settings';
import { Status } from './status';
import { showStatusBar } from './statusBar';
import { welcome } from './welcome';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const status = new Status();
    const log = new Log();
    const pages = new Pages();
    const accepted = new Accepted();
    const ghost = new Ghost(status, (feedback) => running.tell(FEEDBACK, feedback), accepted);
    const list = new List(status, new Neighbours(), accepted);
    const parts = { list, ghost, accepted, log };
    const running = new Server(status, parts);
    server = running;
    const replay = new Replay(running, vscode.Uri.joinPath(context.extensionUri, 'media', 'Pebbles.java'));
    const home = context.extensionUri;
    context.subscriptions.push(
        status,
        log,
        pages,
        accepted,
        list,
        showStatusBar(status),
        welcome(context.globalState, status),
        registerCommands({ status, server: running, ghost, pages, log, replay, home }),
        vscode.workspace.onDidChangeConfiguration((event) => restartIfNeeded(event, running)),
        vscode.window.onDidChangeWindowState((window) => lookAgain(window, status, running)),
    );
    await running.start();
}

export async function deactivate(): Promise<void> {
    await server?.stop();
}

async function restartIfNeeded(event: vscode.ConfigurationChangeEvent, server: Server): Promise<void> {
    if (READ_AT_START.some((key) => event.affectsConfiguration(`${SECTION}.${key}`))) {
        await server.restart();
    }
}

/** Somebody who was told that there is no server, and comes back, may have installed it. */
async function lookAgain(window: vscode.WindowState, status: Status, server: Server): Promise<void> {
    if (window.focused && status.values.state === 'missing') {
        await server.lookAgain();
    }
}
