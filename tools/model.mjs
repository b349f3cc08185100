#!/usr/bin/env node
// @ts-check
// `npm run model -- fit --model NAME --input FILE.csv …`: builds the command line when it has to be, then runs `habitus model`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildSteps, productSteps } from "./lib/build-steps.mjs";
import { ROOT } from "./lib/problems.mjs";

const steps = productSteps(ROOT).filter(({ name }) => name === "cli");
await buildSteps({ root: ROOT, say: console.error }, steps);
const args = [join(ROOT, "packages/cli/bin/habitus.mjs"), "model", ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
