#!/usr/bin/env node
// @ts-check
// Builds what can be run: the server's entries and the pages. What is up to date is left as it is.
import { buildSteps, productSteps } from "./lib/build-steps.mjs";
import { ROOT } from "./lib/problems.mjs";

const steps = productSteps(ROOT);
const built = await buildSteps({ root: ROOT, say: console.log }, steps);
if (built === 0) console.log(`Up to date: ${steps.map(({ name }) => name).join(", ") || "nothing to build"}`);
