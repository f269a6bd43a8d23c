import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { expand, findServer, type Places } from '../src/finder';

const EXECUTABLE = 0o755;

/** A folder with programs of that name in it, one for each of `folders`. */
function machine(...folders: string[]): (folder: string) => string {
    const root = mkdtempSync(path.join(tmpdir(), 'finder-'));
    for (const folder of folders) {
        mkdirSync(path.join(root, folder), { recursive: true });
        writeFileSync(path.join(root, folder, 'beamcoder'), '#!/bin/sh\n');
        chmodSync(path.join(root, folder, 'beamcoder'), EXECUTABLE);
    }
    return (folder) => path.join(root, folder);
}

function places(known: Partial<Places>): Places {
    return { setting: '', pythons: [], folders: [], searchPath: '', ...known };
}

test('the environment goes before PATH, by its interpreter or its folder', async () => {
    const at = machine('env/bin', 'path');
    const searchPath = [at('nowhere'), at('path')].join(path.delimiter);
    for (const python of [at('env/bin/python'), at('env')]) {
        const found = await findServer(places({ pythons: [python], searchPath }));
        assert.equal(found?.command, at('env/bin/beamcoder'));
    }
    assert.equal((await findServer(places({ searchPath })))?.command, at('path/beamcoder'));
});

test('a setting is never overruled, not even when it leads nowhere', async () => {
    const at = machine('path', 'own');
    const searchPath = at('path');
    const own = await findServer(places({ setting: at('own/beamcoder'), searchPath }));
    assert.equal(own?.command, at('own/beamcoder'));
    assert.equal(await findServer(places({ setting: at('none'), searchPath })), undefined);
});

test('a folder, or a file that cannot be executed, is no server', async () => {
    const at = machine('path');
    mkdirSync(at('folder/beamcoder'), { recursive: true });
    chmodSync(at('path/beamcoder'), 0o644);
    for (const folder of ['path', 'folder']) {
        const found = await findServer(places({ setting: at(`${folder}/beamcoder`) }));
        assert.equal(found, undefined);
    }
});

test('a written path is expanded', () => {
    assert.equal(expand('~/b', ['/w']), path.join(homedir(), 'b'));
    assert.equal(expand('${workspaceFolder}/.venv/bin/b', ['/w', '/x']), '/w/.venv/bin/b');
    assert.equal(expand('tools/b', ['/w']), '/w/tools/b');
    assert.equal(expand('/opt/b', ['/w']), '/opt/b');
});
