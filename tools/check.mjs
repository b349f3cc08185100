#!/usr/bin/env node
// @ts-check
// `npm run check`: everything that is known without running the product.
import { allChecks, printCheck, runChecks } from "./lib/checks.mjs";
import { ROOT } from "./lib/problems.mjs";

const results = await runChecks(ROOT, allChecks(ROOT), printCheck);
const failed = results.filter(({ passed }) => !passed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
