// Where the server is: the setting, else the Python environments, else PATH. First found, taken.
//
// Looks at files only and starts nothing. Does not know VS Code; `places.ts` asks it.

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';

export interface Places {
    /** What the user set; empty when nothing. */
    setting: string;
    /** Interpreters or environment folders, the likeliest first. */
    pythons: string[];
    /** Folders of the workspace. */
    folders: string[];
    /** The variable PATH. */
    searchPath: string;
}

export interface Server {
    command: string;
    /** Ends the sentence "The server was found ...". */
    origin: string;
}

const isWindows = process.platform === 'win32';
const NAME = isWindows ? 'beamcoder.exe' : 'beamcoder';
const USERS_OWN = isWindows ? [] : ['in ~/.local/bin'];

/** Where is looked when nothing is set, in words. */
export const PLACES = ['in the active Python environment', 'in .venv', 'on PATH', ...USERS_OWN];

/** The first server that can be executed, or undefined. A setting is never overruled. */
export async function findServer(places: Places): Promise<Server | undefined> {
    const candidates = places.setting
        ? [{ command: expand(places.setting, places.folders), origin: 'by beamcoder.serverPath' }]
        : [...inEnvironments(places.pythons), ...onPath(places.searchPath)];
    for (const candidate of candidates) {
        if (await isProgram(candidate.command)) {
            return candidate;
        }
    }
    return undefined;
}

/** `~` and `${workspaceFolder}` written out; a relative path is one of the first folder. */
export function expand(written: string, folders: string[]): string {
    const folder = folders[0] ?? homedir();
    const whole = written
        .replace(/^~(?=$|[\\/])/, () => homedir())
        .replaceAll('${workspaceFolder}', () => folder);
    return path.resolve(folder, whole);
}

/** pip puts the program beside the interpreter, on Windows in the folder Scripts next to it. */
function inEnvironments(pythons: string[]): Server[] {
    return pythons.flatMap((python) =>
        [path.dirname(python), path.join(path.dirname(python), 'Scripts')]
            .concat(path.join(python, 'bin'), path.join(python, 'Scripts'))
            .map((folder) => ({ command: path.join(folder, NAME), origin: `beside ${python}` })),
    );
}

function onPath(searchPath: string): Server[] {
    const folders = searchPath.split(path.delimiter).filter((folder) => folder !== '');
    const found = folders.map((folder) => ({ command: path.join(folder, NAME), origin: 'on PATH' }));
    const command = path.join(homedir(), '.local', 'bin', NAME);
    return [...found, ...USERS_OWN.map((origin) => ({ command, origin }))];
}

async function isProgram(file: string): Promise<boolean> {
    try {
        await access(file, constants.X_OK);
        return (await stat(file)).isFile();
    } catch {
        return false;
    }
}
