import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nextStep, type Offer, type Step } from '../src/typist';

const PROGRAM = readFileSync('media/Pebbles.java', 'utf8');

/** Types the whole program with whatever `offer` has at each place. */
function typeAll(offer: (nTyped: number) => { ghost?: Offer; list: Offer[] }): Step[] {
    const steps: Step[] = [];
    let text = '';
    while (text.length < PROGRAM.length) {
        const { ghost, list } = offer(text.length);
        const step = nextStep(PROGRAM, text.length, ghost, list);
        text = text.slice(0, text.length - step.replace) + step.text;
        assert.ok(PROGRAM.startsWith(text), `typed something else: ${text}`);
        steps.push(step);
    }
    return steps;
}

test('with nothing offered, every character but indentation is a key', () => {
    const steps = typeAll(() => ({ list: [] }));
    assert.equal(steps.length, PROGRAM.replace(/^ +/gm, '').length);
    assert.ok(steps.every((step) => step.by === 'key' && step.nKeys === 1));
});

test('whatever is offered, the program comes out, and never with more keys', () => {
    const wrong = { text: 'wrong();', replace: 0 };
    for (const length of [1, 2, 5, 9, 30]) {
        const steps = typeAll((nTyped) => ({
            ghost: { text: PROGRAM.slice(nTyped, nTyped + length), replace: 0 },
            list: [wrong, { text: PROGRAM.slice(Math.max(0, nTyped - 1), nTyped + length), replace: Math.min(1, nTyped) }],
        }));
        const nKeys = steps.reduce((sum, step) => sum + step.nKeys, 0);
        assert.ok(nKeys <= PROGRAM.replace(/^ +/gm, '').length);
    }
});

test('a ghost line is taken when it is the whole rest of the line, and only then', () => {
    const at = PROGRAM.indexOf('int n');
    const taken = nextStep(PROGRAM, at, { text: 'int n = sc.nextInt();', replace: 0 }, []);
    assert.deepEqual([taken.by, taken.nKeys], ['ghost', 1]);
    assert.equal(nextStep(PROGRAM, at, { text: 'int n = sc', replace: 0 }, []).by, 'key');
});

test('an item costs its rank, and is left alone where it would cut a word or save nothing', () => {
    const at = PROGRAM.indexOf('Scanner sc');
    const right = { text: 'Scanner', replace: 0 };
    const wrong = { text: 'String', replace: 0 };
    assert.equal(nextStep(PROGRAM, at, undefined, [wrong, wrong, right]).nKeys, 3);
    assert.equal(nextStep(PROGRAM, at, undefined, [{ text: 'Scan', replace: 0 }]).by, 'key');
    assert.equal(nextStep(PROGRAM, at + 6, undefined, [{ text: 'Scanner', replace: 6 }]).by, 'key');
    assert.equal(nextStep(PROGRAM, at + 2, undefined, [{ text: 'Scanner', replace: 2 }]).by, 'list');
});
