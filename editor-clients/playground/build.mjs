// Builds the page into server/page, or, with --tests, the tests into build/.
// The same sources give the same bytes: a test compares them with what is committed.
import { build } from "esbuild";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const i = process.argv.indexOf("--out");
const out = i > 0 ? process.argv[i + 1] : join(here, "../../server/page");
const loader = { ".java": "text", ".txt": "text", ".woff2": "copy" };

/** What the libraries in the page ask to be said of them. */
async function licences(inputs) {
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const parts = [];
  for (const name of [...new Set(names)].filter(Boolean).sort()) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const text = await readFile(join(folder, "LICENSE"), "utf8");
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return `This page contains:\n\n${parts.join("\n----\n\n")}`;
}

if (process.argv.includes("--tests")) {
  const tests = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts"));
  await rm(join(here, "build"), { recursive: true, force: true });
  await build({
    entryPoints: tests.map((name) => join(here, "test", name)),
    outdir: join(here, "build"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    loader,
    logLevel: "warning",
  });
} else {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: ["src/main.ts", "src/style.css", "src/teach/teach.ts", "src/teach/teach.css"],
    entryNames: "[name]",
    assetNames: "[name]",
    outdir: out,
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    loader,
    logLevel: "warning",
  });
  await writeFile(join(out, "licences.txt"), await licences(Object.keys(metafile.inputs)));
  for (const name of await readdir(join(here, "public"))) {
    await copyFile(join(here, "public", name), join(out, name));
  }
}
