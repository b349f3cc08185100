// @ts-check
// The floors of ARCHITECTURE.md as data. A test compares the two.

/** Rooms of one list are siblings: they never import each other. Each may import every list before its own. */
const PURE_FLOORS = [
  ["kernel"],
  ["events"],
  ["segments", "models"],
  ["segments-sql", "segments-stream", "contract"],
];
const SERVER_FLOORS = [
  ["platform"],
  ["log"],
  ["store"],
  ["ingest", "profiles", "segments", "access", "jobs", "items", "costs", "money"],
  ["membership", "people", "imports", "explore"],
  ["pipeline", "delivery", "models"],
  ["demo", "privacy", "health", "quality"],
  ["adapters", "http"],
  ["main"],
];
const PURE_PACKAGES = PURE_FLOORS.flat();

/** Which packages each package may import; by the folder's name below `packages`, or `conformance` and `bench`. */
export const PACKAGE_MAY_IMPORT = new Map(
  /** @type {[string, readonly string[]][]} */ ([
    ...belowEach(PURE_FLOORS),
    ["server", PURE_PACKAGES],
    ["web", ["kernel", "segments", "contract"]],
    ["cli", ["kernel", "segments", "models", "segments-sql", "contract"]],
    ["conformance", [...PURE_PACKAGES, "server"]],
    ["bench", [...PURE_PACKAGES, "server"]],
  ]),
);

/** Which folders of packages/server/src each folder may import besides itself. */
export const SERVER_ROOM_MAY_IMPORT = new Map(belowEach(SERVER_FLOORS));

/** Tests of these rooms wire real parts together, so they may import every room of the server. */
export const WIRING_ROOMS = new Set(["main", "adapters"]);

/**
 * @param {readonly (readonly string[])[]} floors
 * @returns {[string, readonly string[]][]}
 */
function belowEach(floors) {
  return floors.flatMap((rooms, floor) =>
    rooms.map((room) => /** @type {[string, readonly string[]]} */ ([room, floors.slice(0, floor).flat()])),
  );
}

/** Floors 0 to 3: no clock, randomness, environment, logger or I/O. */
export function isPure(/** @type {string} */ packageName) {
  return PURE_PACKAGES.includes(packageName);
}

/** `packages/kernel/src/a.ts` stands in `kernel`, `bench/src/a.ts` in `bench`. */
export function packageOf(/** @type {string} */ file) {
  const [first = "", second = ""] = file.split("/");
  return first === "packages" ? second : first;
}

/** The folder below `packages/server/src`, or null for files elsewhere and for the package's entry `src/index.ts`. */
export function serverRoomOf(/** @type {string} */ file) {
  const match = /^packages\/server\/src\/([^/]+)\//.exec(file);
  return match?.[1] ?? null;
}

/** What types may not ring across: a package on floors 0 to 3, a folder of `src` elsewhere. */
export function typeHomeOf(/** @type {string} */ file) {
  const owner = packageOf(file);
  if (isPure(owner)) return owner;
  const below = file.split("/src/")[1]?.split("/") ?? [];
  if (below.length < 2) return owner;
  return below[0] === "features" && below.length > 2
    ? `${owner}/features/${below[1]}`
    : `${owner}/${below[0]}`;
}
