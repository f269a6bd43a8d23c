// What a newcomer is shown: a sentence, the walkthrough of package.json, and the readme.

import * as vscode from 'vscode';
import { say, type Button } from './advice';
import type { Status } from './status';

const WALKTHROUGH = 'beamcoder.beamcoder#start';
const GETTING_STARTED: Button = ['Getting Started', 'beamcoder.walkthrough'];
const WELCOMED = 'welcomed';
const WORD_KEY = process.platform === 'darwin' ? 'Cmd+→' : 'Ctrl+→';

/**
 * Once the server answers for the first time on this machine: the keys in a sentence, and the way to
 * the walkthrough. It is not opened unasked, for it would take the keys of who types.
 */
export function welcome(memory: vscode.Memento, status: Status): vscode.Disposable {
    return status.onDidChange(({ state }) => {
        const welcomePage = vscode.workspace.getConfiguration('workbench.welcomePage');
        const isWanted = welcomePage.get('walkthroughs.openOnInstall', true);
        if (state === 'ready' && isWanted && memory.get(WELCOMED) !== true) {
            void memory.update(WELCOMED, true);
            say('info', `Beamcoder completes here: Tab takes the grey text, ${WORD_KEY} a word of it.`, GETTING_STARTED);
        }
    });
}

export async function showWalkthrough(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, true);
}

/** The packed readme, whose name vsce and the clone write in other letters. */
export async function showReadme(home: vscode.Uri): Promise<void> {
    const files = await vscode.workspace.fs.readDirectory(home);
    const name = files.map(([file]) => file).find((file) => file.toLowerCase() === 'readme.md');
    const readme = vscode.Uri.joinPath(home, name ?? 'README.md');
    await vscode.commands.executeCommand('markdown.showPreview', readme);
}
