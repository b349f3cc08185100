import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder that is removed after the test file. Called outside of tests: vitest ignores an `afterAll` inside one. */
export function temporaryFolder(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `habitus-${name}-`));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
