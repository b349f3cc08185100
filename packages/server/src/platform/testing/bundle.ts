import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "@habitus/kernel";
import { build } from "esbuild";

/** Below a node_modules folder, so that npm packages are found; not in `dist`, which the build owns. */
const FOLDER = fileURLToPath(new URL("../../../../../node_modules/.cache/habitus", import.meta.url));

/** Bundles a TypeScript file into one that node and worker threads can run, npm packages left outside. Returns its path. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [
      {
        name: "npm-packages-stay-outside",
        setup: (esbuild) =>
          esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@habitus/") ? undefined : { path, external: true },
          ),
      },
    ],
  });
  const code = must(outputFiles[0], "one entry gives one file").contents;
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const path = join(FOLDER, `${basename(entry, ".entry.ts")}-${hash}.mjs`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  // A process beside us may start the file at any moment: it appears whole.
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
