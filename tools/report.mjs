#!/usr/bin/env node
// @ts-check
// `npm run report -- online-retail [--out FILE]`: loads the data set into a server of its own, which is gone afterwards, and writes a page of what the
// product makes of it. With `--server URL` a running one is asked instead (its token in HABITUS_ADMIN_TOKEN).
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildSteps, productSteps } from "./lib/build-steps.mjs";
import { ROOT } from "./lib/problems.mjs";
import { gatherFigures } from "./lib/report/figures.mjs";
import { reportPage } from "./lib/report/page.mjs";

/** @typedef {import("./lib/report/figures.mjs").Api} Api */
/** @typedef {import("./lib/report/figures.mjs").Dataset} Dataset */

/** Those that are shipped: the page is made of nothing that lies elsewhere. @type {Readonly<Record<string, Dataset>>} */
const DATASETS = {
  "online-retail": { title: "Online Retail", order: "Order Completed", value: "revenue" },
};
const LOOK_EVERY_MS = 300;
/** Of the server's log, which is shown when something fails. */
const LOG_KEPT = 4_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" }, server: { type: "string" } },
});
const [name = ""] = positionals;
const dataset = DATASETS[name];
if (dataset === undefined) {
  console.error(`Which data set? ${Object.keys(DATASETS).join(", ")}`);
  process.exit(2);
}
const out = values.out ?? `${name}.html`;
const figures =
  values.server === undefined
    ? await inOwnServer((api) => gatherFigures(api, dataset))
    : await gatherFigures(apiOf(values.server, process.env["HABITUS_ADMIN_TOKEN"] ?? ""), dataset);
writeFileSync(out, reportPage(figures));
console.log(`Wrote ${out}: ${figures.people} people, ${figures.events} events.`);

/** @template T @param {(api: Api) => Promise<T>} work @returns {Promise<T>} */
async function inOwnServer(work) {
  const steps = productSteps(ROOT).filter(({ name: step }) => step === "server");
  await buildSteps({ root: ROOT, say: console.error }, steps);
  const data = mkdtempSync(join(tmpdir(), "habitus-report-"));
  const token = randomBytes(24).toString("hex");
  const child = spawn(
    process.execPath,
    [join(ROOT, "packages/server/dist/habitus.js"), "--data", data, "--port", "0", "--demo"],
    { env: { ...process.env, HABITUS_ADMIN_TOKEN: token }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (piece) => {
    log = (log + piece).slice(-LOG_KEPT);
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    const api = apiOf(await addressOf(child.stdout), token);
    await untilLoaded(api);
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

/** @param {Api} api */
async function untilLoaded(api) {
  for (;;) {
    const { demo } = await api("GET", "/api/overview");
    if (demo.job?.state === "done") return;
    if (demo.job?.state === "failed") throw new Error(demo.job.error.message);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** @param {string} url @param {string} token @returns {Api} */
function apiOf(url, token) {
  return async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    return JSON.parse(said);
  };
}
