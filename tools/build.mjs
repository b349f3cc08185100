#!/usr/bin/env node
// @ts-check
// Builds what can be run: the server's entries and the pages, or only the steps named. What is up to date is left as it is.
import { buildSteps, productSteps } from "./lib/build-steps.mjs";
import { ROOT } from "./lib/problems.mjs";

const names = process.argv.slice(2);
const steps = productSteps(ROOT).filter(({ name }) => names.length === 0 || names.includes(name));
const built = await buildSteps({ root: ROOT, say: console.log }, steps);
if (built === 0) console.log(`Up to date: ${steps.map(({ name }) => name).join(", ") || "nothing to build"}`);
