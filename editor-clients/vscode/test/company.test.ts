import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideOthers, type Listed } from '../src/company';

function item(label: string, probability: number, rank: number): Listed {
    return { label: { label }, data: { probability }, sortText: `000${rank}` };
}

test('names and keywords are left to the other server, in any script', () => {
    for (const name of ['count', 'for', '$x1', 'größe', 'Scanner']) {
        assert.deepEqual(besideOthers([item(name, 0.9, 0)], 2), []);
    }
    for (const more of ['a[i]', 'for (int i', '(', '0', 'sc.nextInt();']) {
        assert.equal(besideOthers([item(more, 0.9, 0)], 2).length, 1);
    }
});

test('never more than the limit, the likeliest first', () => {
    const items = [0, 1, 2, 3].map((rank) => item(`f(${rank});`, 0.9, rank));
    for (let limit = 0; limit <= 5; limit++) {
        assert.deepEqual(besideOthers(items, limit), items.slice(0, limit));
    }
});

test('only a sure item keeps its rank before the others', () => {
    const [sure, unsure] = besideOthers([item('a();', 0.5, 0), item('b();', 0.49, 1)], 2);
    assert.equal(sure?.sortText, '0000');
    assert.ok(unsure!.sortText!.startsWith('b();'));
});

test('unsure items stand together, where the alphabet has the first of them, the likelier first', () => {
    const labels = ['for (int i = 0; i < n; i++) {', 'for (;;) {', 'float f;'];
    const chosen = besideOthers(labels.map((label, rank) => item(label, 0.4 - rank / 10, rank)), 3);
    const sorted = [...chosen].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
    assert.deepEqual(sorted, chosen);
    for (const { sortText } of chosen) {
        assert.ok('for' < sortText! && sortText! < 'foreach' && sortText!.startsWith(labels[0]!));
    }
});
