// @ts-check
// Finds a Chromium for the browser tests, or gets one. Node's own modules alone.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The tests read the browser's path here; set it to choose one. */
export const CHROMIUM_VARIABLE = "HABITUS_CHROMIUM";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string | null}
 */
export function findChromium(environment) {
  const chosen = environment[CHROMIUM_VARIABLE];
  if (chosen !== undefined && chosen !== "") return canRun(chosen) ? chosen : null;
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...candidates, ...APPLICATIONS].find(canRun) ?? null;
}

/** @param {string} path */
function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of a Chromium, installed by apt-get when nothing else is there and this process may do so.
 * @returns {string | null} null after saying how to get one
 */
export function ensureChromium() {
  const found = findChromium(process.env);
  if (found !== null) return found;
  const mayInstall = process.platform === "linux" && process.getuid?.() === 0;
  if (mayInstall && process.env[CHROMIUM_VARIABLE] === undefined && installWithApt()) {
    const installed = findChromium(process.env);
    if (installed !== null) return installed;
  }
  console.error(
    `No Chromium was found, the browser tests need one. Install it (Debian, Ubuntu: sudo apt-get install chromium; macOS: brew install --cask chromium) or set ${CHROMIUM_VARIABLE} to the path of a Chromium or Chrome.`,
  );
  return null;
}

function installWithApt() {
  console.log("Installing Chromium for the browser tests (apt-get install chromium).");
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync("apt-get", ["-q", "-y", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  return apt("update") && apt("install", "chromium");
}
