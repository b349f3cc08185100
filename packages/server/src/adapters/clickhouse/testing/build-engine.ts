import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "@habitus/kernel";
import { build } from "esbuild";

const SERVER = fileURLToPath(new URL("../../../..", import.meta.url));
/** Below a node_modules folder, so that the engine finds chdb; not in `dist`, which the build owns. */
const FOLDER = join(SERVER, "../../node_modules/.cache/habitus");

/** Bundles the engine's entry as the build does and returns its path. */
export function buildEngine(): Promise<string> {
  return bundle("src/main/engine.entry.ts");
}

const built = new Map<string, Promise<string>>();

/** Bundles a file of the server to something Node can run. Once per process; safe beside other processes. */
export function bundle(source: string): Promise<string> {
  const known = built.get(source) ?? bundleNow(source);
  built.set(source, known);
  return known;
}

async function bundleNow(source: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SERVER, source)],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["chdb", "esbuild", "@clickhouse/client"],
  });
  const code = must(outputFiles[0], "one entry gives one file").contents;
  const name = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const path = join(FOLDER, `${name}.mjs`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  // A process beside us may start the file at any moment: it appears whole.
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
