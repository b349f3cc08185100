// @ts-check
// Brings node_modules to what package-lock.json says. Node's own modules alone: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {Readonly<Record<string, { readonly version?: string, readonly link?: boolean, readonly optional?: boolean }>>} LockedPackages */

/**
 * The packages that the lockfile names and node_modules lacks or has in another version. Optional ones that are absent
 * belong to other platforms.
 * @param {string} root
 * @returns {string[]}
 */
export function missingPackages(root) {
  const wanted = readLock(join(root, "package-lock.json"));
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  return Object.entries(wanted)
    .filter(([path]) => path.includes("node_modules/"))
    .filter(([path, { version, link, optional }]) => {
      const there = installed[path];
      if (there === undefined) return optional !== true;
      return link !== true && there.version !== version;
    })
    .map(([path]) => path);
}

/**
 * @param {string} path
 * @returns {LockedPackages}
 */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/**
 * Runs `npm ci` when something is missing, with a line of explanation.
 * @param {string} root
 * @throws Error when npm fails
 */
export function ensureInstalled(root) {
  const missing = missingPackages(root);
  if (missing.length === 0) return;
  console.log(
    `Installing packages (npm ci): ${missing.length} are missing or out of date. This takes about a minute.`,
  );
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error !== undefined) throw new Error(`npm could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`npm ci failed with exit code ${status}; its messages stand above`);
}
