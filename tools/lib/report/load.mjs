// @ts-check
// A data set in a server of its own, which is gone afterwards: as its demo, or imported on the command line as anybody would.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSteps, productSteps } from "../build-steps.mjs";
import { ROOT } from "../problems.mjs";
import { apiOf, jobDone, until } from "./api.mjs";

/** @typedef {import("./api.mjs").Api} Api */
/** @typedef {import("./datasets.mjs").Dataset} Dataset */

const NEEDED = new Set(["server", "cli"]);
/** Of the server's log, which is shown when something fails. */
const LOG_KEPT = 4_000;

/** @template T @param {Dataset} dataset @param {(api: Api) => Promise<T>} work @returns {Promise<T>} */
export async function inOwnServer(dataset, work) {
  const steps = productSteps(ROOT).filter(({ name }) => NEEDED.has(name));
  await buildSteps({ root: ROOT, say: console.error }, steps);
  const data = mkdtempSync(join(tmpdir(), "habitus-report-"));
  const token = randomBytes(24).toString("hex");
  const demo = dataset.load === "demo" ? ["--demo"] : [];
  const child = spawn(
    process.execPath,
    [join(ROOT, "packages/server/dist/habitus.js"), "--data", data, "--port", "0", ...demo],
    { env: { ...process.env, HABITUS_ADMIN_TOKEN: token }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (piece) => {
    log = (log + piece).slice(-LOG_KEPT);
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    const url = await addressOf(child.stdout);
    const api = apiOf(url, token);
    await load(api, dataset, { HABITUS_URL: url, HABITUS_API_KEY: token });
    return await work(api);
  } catch (error) {
    console.error(log);
    throw error;
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

/** @param {import("node:stream").Readable} output @returns {Promise<string>} */
async function addressOf(output) {
  let said = "";
  for await (const piece of output.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += piece;
    const address = /listening on (http:\/\/\S+)/.exec(said)?.[1];
    if (address === undefined) continue;
    output.resume();
    return address;
  }
  throw new Error(`The server did not start:\n${said}`);
}

/** @param {Api} api @param {Dataset} dataset @param {Readonly<Record<string, string>>} env of the command line */
async function load(api, dataset, env) {
  if (dataset.load === "demo") return demoLoaded(api);
  const { files, now, zone } = dataset.load;
  for (const { file, mapping } of files) {
    await imported(join(ROOT, "packages/server/data", file), mapping, env);
  }
  await allCounted(api);
  const { name, weekStart, rev } = await api("GET", "/api/workspace");
  await api("PUT", "/api/workspace", { name, weekStart, zone, pinnedNow: now, rev });
}

/** @param {Api} api */
async function demoLoaded(api) {
  const { demo } = await api("GET", "/api/overview");
  if (demo.state !== "loaded") await jobDone(api, demo.job.id);
}

/** @param {string} file @param {string} mapping @param {Readonly<Record<string, string>>} env @returns {Promise<void>} */
function imported(file, mapping, env) {
  const args = [join(ROOT, "packages/cli/bin/habitus.mjs"), "import", file, "--mapping", mapping];
  // What the command says is told beside the page, not in it.
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["ignore", 2, 2] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${file} was not imported whole (exit code ${code}).`));
    });
  });
}

/** @param {Api} api */
async function allCounted(api) {
  await until(async () => {
    const { stages } = await api("GET", "/api/overview");
    return stages.every(
      (/** @type {{ ready: boolean, lag: number }} */ { ready, lag }) => ready && lag === 0,
    );
  });
}
