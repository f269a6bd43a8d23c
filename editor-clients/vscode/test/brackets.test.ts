import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closersOf, type Closings } from '../src/brackets';

const BY_DEFAULT: Closings = { brackets: 'languageDefined', quotes: 'languageDefined' };

function closed(marked: string, text: string, when = BY_DEFAULT): string {
    const [before, behind] = marked.split('|') as [string, string];
    return closersOf(before, text, behind, when);
}

test('what a text opens is closed, innermost first', () => {
    for (const [marked, text, closers] of [
        ['|', 'public class Main {', '}'],
        ['class A {\n    |\n}', 'void f(int a) {', '}'],
        ['|', 'println(', ')'],
        ['|', 'f(a[', '])'],
        ['|', 'f(a[0], g(', '))'],
        ['|', 'println("', '")'],
        ['x == |', "'", "'"],
        ['|', 'sc.nextInt();', ''],
        ['|', 'println("(");', ''],
        ['println("|', 'YES(");', ''],
        ['for (int i = 0; |', 'i < n; i++) {', '}'],
        ['|', '} else {', '}'],
        ['|', 'f(); // (', ''],
        ['|', 'for (;;) {\n    f();\n}', ''],
    ] as const) {
        assert.equal(closed(marked, text), closers, text);
    }
});

test('what stands behind already is used', () => {
    for (const [marked, text, closers] of [
        ['class A {\n    |\n    }\n}', 'void f(int a) {', ''],
        ['class A {\n    |\n', 'void f(int a) {', '}'],
        ['println|)', '(', ''],
        ['{ f(|) }', 'new A[', ']'],
        ['{ f|) }', '(new A() {', '}'],
        ['{ | } // }', 'f(', ')'],
        ['{ | } /* } */ String s = "}";', 'f(', ')'],
        ['f(|")', '"', ''],
    ] as const) {
        assert.equal(closed(marked, text), closers, marked);
    }
});

test('it is closed where the editor closes what is typed', () => {
    assert.equal(closed('|x', 'f('), '');
    assert.equal(closed('|.g()', 'f('), ')');
    assert.equal(closed('|.g()', 'f(', { ...BY_DEFAULT, brackets: 'beforeWhitespace' }), '');
    assert.equal(closed('|x', 'f(', { ...BY_DEFAULT, brackets: 'always' }), ')');
    assert.equal(closed('|', 'f("', { ...BY_DEFAULT, brackets: 'never' }), '"');
    assert.equal(closed('|', 'f("', { ...BY_DEFAULT, quotes: 'never' }), ')');
});

test('after it has gone in, nothing is open that was not', () => {
    const parts = ['f(', 'a[', '{', 'h(1)', ' = ', '}', ')', '"("'];
    for (const first of parts) {
        for (const second of parts) {
            for (const third of parts) {
                const text = first + second + third;
                const closers = closed('class A {|}', text);
                assert.equal(closed(`class A {|${closers}}`, text), '', text);
            }
        }
    }
});
