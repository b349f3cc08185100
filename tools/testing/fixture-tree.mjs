// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A small project in a temporary folder; `remove` deletes it.
 * @param {Readonly<Record<string, string>>} files path below the project's root to text
 */
export function fixtureTree(files) {
  const root = mkdtempSync(join(tmpdir(), "habitus-tools-"));
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/**
 * The text of a workspace's package.json.
 * @param {string} name
 * @param {readonly string[]} dependencies
 */
export function manifest(name, dependencies = []) {
  return JSON.stringify({
    name: `@habitus/${name}`,
    exports: { ".": "./src/index.ts" },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "0.1.0"])),
  });
}
