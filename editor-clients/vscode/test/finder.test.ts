import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { expand, findServer, recordFile, type Places } from '../src/finder';

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
    return { setting: '', record: '', pythons: [], folders: [], searchPath: '', ...known };
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

test('what set-up has written down goes before all but a setting, the first that exists', async () => {
    const at = machine('cache', 'env/bin', 'own');
    const record = at('setup.json');
    const searchPath = at('env/bin');
    const commands = [[at('gone/beamcoder')], [at('cache/beamcoder'), 'run', 'it']];
    writeFileSync(record, JSON.stringify({ commands, editors: {} }));
    const found = await findServer(places({ record, searchPath }));
    assert.deepEqual([found?.command, found?.args], [at('cache/beamcoder'), ['run', 'it']]);
    const set = await findServer(places({ record, setting: at('own/beamcoder') }));
    assert.deepEqual([set?.command, set?.args], [at('own/beamcoder'), []]);
});

test('a damaged record, or none, leaves the other places', async () => {
    const at = machine('path');
    const record = at('setup.json');
    for (const text of ['', '{"commands": 3}', '{"commands": [3, []]}', '[]', 'null']) {
        writeFileSync(record, text);
        const found = await findServer(places({ record, searchPath: at('path') }));
        assert.equal(found?.command, at('path/beamcoder'));
    }
});

test('the record lies where each system keeps such files', () => {
    const end = path.join('beamcoder', 'setup.json');
    assert.equal(recordFile({ XDG_STATE_HOME: '/s' }, 'linux'), path.join('/s', end));
    assert.equal(recordFile({}, 'linux'), path.join(homedir(), '.local', 'state', end));
    assert.equal(recordFile({ LOCALAPPDATA: '/l' }, 'win32'), path.join('/l', end));
    assert.equal(recordFile({}, 'darwin'), path.join(homedir(), 'Library', 'Application Support', end));
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
