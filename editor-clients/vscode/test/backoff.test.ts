import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, FIRST_DELAY_MS, HEALTHY_MS, MAX_RESTARTS } from '../src/backoff';

test('each wait is twice the last one, and then there is none', () => {
    const backoff = new Backoff(() => 0);
    for (let n = 0; n < MAX_RESTARTS; n++) {
        backoff.started();
        assert.equal(backoff.next(), FIRST_DELAY_MS * 2 ** n);
    }
    assert.equal(backoff.next(), undefined);
    assert.equal(backoff.next(), undefined);
});

test('a server that lived long is forgiven', () => {
    let now = 0;
    const backoff = new Backoff(() => now);
    backoff.next();
    backoff.next();
    backoff.started();
    now += HEALTHY_MS;
    assert.equal(backoff.next(), FIRST_DELAY_MS);
});

test('a server that the user starts is forgiven', () => {
    const backoff = new Backoff(() => 0);
    while (backoff.next() !== undefined);
    backoff.reset();
    assert.equal(backoff.next(), FIRST_DELAY_MS);
});
