// @ts-check
// What is built, from what, and whether it still has to be. Loads esbuild only when something has to be built, so that
// finding everything up to date costs milliseconds.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} inputs files and folders that decide the result
 * @property {string} dist folder, relative to the root, that the step owns and replaces
 * @property {(folder: string) => Promise<void>} run writes into this folder, relative to the root
 */
/** @typedef {{ readonly root: string, readonly say: (line: string) => void }} Context */

const STAMP = ".inputs";
const PURE_PACKAGES = [
  "kernel",
  "events",
  "segments",
  "models",
  "segments-sql",
  "segments-stream",
  "contract",
];
const COMMON_INPUTS = ["package-lock.json", "tsconfig.base.json", "tools/lib/build-steps.mjs"];
const NOT_INPUTS = new Set(["node_modules", "dist"]);

/**
 * @param {string} root
 * @returns {Step[]}
 */
export function productSteps(root) {
  const serverEntries = entriesIn(root, "packages/server/src/main", /\.entry\.ts$/);
  /** @type {Step[]} */
  const steps = [];
  if (Object.keys(serverEntries).length > 0) {
    steps.push({
      name: "server",
      inputs: sourcesOf([...PURE_PACKAGES, "server"]),
      dist: "packages/server/dist",
      run: (folder) => bundle(root, serverEntries, folder),
    });
  }
  const cliEntries = entriesIn(root, "packages/cli/src", /\.entry\.ts$/);
  if (Object.keys(cliEntries).length > 0) {
    steps.push({
      name: "cli",
      inputs: sourcesOf(["kernel", "segments", "models", "segments-sql", "contract", "cli"]),
      dist: "packages/cli/dist",
      run: (folder) => bundle(root, cliEntries, folder),
    });
  }
  if (existsSync(join(root, "packages/web/vite.config.ts"))) {
    steps.push({
      name: "web",
      inputs: [...sourcesOf(["kernel", "segments", "contract"]), "packages/web"],
      dist: "packages/web/dist",
      run: async (folder) => {
        viteBuild(root, folder);
        holdFirstLoad(root, folder);
      },
    });
  }
  return steps;
}

/**
 * @param {string} root
 * @returns {Step}
 */
export function benchStep(root) {
  const entries = {
    ...entriesIn(root, "bench/src", /(?<=\.bench)\.ts$/),
    ...entriesIn(root, "bench/src", /(?<=\.entry)\.ts$/),
  };
  return {
    name: "bench",
    inputs: [...sourcesOf([...PURE_PACKAGES, "server"]), "bench/src"],
    dist: "bench/dist",
    run: (folder) => bundle(root, entries, folder),
  };
}

/** @param {readonly string[]} packages */
function sourcesOf(packages) {
  return packages.flatMap((name) => [`packages/${name}/src`, `packages/${name}/package.json`]);
}

/**
 * Output name to source path, the output without `ending`.
 * @param {string} root
 * @param {string} folder
 * @param {RegExp} ending
 * @returns {Record<string, string>}
 */
function entriesIn(root, folder, ending) {
  const full = join(root, folder);
  const names = existsSync(full) ? readdirSync(full).filter((name) => ending.test(name)) : [];
  return Object.fromEntries(names.map((name) => [name.replace(ending, ""), join(full, name)]));
}

/**
 * Runs those steps whose inputs changed since they last succeeded.
 * @param {Context} context
 * @param {readonly Step[]} steps
 * @returns {Promise<number>} how many were run
 */
export async function buildSteps({ root, say }, steps) {
  let built = 0;
  for (const step of steps) {
    const stamp = join(root, step.dist, STAMP);
    const hash = hashOf(root, [...COMMON_INPUTS, ...step.inputs]);
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) continue;
    const begun = performance.now();
    await buildBeside(root, step, hash);
    say(`Built ${step.name} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    built++;
  }
  return built;
}

/**
 * Builds into a folder of this process and then puts it in the place of the old one: a failed build changes nothing.
 * @param {string} root
 * @param {Step} step
 * @param {string} hash
 */
async function buildBeside(root, step, hash) {
  const folder = `${step.dist}/../.dist-${process.pid}`;
  const full = join(root, folder);
  mkdirSync(full, { recursive: true });
  try {
    await step.run(folder);
    writeFileSync(join(full, STAMP), hash);
    rmSync(join(root, step.dist), { recursive: true, force: true });
    renameSync(full, join(root, step.dist));
  } finally {
    rmSync(full, { recursive: true, force: true });
  }
}

/**
 * One hash over names and contents. Tests decide nothing that is built.
 * @param {string} root
 * @param {readonly string[]} inputs
 */
function hashOf(root, inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) addTo(hash, root, input);
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} root
 * @param {string} path
 */
function addTo(hash, root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  const entries = readEntries(full);
  if (entries === null) {
    hash.update(`${path}\0`).update(readFileSync(full)).update("\0");
    return;
  }
  for (const name of entries) {
    if (!NOT_INPUTS.has(name) && !/\.(?:test|contract)\.tsx?$/.test(name))
      addTo(hash, root, `${path}/${name}`);
  }
}

/** The sorted names in a folder; null for a file. @param {string} full */
function readEntries(full) {
  try {
    return readdirSync(full).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return null;
    throw error;
  }
}

/**
 * Workspace packages go into the bundle, npm packages stay outside and are found in node_modules.
 * @param {string} root
 * @param {Readonly<Record<string, string>>} entryPoints
 * @param {string} outdir
 */
async function bundle(root, entryPoints, outdir) {
  const esbuild = await import("esbuild");
  const { warnings } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { ...entryPoints },
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    logLevel: "silent",
    plugins: [
      {
        name: "npm-packages-stay-outside",
        setup: (build) =>
          build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@habitus/") ? undefined : { path, external: true },
          ),
      },
    ],
  });
  for (const text of await esbuild.formatMessages(warnings, { kind: "warning" })) console.error(text);
}

/**
 * @param {string} root
 * @param {string} folder
 */
function viteBuild(root, folder) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vite/bin/vite.js"),
      "build",
      "--logLevel",
      "warn",
      "--outDir",
      join(root, folder),
      "--emptyOutDir",
    ],
    { cwd: join(root, "packages/web"), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  if (status !== 0) throw new Error(`vite build failed with exit code ${status}\n${stdout}${stderr}`);
  if (stdout + stderr !== "") process.stdout.write(stdout + stderr);
}

/**
 * What a browser loads before the first page stays within its budget, or nothing is built.
 * @param {string} root
 * @param {string} folder
 */
function holdFirstLoad(root, folder) {
  const script = join(root, "packages/web/scripts/first-load.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, join(root, folder)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`The pages are too large to load at once\n${stdout}${stderr}`);
}
