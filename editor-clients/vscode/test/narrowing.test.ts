import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Narrowing } from '../src/narrowing';

const item = (probability: number) => ({ label: 'sum', data: { probability } });

test('a newer list is wanted at each letter while answers are quick and nothing is likely', () => {
    const narrowing = new Narrowing();
    assert.equal(narrowing.needsNewer([]), true);
    [5, 20, 39].forEach((latencyMs) => {
        narrowing.note(latencyMs);
    });
    assert.equal(narrowing.needsNewer([item(0.6), item(0.2)]), true);
    assert.equal(narrowing.needsNewer([{ label: 'sum' }]), true);
});

test('a list with a likely item is whole', () => {
    assert.equal(new Narrowing().needsNewer([item(0.1), item(0.8)]), false);
});

test('one slow answer makes this list and the next three whole', () => {
    const narrowing = new Narrowing();
    narrowing.note(200);
    for (let n = 0; n < 3; n++) {
        assert.equal(narrowing.needsNewer([item(0.2)]), false);
        narrowing.note(3);
    }
    assert.equal(narrowing.needsNewer([item(0.2)]), false);
    narrowing.note(3);
    assert.equal(narrowing.needsNewer([item(0.2)]), true);
});
