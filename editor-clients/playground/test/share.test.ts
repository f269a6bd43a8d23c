import assert from "node:assert/strict";
import { test } from "node:test";
import { downloadName, fragmentOf, isLink, LinkError, sharedIn } from "../src/share";

const TEXT = 'class A {\n    String s = "🙂漢\\n";\n}\n';

/** Of a seed: what no packing makes shorter. */
function noise(length: number): string {
  let seed = 7;
  const next = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) | 0);
  return Array.from({ length }, () => String.fromCharCode(33 + ((next() >>> 16) % 94))).join("");
}

test("a text comes back from its link, in signs that every address carries", async () => {
  for (const text of ["", "\n", TEXT, TEXT.repeat(500), noise(20_000)]) {
    const shared = { name: "A.java", text, statement: "Print −1.\n" };
    const fragment = await fragmentOf(shared);
    assert.match(fragment, /^#java=[\w-]*$/);
    assert.ok(isLink(fragment));
    assert.deepEqual(await sharedIn(fragment), shared);
  }
});

test("a text that is too long for a link is refused in a sentence", async () => {
  const shared = { name: "A.java", text: noise(100_000), statement: "" };
  await assert.rejects(fragmentOf(shared), (error: Error) => {
    return error instanceof LinkError && /too long .* download/.test(error.message);
  });
});

test("a link that is cut off, changed or made up holds no text", async () => {
  const whole = await fragmentOf({ name: "A.java", text: TEXT, statement: "" });
  const cut = [10, 20, whole.length - 9].map((end) => whole.slice(0, end));
  const bomb = new Blob(["[" + "0,".repeat(3_000_000)]).stream();
  const packed = await new Response(bomb.pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer();
  const huge = Buffer.from(packed).toString("base64url");
  for (const broken of ["#java=", "#java=%%%", "#java=AAAA", `#java=${huge}`, ...cut]) {
    await assert.rejects(sharedIn(broken), LinkError, broken.slice(0, 40));
  }
  assert.equal(isLink("#editor"), false);
});

test("a name from a link is only a file's", async () => {
  for (const [name, kept] of [
    ["B.java", "B.java"],
    ["../../etc/B.java", "B.java"],
    ["C:\\B.java", "B.java"],
    ["evil.exe", "Main.java"],
    ["", "Main.java"],
  ] as const) {
    const shared = await sharedIn(await fragmentOf({ name, text: "", statement: "" }));
    assert.equal(shared.name, kept);
  }
});

test("a download has the name of its public class", () => {
  assert.equal(downloadName("public class Größe {", "Main.java"), "Größe.java");
  assert.equal(downloadName("  public final class B<T> {", "Main.java"), "B.java");
  assert.equal(downloadName("public record P(int x) {}", "Main.java"), "P.java");
  assert.equal(downloadName("class A {}\n// public class B\n", "Main.java"), "Main.java");
});
