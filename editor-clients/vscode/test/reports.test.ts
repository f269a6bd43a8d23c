import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counts, Explanation, Statistics } from '../src/protocol';
import { bar, explanation, statistics } from '../src/reports';

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

test('what is said of an answer fits beside the code', () => {
    const timingsMs = Object.fromEntries([...'abcdefghijkl'].map((step, i) => [`step ${step}`, i]));
    const rows = explanation('A.java', { ...WHY, timingsMs }).split('\n');
    assert.deepEqual(rows.filter((row) => row.length > 44), []);
    for (const step of Object.keys(timingsMs)) {
        assert.equal(rows.filter((row) => row.includes(step)).length, 1);
    }
});

test('long code goes on in the next row, and nothing of it is lost', () => {
    const texts = ['for (int i = 0; i < numberOfPebbles; i++) {', 'x'.repeat(60), ''];
    for (const text of texts) {
        const rows = explanation('A.java', { ...WHY, lines: [{ ...WHY.lines[0]!, text }] }).split('\n');
        assert.deepEqual(rows.filter((row) => row.length > 44), []);
        const first = rows.indexOf('Lines') + 1;
        const end = rows.findIndex((row, i) => i > first && row.startsWith('└'));
        const code = rows.slice(first, end).map((row) => row.slice(21)).join('');
        assert.equal(code.replaceAll(' ', ''), text.replaceAll(' ', ''));
    }
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

test('a bar has the same length for every probability, also for a broken one', () => {
    for (const probability of [-1, 0, 0.04, 0.5, 1, 2]) {
        assert.equal(bar(probability).length, bar(0.5).length);
    }
    assert.notEqual(bar(0), bar(1));
});
