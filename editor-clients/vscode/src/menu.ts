// The menu behind the item in the status bar.

import * as vscode from 'vscode';
import type { Status } from './status';

interface Entry extends vscode.QuickPickItem {
    command: string;
    args?: unknown[];
}

export async function showMenu(status: Status): Promise<void> {
    const { isPaused, model, device, latencyMs } = status.values;
    const latency = latencyMs === undefined ? '' : `last answer ${Math.round(latencyMs)} ms`;
    const title = ['Beamcoder', model, device, latency].filter((part) => part !== '').join(' · ');
    const chosen = await vscode.window.showQuickPick(entries(isPaused), { title });
    if (chosen !== undefined) {
        await vscode.commands.executeCommand(chosen.command, ...(chosen.args ?? []));
    }
}

function entries(isPaused: boolean): Entry[] {
    return [
        isPaused
            ? { label: '$(play) Resume', command: 'beamcoder.toggle' }
            : { label: '$(debug-pause) Pause', command: 'beamcoder.toggle' },
        { label: '$(debug-restart) Restart server', command: 'beamcoder.restart' },
        { label: '$(question) Explain last answer', command: 'beamcoder.explain' },
        { label: '$(search) Search functions and classes', command: 'beamcoder.search' },
        { label: '$(output) Open log', command: 'beamcoder.openLog' },
        { label: '$(graph) Show statistics', command: 'beamcoder.statistics' },
        {
            label: '$(book) Take problem statement from clipboard',
            command: 'beamcoder.statement',
        },
        { label: '$(play-circle) Replay the demo', command: 'beamcoder.replay' },
        { label: '$(mortar-board) Getting started', command: 'beamcoder.walkthrough' },
        {
            label: '$(gear) Settings',
            command: 'workbench.action.openSettings',
            args: ['@ext:beamcoder.beamcoder'],
        },
    ];
}
