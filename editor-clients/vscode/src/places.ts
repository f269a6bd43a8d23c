// The places where a server may be on this machine, as VS Code and its Python extension know them.

import * as path from 'node:path';
import * as vscode from 'vscode';
import { recordFile, type Places } from './finder';
import { readSettings } from './settings';

/** What we use of the Python extension's interface. */
interface PythonApi {
    environments: { getActiveEnvironmentPath(): { path: string } };
}

export async function likelyPlaces(): Promise<Places> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
    const chosen = [await activePython(), process.env['VIRTUAL_ENV']];
    const own = folders.flatMap((folder) => [path.join(folder, '.venv'), path.join(folder, 'venv')]);
    return {
        setting: readSettings().serverPath.trim(),
        record: recordFile(process.env),
        pythons: [...chosen, ...(vscode.workspace.isTrusted ? own : [])].filter((p) => p !== undefined),
        folders,
        searchPath: process.env['PATH'] ?? '',
    };
}

/** The interpreter, or the environment's folder, that the user chose in the Python extension. */
async function activePython(): Promise<string | undefined> {
    const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
    if (extension === undefined) {
        return undefined;
    }
    try {
        return (await extension.activate()).environments.getActiveEnvironmentPath().path;
    } catch {
        return undefined; // its own affair; the other places are still looked at
    }
}
