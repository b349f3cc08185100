#!/usr/bin/env node
// @ts-check
// What is run is the bundle that `npm run build` makes of src/habitus.entry.ts.
import { existsSync } from "node:fs";

const built = new URL("../dist/habitus.js", import.meta.url);
if (existsSync(built)) {
  process.setSourceMapsEnabled(true);
  await import("../dist/habitus.js");
} else {
  process.stderr.write("habitus: not built yet; run `npm run build` first.\n");
  process.exitCode = 1;
}
