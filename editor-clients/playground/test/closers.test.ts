import assert from "node:assert/strict";
import { test } from "node:test";
import { closeBrackets, insertBracket } from "@codemirror/autocomplete";
import { history, isolateHistory, undo } from "@codemirror/commands";
import { java } from "@codemirror/lang-java";
import { EditorState } from "@codemirror/state";
import { isPlainQuote, openedBy, withClosers } from "../src/closers";

const BRACKETS = EditorState.languageData.of(() => [
  { closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } },
]);
const EXTENSIONS = [java(), BRACKETS, closeBrackets(), history()];

/** A state from a text with the cursor at `|`. */
function stateOf(marked: string): EditorState {
  const anchor = marked.indexOf("|");
  const doc = marked.replace("|", "");
  return EditorState.create({ doc, selection: { anchor }, extensions: EXTENSIONS });
}

function marked(state: EditorState): string {
  const { head } = state.selection.main;
  return `${state.sliceDoc(0, head)}|${state.sliceDoc(head)}`;
}

function accepted(before: string, insert: string, replaced = 0): EditorState {
  const state = stateOf(before);
  const to = state.selection.main.head;
  const written = withClosers(state, { from: to - replaced, to, insert });
  return state.update({ ...written, annotations: isolateHistory.of("full") }).state;
}

/** As a person types it: a bracket through the editor's own closing, all else as it is. */
function typed(state: EditorState, text: string): EditorState {
  for (const sign of text) {
    const { head } = state.selection.main;
    const plain = { changes: { from: head, insert: sign }, selection: { anchor: head + 1 } };
    state = (insertBracket(state, sign) ?? state.update(plain)).state;
  }
  return state;
}

test("what an accepted text opens is closed, what it closes is not", () => {
  for (const [before, insert, after] of [
    ["|", "public class Main {", "public class Main {|}"],
    ["class A {\n    |\n}", "void f(int a) {", "class A {\n    void f(int a) {|}\n}"],
    ["|", "println(", "println(|)"],
    ["|", "f(a[", "f(a[|])"],
    ["|", "f(a[0], g(", "f(a[0], g(|))"],
    ["|", 'println("', 'println("|")'],
    ["s.charAt(0) == |", "'", "s.charAt(0) == '|'"],
    ["|", "sc.nextInt();", "sc.nextInt();|"],
    ["|", 'println("(");', 'println("(");|'],
    ["for (int i = 0; |", "i < n; i++) {", "for (int i = 0; i < n; i++) {|}"],
    ['println("|', 'YES");', 'println("YES");|'],
    ["|x", "f(", "f(|x"], // before a word nothing is closed when it is typed either
  ] as const) {
    assert.equal(marked(accepted(before, insert)), after);
  }
});

test("a closer that stands there already is used", () => {
  for (const [before, insert, after] of [
    ["class A {\n    |\n    }\n}", "void f(int a) {", "class A {\n    void f(int a) {|\n    }\n}"],
    ["class A {\n    |\n}", "void f(int a) {", "class A {\n    void f(int a) {|}\n}"],
    ["println|)", "(", "println(|)"],
    ["{ f(|) }", "new A[", "{ f(new A[|]) }"],
    ["{ | } // }", "f(", "{ f(|) } // }"],
  ] as const) {
    assert.equal(marked(accepted(before, insert)), after);
  }
});

test("imports go in above, with the same step of undo", () => {
  const state = stateOf("class A {\n    |\n}");
  const to = state.selection.main.head;
  const imports = [{ from: 0, insert: "import a.B;\n\n" }];
  const written = withClosers(state, { from: to, to, insert: "B b = new B(" }, imports);
  const after = state.update({ ...written, annotations: isolateHistory.of("full") }).state;
  assert.equal(marked(after), "import a.B;\n\nclass A {\n    B b = new B(|)\n}");
  assert.equal(marked(typed(after, ")")), "import a.B;\n\nclass A {\n    B b = new B()|\n}");
  let undone = after;
  undo({ state: after, dispatch: (transaction) => (undone = transaction.state) });
  assert.equal(marked(undone), marked(state));
});

test("a word that is replaced goes, and closers come all the same", () => {
  assert.equal(marked(accepted("    whi|", "while (", 3)), "    while (|)");
});

test("closers are typed over, and one undo takes all back", () => {
  const state = accepted("    |", 'println("');
  assert.equal(marked(typed(state, 'a");')), '    println("a");|');
  let undone = state;
  undo({ state, dispatch: (transaction) => (undone = transaction.state) });
  assert.equal(marked(undone), "    |");
});

test("accepting reads as typing does, for openers in any order", () => {
  const parts = ["f(", "a[", "{", 'g("', "x", "h(1)", " = ", "'"];
  for (const first of parts) {
    for (const second of parts) {
      for (const third of parts) {
        const insert = first + second + third;
        const quote = /["']/.exec(insert)?.index ?? insert.length;
        if (quote < insert.length - 1) continue; // then comes the literal's own text
        assert.equal(marked(accepted("|", insert)), marked(typed(stateOf("|"), insert)), insert);
      }
    }
  }
});

test("what is open at the end of a line's beginning", () => {
  for (let n = 0; n < 6; n++) {
    assert.equal(openedBy(`s = "${"\\".repeat(n)}`), n % 2 ? '"\\' : '"');
  }
  for (const code of ["", "a / b", '"//" + c', "'\\'' + d", '"\\"" + e']) assert.equal(openedBy(code), "");
  assert.equal(openedBy("f(); // don't"), "//");
  assert.equal(openedBy("c = '\""), "'");
});

test("quotes that are only that", () => {
  for (const [before, quote, isPlain] of [
    ["s = ", '"', false],
    ['s = "a', '"', false], // closes it
    ["c = '", '"', true],
    ['s = "it', "'", true],
    ['s = "\\', '"', true],
    ["// don", "'", true],
    ['s = ""', '"', true], // of a text block
  ] as const) {
    assert.equal(isPlainQuote(before, quote), isPlain, before);
  }
});
