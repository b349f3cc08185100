#!/usr/bin/env node
// @ts-check
// What is run is the bundle that `npm run build` makes of src/habitus.entry.ts. It is a process of its own, for a bundle that
// is not there yet cannot be imported.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../dist/habitus.js", import.meta.url));
if (existsSync(built)) {
  const args = ["--enable-source-maps", built, ...process.argv.slice(2)];
  const { status, signal } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
} else {
  process.stderr.write("habitus: not built yet; run `npm run build` first.\n");
  process.exitCode = 1;
}
