#!/usr/bin/env node
// @ts-check
// `npm run report -- online-retail [--out FILE]`: loads the data set into a server of its own, which is gone afterwards, and writes a page of what the
// product makes of it. With `--server URL` a running one is asked instead (its token in HABITUS_ADMIN_TOKEN).
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { apiOf } from "./lib/report/api.mjs";
import { DATASETS } from "./lib/report/datasets.mjs";
import { gatherFigures } from "./lib/report/figures.mjs";
import { inOwnServer } from "./lib/report/load.mjs";
import { reportPage } from "./lib/report/page.mjs";

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
const gather = (/** @type {import("./lib/report/api.mjs").Api} */ api) =>
  gatherFigures(api, dataset, console.error);
const figures =
  values.server === undefined
    ? await inOwnServer(dataset, gather)
    : await gather(apiOf(values.server, process.env["HABITUS_ADMIN_TOKEN"] ?? ""));
writeFileSync(out, reportPage(figures));
console.log(`Wrote ${out}: ${figures.people} people, ${figures.events} events.`);
