import assert from "node:assert/strict";
import { test } from "node:test";
import { isRight, openBrackets, remaining, strokesOf } from "../src/strokes";

function typed(program: string): string {
  const strokes = strokesOf(program).filter((stroke) => stroke.byUser);
  return strokes.map(({ start, end }) => (end - start > 1 || /\s/.test(program[start] ?? "") ? "_" : program[start])).join("");
}

test("a program costs its tokens, a blank between two, a line end a code line", () => {
  assert.equal(typed("int n = 1;\n"), "int_n_=_1;");
  assert.equal(typed("a;\n\n    // why\n    b;"), "a;_b;");
  assert.equal(typed("  a  =  /* so */  b;"), "a_=_b;");
});

test("brackets that close another, and line ends before them, are typed by the editor", () => {
  assert.equal(typed("f(a[0]);"), "f(a[0;");
  assert.equal(typed("void f() {\n    g();\n}\n"), "void_f(_{_g(;");
  assert.equal(typed(")a"), ")a");
});

test("brackets and comment signs in literals are characters", () => {
  assert.equal(typed('s = "(//" + \'{\';'), 's_=_"(//"_+_\'{\';');
  assert.equal(openBrackets("f(\"{\" + '['"), ")");
});

test("strokes follow each other through the whole text between first and last token", () => {
  const program = "class A {\n  // c\n  int[] x = {1};\n}\n";
  const strokes = strokesOf(program);
  for (const [i, stroke] of strokes.entries()) {
    if (i > 0) assert.equal(stroke.start, strokes[i - 1]?.end);
  }
  assert.equal(remaining(strokes)[0], strokes.filter((stroke) => stroke.byUser).length);
  assert.equal(remaining(strokes).at(-1), 0);
});

test("what is open is closed from the inside out", () => {
  assert.equal(openBrackets("class A { void f(int[] a) { g(a["), "])}}");
  assert.equal(openBrackets("f(a)"), "");
});

test("an offer is right up to the end of a token", () => {
  const program = "int number = 1;";
  assert.equal(isRight(program, 0, "int"), true);
  assert.equal(isRight(program, 4, "num"), false);
  assert.equal(isRight(program, 4, "number = 1;"), true);
  assert.equal(isRight(program, 4, "number = 2;"), false);
  assert.equal(isRight(program, 4, ""), false);
});
