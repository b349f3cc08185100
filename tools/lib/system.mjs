// @ts-check
// What the commands need of the machine. Node's own modules alone: this runs before anything is installed.

const NODE_MINIMUM = [20, 19];
const SUPPORTED =
  "Habitus runs on macOS and on Linux with glibc (Debian, Ubuntu, Fedora and their like), x64 or arm64";

/**
 * @typedef {object} System
 * @property {string} nodeVersion as process.version, "v20.19.0"
 * @property {string} platform
 * @property {string} arch
 * @property {boolean} hasGlibc
 */

/** @returns {System} */
function thisSystem() {
  // Without this the report looks up every open connection, which takes seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return {
    nodeVersion: process.version,
    platform: process.platform,
    arch: process.arch,
    hasGlibc: report.header?.glibcVersionRuntime !== undefined,
  };
}

/**
 * Why Habitus cannot run here, in a sentence with the way out; null when it can.
 * @param {System} system
 * @returns {string | null}
 */
export function unsupportedBecause({ nodeVersion, platform, arch, hasGlibc } = thisSystem()) {
  const [major = 0, minor = 0] = nodeVersion.slice(1).split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = NODE_MINIMUM;
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    return `Node ${needMajor}.${needMinor} or newer is needed, this is ${nodeVersion.slice(1)}. Get it from https://nodejs.org`;
  }
  if (platform !== "linux" && platform !== "darwin") return `${SUPPORTED}, not on ${platform}.`;
  if (arch !== "x64" && arch !== "arm64") return `${SUPPORTED}, not on ${arch}.`;
  if (platform === "linux" && !hasGlibc) {
    return `${SUPPORTED}. This Linux has another C library (musl, as Alpine): use a glibc image such as node:22-slim.`;
  }
  return null;
}

/** Stops the process with a sentence when Habitus cannot run here. */
export function requireSupportedSystem() {
  const reason = unsupportedBecause();
  if (reason === null) return;
  console.error(reason);
  process.exit(1);
}
