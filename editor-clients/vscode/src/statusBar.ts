// The item in the status bar: state and last latency; the rest in its tooltip, a menu behind it.

import * as vscode from 'vscode';
import type { State, Status, Values } from './status';

const ICONS: Record<State, string> = {
    starting: '$(loading~spin)',
    loading: '$(loading~spin)',
    ready: '$(zap)',
    failed: '$(warning)',
    waiting: '$(sync~spin)',
    stopped: '$(error)',
    missing: '$(warning)',
};

const WORDS: Record<State, string> = {
    starting: 'starting',
    loading: 'loading the model',
    ready: 'ready',
    failed: 'no model',
    waiting: 'starting again',
    stopped: 'stopped',
    missing: 'no server',
};

export function showStatusBar(status: Status): vscode.Disposable {
    const item = vscode.window.createStatusBarItem('beamcoder', vscode.StatusBarAlignment.Right, 100);
    item.name = 'Beamcoder';
    item.command = 'beamcoder.menu';
    const show = (values: Values): void => {
        item.text = `${values.isPaused ? '$(debug-pause)' : ICONS[values.state]} ${words(values)}`;
        item.tooltip = tooltip(values);
        item.backgroundColor = needsAttention(values.state)
            ? new vscode.ThemeColor('statusBarItem.warningBackground')
            : undefined;
    };
    const watching = status.onDidChange(show);
    show(status.values);
    item.show();
    return vscode.Disposable.from(item, watching);
}

function needsAttention(state: State): boolean {
    return state === 'failed' || state === 'stopped' || state === 'missing';
}

function words(values: Values): string {
    if (values.isPaused) {
        return 'Beamcoder: paused';
    }
    if (values.state !== 'ready') {
        return `Beamcoder: ${WORDS[values.state]}`;
    }
    return values.latencyMs === undefined ? 'Beamcoder' : `Beamcoder ${inMs(values.latencyMs)}`;
}

function inMs(milliseconds: number): string {
    return `${Math.round(milliseconds)} ms`;
}

function tooltip(values: Values): vscode.MarkdownString {
    const rows: [string, string][] = [
        ['State', values.isPaused ? 'paused' : WORDS[values.state]],
        ['Model', values.model],
        ['Device', values.device],
        ['Last answer', values.latencyMs === undefined ? '' : inMs(values.latencyMs)],
        ['Server', values.command],
    ];
    const text = new vscode.MarkdownString('**Beamcoder**\n\n| | |\n|---|---|\n');
    for (const [name, value] of rows.filter(([, value]) => value !== '')) {
        text.appendMarkdown(`| ${name} | `).appendText(value).appendMarkdown(' |\n');
    }
    if (values.message !== '') {
        text.appendMarkdown('\n').appendText(values.message);
    }
    return text.appendMarkdown('\n\nClick for a menu.');
}
