// What we say when something needs the user: one sentence with the mend, and buttons for it.

import * as vscode from 'vscode';
import { PLACES } from './finder';

export type Button = [title: string, command: string, ...args: unknown[]];

const RESTART: Button = ['Restart', 'beamcoder.restart'];
const LOG: Button = ['Open Log', 'beamcoder.openLog'];
const INSTALL: Button = ['How to Install', 'beamcoder.install'];
const SETTING: Button = ['Set Its Path', 'workbench.action.openSettings', 'beamcoder.serverPath'];

export function serverIsMissing(setting: string): string {
    const sentence = setting
        ? `beamcoder.serverPath is ${setting}, and there is no such program.`
        : `The Beamcoder server was not found: ${PLACES.map((place) => `not ${place}`).join(', ')}.`;
    say('warning', sentence, INSTALL, SETTING);
    return sentence;
}

export function serverDoesNotStart(command: string, reason: string): string {
    const sentence = `${command} does not answer as a language server${because(reason)}.`;
    say('error', `Beamcoder: ${sentence}`, LOG, SETTING, RESTART);
    return sentence;
}

export function serverKeepsCrashing(reason: string): string {
    const sentence = `The server crashed again and again${because(reason)}.`;
    say('error', `Beamcoder: ${sentence}`, RESTART, LOG);
    return sentence;
}

export function serverIsOld(version: string): void {
    const sentence =
        `The Beamcoder server (${version}) is older than this extension: completion works; ` +
        'explanations, statistics and statements need a newer one.';
    say('info', sentence, ['How to Update', 'beamcoder.install']);
}

/** One of our commands was called, and the server is not there or cannot do it. */
export function cannotDo(reason: string): void {
    say('info', `Beamcoder: ${reason}`, LOG);
}

function because(reason: string): string {
    return reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`;
}

export function say(kind: 'info' | 'warning' | 'error', sentence: string, ...buttons: Button[]): void {
    const titles = buttons.map(([title]) => title);
    void show(kind, sentence, titles).then((chosen) => {
        const button = buttons.find(([title]) => title === chosen);
        if (button !== undefined) {
            const [, command, ...args] = button;
            return vscode.commands.executeCommand(command, ...args);
        }
        return undefined;
    });
}

function show(kind: string, sentence: string, titles: string[]): Thenable<string | undefined> {
    switch (kind) {
        case 'info':
            return vscode.window.showInformationMessage(sentence, ...titles);
        case 'warning':
            return vscode.window.showWarningMessage(sentence, ...titles);
        default:
            return vscode.window.showErrorMessage(sentence, ...titles);
    }
}
