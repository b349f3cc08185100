// @ts-check
import {
  isPure,
  PACKAGE_MAY_IMPORT,
  packageOf,
  SERVER_ROOM_MAY_IMPORT,
  serverRoomOf,
  WIRING_ROOMS,
} from "./floors.mjs";
import { isToolFile, isTestFile } from "./source-tree.mjs";

/** @typedef {import("./source-tree.mjs").Problem} Problem */
/** @typedef {import("./source-tree.mjs").Workspace} Workspace */
/** @typedef {import("./imports.mjs").Import} Import */
/** @typedef {import("./imports.mjs").Target} Target */
/**
 * @typedef {object} Found
 * @property {string} file
 * @property {Workspace} workspace the importing file's
 * @property {Import} found
 * @property {Target | null} target null when the name is computed
 * @property {ReadonlySet<string>} rootDevDependencies
 */

/**
 * The laws about what an import names: it must be there, be declared, be open, and be no I/O on the pure floors.
 * @param {Found} at
 * @returns {Problem[]}
 */
export function checkTarget(at) {
  const { file, found, target } = at;
  const place = { file, line: found.line };
  if (target === null) return isTestFile(file) ? [] : [computed(place)];
  switch (target.kind) {
    case "missing":
      return [
        {
          ...place,
          law: "unresolved",
          says: `"${found.specifier}" points at nothing`,
          mend: "name an existing file with its ending (.ts, .tsx)",
        },
      ];
    case "closed":
      return [
        {
          ...place,
          law: "deep-import",
          says: `"${found.specifier}" reaches past the exports of ${target.name}`,
          mend: `export what is needed from its src/index.ts and import "${target.name}"`,
        },
      ];
    case "builtin":
      return builtin(at, target.name);
    case "package":
      return undeclared(at, target.name);
    case "file":
      return found.specifier?.startsWith(".")
        ? outside(at, target)
        : undeclared(at, target.workspace?.name ?? "");
  }
}

/** @param {{ readonly file: string, readonly line: number }} place */
function computed(place) {
  return {
    ...place,
    law: "computed-import",
    says: "the imported name is computed, so nobody can tell what is loaded",
    mend: "write the name as a plain string; choose between several with a record of functions",
  };
}

/**
 * @param {Found} at
 * @param {string} name
 * @returns {Problem[]}
 */
function builtin({ file, found }, name) {
  const owner = packageOf(file);
  if (isTestFile(file) || isToolFile(file) || !(isPure(owner) || owner === "web")) return [];
  const why = owner === "web" ? "browsers do not have it" : "floors 0-3 do no I/O";
  return [
    {
      file,
      line: found.line,
      law: "builtin",
      says: `${owner} imports node:${name}; ${why}`,
      mend: "take what it gives as an argument, or move the code to the server",
    },
  ];
}

/**
 * @param {Found} at
 * @param {string} name
 * @returns {Problem[]}
 */
function undeclared({ file, workspace, found, rootDevDependencies }, name) {
  if (name === workspace.name || workspace.dependencies.has(name)) return [];
  const isTool = isTestFile(file) || isToolFile(file);
  if (workspace.devDependencies.has(name) && (isTool || found.kind === "type")) return [];
  if (isTool && rootDevDependencies.has(name)) return [];
  return [
    {
      file,
      line: found.line,
      law: "undeclared",
      says: `${name} is not declared in ${workspace.folder}/package.json`,
      mend: `add it to the dependencies there, if ${packageOf(file)} should need it at all`,
    },
  ];
}

/**
 * A relative path never leaves its workspace.
 * @param {Found} at
 * @param {{ readonly file: string, readonly workspace: Workspace | null }} target
 * @returns {Problem[]}
 */
function outside({ file, workspace, found }, target) {
  if (target.workspace?.folder === workspace.folder) return [];
  return [
    {
      file,
      line: found.line,
      law: "deep-import",
      says: `"${found.specifier}" climbs out of ${workspace.folder}`,
      mend:
        target.workspace === null ? "move the file into a workspace" : `import "${target.workspace.name}"`,
    },
  ];
}

/**
 * The laws about who may know whom.
 * @param {{ readonly from: string, readonly to: string, readonly line: number }} edge
 * @returns {Problem[]}
 */
export function checkEdge({ from, to, line }) {
  const place = { file: from, line };
  if (isTestFile(to) && !isTestFile(from) && !isToolFile(from)) {
    return [
      {
        ...place,
        law: "test-in-product",
        says: `product code imports ${to}, which is for tests`,
        mend: "move what both need into a product file",
      },
    ];
  }
  const [owner, target] = [packageOf(from), packageOf(to)];
  if (owner !== target) return betweenPackages(place, owner, target);
  return owner === "server" ? betweenRooms(place, from, to) : [];
}

/**
 * @param {{ readonly file: string, readonly line: number }} place
 * @param {string} owner
 * @param {string} target
 * @returns {Problem[]}
 */
function betweenPackages(place, owner, target) {
  const allowed = PACKAGE_MAY_IMPORT.get(owner) ?? [];
  if (allowed.includes(target)) return [];
  const known = allowed.length === 0 ? "nothing" : allowed.join(", ");
  return [
    {
      ...place,
      law: "floor",
      says: `${owner} may not import ${target}; it may import ${known}`,
      mend: "move the shared part to a lower floor, or pass it in from above",
    },
  ];
}

/**
 * @param {{ readonly file: string, readonly line: number }} place
 * @param {string} from
 * @param {string} to
 * @returns {Problem[]}
 */
function betweenRooms(place, from, to) {
  const [room, target] = [serverRoomOf(from), serverRoomOf(to)];
  // Files outside the rooms are the package's entry (src/index.ts) and its test folder: they stand above all rooms.
  if (room === null || room === target || isTestFile(to)) return [];
  if (isTestFile(from) && WIRING_ROOMS.has(room)) return [];
  const allowed = SERVER_ROOM_MAY_IMPORT.get(room);
  // A room without a floor is reported once, not import by import.
  if (allowed === undefined || (target !== null && allowed.includes(target))) return [];
  const isWall = room === "http" && target === "adapters";
  return [
    {
      ...place,
      law: "room",
      says: `server/src/${room} may not import server/src/${target ?? "index.ts"}${isWall ? " (law 4)" : ""}`,
      mend: "let the upper folder hand it in: a port below, the wiring in main",
    },
  ];
}
