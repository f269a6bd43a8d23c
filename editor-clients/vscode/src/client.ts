// One language client for one running server: what it is told, and what passes through us.

import { spawn, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import {
    CloseAction,
    ErrorAction,
    LanguageClient,
    type ClientCapabilities,
    type LanguageClientOptions,
    type StaticFeature,
} from 'vscode-languageclient/node';
import type { Accepted } from './accepted';
import type { Ghost } from './ghost';
import type { List } from './list';
import type { Log } from './log';
import { SECTION, forServer, readSettings, startOptions } from './settings';

export interface Parts {
    list: List;
    ghost: Ghost;
    accepted: Accepted;
    log: Log;
}

/** `onClosed` is called once, when the connection breaks although nobody asked it to. */
export function createClient(command: string[], parts: Parts, onClosed: () => void): LanguageClient {
    const start = (): Promise<ChildProcess> => startProcess(command);
    const client = new QuietClient(SECTION, 'Beamcoder', start, options(parts, onClosed));
    client.registerFeature(new StatusChanges());
    return client;
}

/** Writes to the log what the library would pop up: what needs the user is said by `advice`. */
class QuietClient extends LanguageClient {
    override error(message: string, data?: unknown): void {
        super.error(message, data, false);
    }
}

function startProcess([command = '', ...args]: string[]): Promise<ChildProcess> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const cwd = folder?.scheme === 'file' ? folder.fsPath : undefined;
    return new Promise((resolve, reject) => {
        const shared = readSettings().shareServer ? ['--shared'] : [];
        const server = spawn(command, [...args, 'serve', ...shared], { cwd });
        server.once('spawn', () => resolve(server));
        server.once('error', reject);
    });
}

function options(parts: Parts, onClosed: () => void): LanguageClientOptions {
    const { list, ghost, accepted, log } = parts;
    return {
        documentSelector: [
            { scheme: 'file', language: 'java' },
            { scheme: 'untitled', language: 'java' },
        ],
        outputChannel: log.channel,
        stdioOptions: {
            stdout: (input) => log.follow(input),
            stderr: (input) => log.follow(input),
        },
        initializationOptions: startOptions,
        initializationFailedHandler: () => false,
        errorHandler: {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            closed: () => {
                onClosed();
                return { action: CloseAction.DoNotRestart, handled: true };
            },
        },
        middleware: {
            provideCompletionItem: list.provide.bind(list),
            provideInlineCompletionItems: ghost.provide.bind(ghost),
            executeCommand: accepted.run.bind(accepted),
            workspace: {
                configuration: async (params, token, next) => {
                    const answers = await next(params, token);
                    return Array.isArray(answers) ? answers.map(forServer) : answers;
                },
            },
        },
    };
}

const LISTENS = { blockReady: true, statusChanged: true };

/** Tells the server that we want to hear of its state, and of blocks. */
class StatusChanges implements StaticFeature {
    fillClientCapabilities(capabilities: ClientCapabilities): void {
        const experimental = (capabilities.experimental ?? {}) as Record<string, unknown>;
        capabilities.experimental = { ...experimental, beamcoder: LISTENS };
    }

    initialize(): void {}

    getState(): { kind: 'static' } {
        return { kind: 'static' };
    }

    clear(): void {}
}
