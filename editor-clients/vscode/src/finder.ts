// Where the server is: the setting, else what `beamcoder setup` has written down, else the Python
// environments, else PATH. First found, taken.
//
// Looks at files only and starts nothing. Does not know VS Code; `places.ts` asks it.

import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';

export interface Places {
    /** What the user set; empty when nothing. */
    setting: string;
    /** The file that `beamcoder setup` writes. */
    record: string;
    /** Interpreters or environment folders, the likeliest first. */
    pythons: string[];
    /** Folders of the workspace. */
    folders: string[];
    /** The variable PATH. */
    searchPath: string;
}

export interface Server {
    command: string;
    /** What stands before `serve` in its command line. */
    args: string[];
    /** Ends the sentence "The server was found ...". */
    origin: string;
}

const isWindows = process.platform === 'win32';
const NAME = isWindows ? 'beamcoder.exe' : 'beamcoder';
type Environment = Record<string, string | undefined>;

const USERS_OWN = isWindows ? [] : ['in ~/.local/bin'];

/** Where is looked when nothing is set, in words. */
export const PLACES = ['set up by beamcoder setup', 'in the active Python environment', 'in .venv', 'on PATH', ...USERS_OWN];

/** The first server that can be executed, or undefined. A setting is never overruled. */
export async function findServer(places: Places): Promise<Server | undefined> {
    const candidates = places.setting
        ? [{ command: expand(places.setting, places.folders), args: [], origin: 'by beamcoder.serverPath' }]
        : [
              ...(await inRecord(places.record)),
              ...inEnvironments(places.pythons),
              ...onPath(places.searchPath),
          ];
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

/** Where `beamcoder setup` writes, on each system as the server itself has it. */
export function recordFile(environment: Environment, platform: string = process.platform): string {
    const home = homedir();
    const folder =
        platform === 'win32'
            ? environment['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local')
            : environment['XDG_STATE_HOME'] ||
              path.join(home, ...(platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state']));
    return path.join(folder, 'beamcoder', 'setup.json');
}

/** The commands that set-up has written down; none where the file is missing or damaged. */
async function inRecord(file: string): Promise<Server[]> {
    try {
        const { commands } = JSON.parse(await readFile(file, 'utf8')) as { commands: string[][] };
        const origin = `in ${file}`;
        return commands.flatMap(([command, ...args]) => (command ? [{ command, args, origin }] : []));
    } catch {
        return [];
    }
}

/** pip puts the program beside the interpreter, on Windows in the folder Scripts next to it. */
function inEnvironments(pythons: string[]): Server[] {
    return pythons.flatMap((python) =>
        [path.dirname(python), path.join(path.dirname(python), 'Scripts')]
            .concat(path.join(python, 'bin'), path.join(python, 'Scripts'))
            .map((folder) => ({ command: path.join(folder, NAME), args: [], origin: `beside ${python}` })),
    );
}

function onPath(searchPath: string): Server[] {
    const folders = searchPath.split(path.delimiter).filter((folder) => folder !== '');
    const found = folders.map((folder) => ({ command: path.join(folder, NAME), args: [], origin: 'on PATH' }));
    const command = path.join(homedir(), '.local', 'bin', NAME);
    return [...found, ...USERS_OWN.map((origin) => ({ command, args: [], origin }))];
}

async function isProgram(file: string): Promise<boolean> {
    try {
        await access(file, constants.X_OK);
        return (await stat(file)).isFile();
    } catch {
        return false;
    }
}
