import assert from "node:assert/strict";
import { test } from "node:test";
import { along, branches, type Branch, detailOf, fitted, joined, laidOut, type Measures } from "../src/beam";
import type { BeamNode } from "../src/protocol";

const MEASURES: Measures = { character: 10, row: 20, gap: 30, tail: 40 };

function node(id: number, parent: number | null, text: string, more: Partial<BeamNode> = {}): BeamNode {
  return { id, parent, text, logProbability: -id, probability: 0.5, isStart: true, isLine: false, ...more };
}

/** for → (int i, (i; while */
const TREE = [
  node(0, null, "", { logProbability: 0, isStart: false }),
  node(1, 0, "for"),
  node(2, 1, "("),
  node(3, 2, "int", { logProbability: -3 }),
  node(4, 3, "i", { isLine: true, endProbability: 1, logProbability: -3.5 }),
  node(5, 2, "i", { logProbability: -3.2 }),
  node(6, 0, "while", { logProbability: -9 }),
];

function texts(branch: Branch): unknown {
  return [branch.text, ...branch.children.map(texts)];
}

test("runs without a fork are one branch, the likeliest child first", () => {
  const root = branches(TREE, 9);
  assert.ok(root);
  assert.deepEqual(texts(root), ["", ["for (", ["i"], ["int i"]], ["while"]]);
});

test("of many paths the likeliest are drawn, whole lines before others", () => {
  const one = branches(TREE, 1);
  assert.ok(one);
  assert.deepEqual(texts(one), ["", ["for (int i"]]);
  assert.equal(branches([], 3), null);
});

test("a line has the probability that the list shows, and no other", () => {
  const listed = { text: "for(int i", probability: 0.3, modelProbability: 0.9, weight: 0.1 };
  const root = branches(TREE, 9, [listed]);
  const line = root?.children[0]?.children[0];
  assert.equal(line?.line, listed);
  assert.equal(line.weight, 0.3);
  assert.match(detailOf(line), /^for \(int i is the next line with 30\u202f%, as in the list\..* 90\u202f%.* 0\.10/);
  const typedOn = branches(TREE, 9, [{ ...listed, text: "r(int i" }], { typed: "fo", right: "" }); // what is typed is left out
  assert.equal(typedOn?.children[0]?.children[0]?.line?.probability, 0.3);
  const unlisted = branches(TREE, 9)?.children[0]?.children[1];
  assert.equal(unlisted?.line, null);
  assert.match(detailOf(unlisted as Branch), /the list leaves it out/);
});

test("closers that stand right of the cursor are the path's and not the item's", () => {
  const nodes = [
    node(0, null, "", { isStart: false }),
    node(1, 0, "k", { isLine: true }),
    node(2, 1, ")", { isLine: true }),
    node(3, 2, ";", { isLine: true }),
  ];
  const item = { text: "k", probability: 0.3, modelProbability: 0.3, weight: 1 };
  const found = (list: BeamNode[], right: string): string | undefined => {
    const held = (branch: Branch): Branch[] => [branch, ...branch.children.flatMap(held)];
    const root = branches(list, 9, [item], { typed: "", right });
    const shown = root ? held(root).filter(({ line }) => line) : [];
    assert.ok(shown.length <= 1);
    return shown[0]?.path;
  };
  const closed = nodes.map((each) => (each.id === 1 ? { ...each, isLine: false } : each));
  assert.equal(found(nodes, ");"), "k");
  assert.equal(found(closed, ");"), "k)");
  assert.equal(found(closed, ""), undefined);
});

test("what the list has is drawn first and thickest", () => {
  const lines = [{ text: "while", probability: 0.4, modelProbability: 0.1, weight: 1 }];
  const marked = TREE.map((each) => (each.id === 6 ? { ...each, isLine: true } : each));
  const one = branches(marked, 1, lines);
  assert.deepEqual(one && texts(one), ["", ["while"]]);
  const all = branches(marked, 9, lines);
  assert.deepEqual(all?.children.map(({ text }) => text), ["while", "for ("]);
  for (const child of all?.children ?? []) assert.ok(child.weight <= (all?.weight ?? 0));
});

test("a drawing takes the room that it has", () => {
  const root = branches(TREE, 9);
  assert.ok(root);
  const least = laidOut(root, { ...MEASURES, gap: 10 }).width;
  for (let room = least; room < 900; room += 37) {
    assert.ok(fitted(root, MEASURES, room, [90, 60, 30, 10]).width <= room);
  }
  assert.ok(fitted(root, MEASURES, 900, [90, 10]).width > fitted(root, MEASURES, least, [90, 10]).width);
});

test("only what goes along the typed part of a word is kept", () => {
  const kept = (typed: string): number[] => along(TREE, typed).map(({ id }) => id);
  assert.deepEqual(kept(""), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(kept("w"), [0, 6]);
  assert.deepEqual(kept("fo"), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(kept("zz"), [0, 1, 2, 3, 4, 5, 6]); // camel humps: all
  const cut = [node(0, null, ""), node(1, 0, "ne"), node(2, 1, "xt", { isStart: false }), node(3, 1, "w", { isStart: false })];
  assert.deepEqual(along(cut, "nex").map(({ id }) => id), [0, 1, 2]);
});

test("pieces read as a person would write them", () => {
  const read = (...pieces: string[]): string =>
    pieces.reduce((left, text) => joined(left, node(1, 0, text)), "");
  assert.equal(read("int", "n", "=", "sc", ".", "nextInt", "(", ")", ";"), "int n = sc.nextInt();");
  assert.equal(read("for", "(", "int", "i", "=", "0", ";", "i", "<", "n", ";"), "for (int i = 0; i < n;");
  assert.equal(read("i", "++", ")"), "i++)");
  assert.equal(read("i", "<", "n", ";", "++", "i", ")"), "i < n; ++i)");
  assert.equal(joined("next", node(1, 0, "Int", { isStart: false })), "nextInt");
});

test("no two labels lie on each other, and all lie in the drawing", () => {
  const root = branches(TREE, 9);
  assert.ok(root);
  const { placed, width, height } = laidOut(root, MEASURES);
  for (const one of placed) {
    assert.ok(one.x >= 0 && one.x + one.width <= width && one.y > 0 && one.y < height);
    for (const other of placed) {
      const isApart = one.y !== other.y || one.x + one.width < other.x || other.x + other.width < one.x;
      assert.ok(one === other || isApart);
    }
    if (one.parent) assert.ok(one.x >= one.parent.x + one.parent.width + MEASURES.gap);
  }
});
