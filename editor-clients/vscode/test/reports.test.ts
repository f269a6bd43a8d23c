import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counts, Explanation, Statistics } from '../src/protocol';
import { explanation, statistics } from '../src/reports';

const WHY: Explanation = {
    position: { line: 6, character: 8 },
    reason: null,
    ghost: { isShown: true, probability: 0.4, why: '40 % likely: worth reading' },
    tokens: [{ text: 'int', probability: 0.5, modelProbability: 0.6, weight: 1 }],
    lines: [{ text: 'int n = 0;', probability: 0.4, modelProbability: 0.3, weight: 0.1 }],
    statement: { origin: 'none', words: 0 },
    model: { name: 'default', parameters: 13_800_000, sha256: '' },
    device: 'cpu',
    timingsMs: { total: 21.4, search: 15.3 },
};
const COUNTS: Counts = { offered: 12, shown: 8, accepted: 5, partlyAccepted: 0, dismissed: 1, kept: 4 };
const COUNTED: Statistics = {
    since: '2026-11-22',
    isOn: true,
    list: COUNTS,
    ghost: { ...COUNTS, accepted: 77 },
    keysSaved: 1,
    keysTyped: 3,
    latencyMs: { answers: 52, p50: 21, p90: 44, p99: null },
};

test('an explanation counts lines and columns from 1 and names what made the numbers', () => {
    const page = explanation('A.java', WHY);
    for (const part of ['line 7, column 9', 'worth reading', 'int n = 0;', '× 0.10', '13.8 M', '21.4 ms', 'search 15.3']) {
        assert.ok(page.includes(part), part);
    }
});

test('what is long stands in one row, which the editor breaks at its width', () => {
    const timingsMs = Object.fromEntries([...'abcdefghijkl'].map((step, i) => [`step ${step}`, i]));
    const text = 'for (int i = 0; i < numberOfPebbles; i++) {'.repeat(3);
    const why = 'not likely enough to be worth the reading of it, by far. '.repeat(3);
    const ghost = { ...WHY.ghost, why };
    const lines = [{ ...WHY.lines[0]!, text }];
    const rows = explanation('A.java', { ...WHY, timingsMs, ghost, lines }).split('\n');
    assert.equal(rows.filter((row) => row.includes(text)).length, 1);
    assert.equal(rows.filter((row) => row.includes(why.trim())).length, 1);
    assert.equal(rows.filter((row) => Object.keys(timingsMs).every((step) => row.includes(step))).length, 1);
});

test('an empty answer says why in words', () => {
    const page = explanation('A.java', { ...WHY, tokens: [], lines: [], reason: 'in_comment' });
    assert.ok(page.includes('in a comment'));
    assert.ok(!page.includes('Lines'));
});

test('statistics tell both lists, the share of keys, and what is not known', () => {
    const page = statistics(COUNTED);
    assert.match(page, /Accepted +5 +77/);
    assert.match(page, /Keys saved +1 \(25\.0 % of all\)/);
    assert.match(page, /99 % within +–/);
    assert.ok(statistics({ ...COUNTED, since: null }).includes('Nothing yet'));
});
