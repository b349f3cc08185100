import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../folders.ts";
import type { Secret } from "./id-words.ts";

const BYTES = 8;

/** The installation's secret; made on the first call. What is stored beside it can be read only with it. */
export function readSecret(dir: string): Secret {
  const path = join(dir, "secret");
  if (!existsSync(path)) makeSecret(dir, path);
  const bytes = readFileSync(path);
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}

function makeSecret(dir: string, path: string): void {
  const handle = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(handle, randomBytes(BYTES));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${path}.new`, path);
  syncFolder(dir);
}
