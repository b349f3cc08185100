#!/usr/bin/env node
// @ts-check
// Holds the floors of ARCHITECTURE.md: resolves every import of the workspaces and fails on those that break a law.
import { join } from "node:path";
import { findRings, shortestLoop } from "./lib/cycles.mjs";
import { findEnvironmentReads } from "./lib/environment.mjs";
import { checkEdge, checkTarget } from "./lib/floor-rules.mjs";
import {
  PACKAGE_MAY_IMPORT,
  packageOf,
  SERVER_ROOM_MAY_IMPORT,
  serverRoomOf,
  typeHomeOf,
} from "./lib/floors.mjs";
import { importsOf, resolveImport, workspaceOf } from "./lib/imports.mjs";
import { finish, isStarted, readExceptions, ROOT } from "./lib/problems.mjs";
import { listSourceFiles, listWorkspaces, readManifest, readSource } from "./lib/source-tree.mjs";

/** @typedef {import("./lib/source-tree.mjs").Problem} Problem */
/** @typedef {import("./lib/source-tree.mjs").Workspace} Workspace */
/**
 * @typedef {object} Edge
 * @property {string} from
 * @property {string} to
 * @property {"value" | "type"} kind
 * @property {number} line
 */
/** @typedef {{ readonly file: string, readonly law: string, readonly reason: string }} Exception */

/**
 * @param {string} root
 * @returns {{ readonly problems: Problem[], readonly files: number, readonly imports: number }}
 */
export function checkFloors(root) {
  const workspaces = listWorkspaces(root);
  const files = listSourceFiles(root);
  const rootDevDependencies = new Set(
    Object.keys(readManifest(join(root, "package.json")).devDependencies ?? {}),
  );
  /** @type {Problem[]} */
  const problems = unknownRooms(workspaces, files);
  /** @type {Edge[]} */
  const edges = [];
  let imports = 0;
  for (const file of files) {
    const source = readSource(root, file);
    const workspace = workspaceOf(workspaces, file);
    if (workspace === null) continue;
    problems.push(...findEnvironmentReads(source));
    for (const found of importsOf(source)) {
      imports++;
      const target = found.specifier === null ? null : resolveImport(root, workspaces, file, found.specifier);
      problems.push(...checkTarget({ file, workspace, found, target, rootDevDependencies }));
      if (target?.kind !== "file") continue;
      const edge = { from: file, to: target.file, kind: found.kind, line: found.line };
      problems.push(...checkEdge(edge));
      edges.push(edge);
    }
  }
  problems.push(...valueRings(files, edges), ...typeRings(files, edges));
  return { problems: withoutExceptions(root, problems), files: files.length, imports };
}

/**
 * @param {readonly Workspace[]} workspaces
 * @param {readonly string[]} files
 * @returns {Problem[]}
 */
function unknownRooms(workspaces, files) {
  const mend = "give it a floor in ARCHITECTURE.md and in tools/lib/floors.mjs";
  const packages = workspaces
    .filter(({ folder }) => !PACKAGE_MAY_IMPORT.has(packageOf(`${folder}/`)))
    .map(({ folder }) => ({
      file: `${folder}/package.json`,
      line: 1,
      law: "no-floor",
      says: `${packageOf(`${folder}/`)} stands on no floor`,
      mend,
    }));
  const rooms = new Map(files.map((file) => [serverRoomOf(file), file]));
  const unknown = [...rooms].filter(([room]) => room !== null && !SERVER_ROOM_MAY_IMPORT.has(room));
  return [
    ...packages,
    ...unknown.map(([room, file]) => ({
      file,
      line: 1,
      law: "no-floor",
      says: `server/src/${room} stands on no floor`,
      mend,
    })),
  ];
}

/**
 * @param {readonly string[]} files
 * @param {readonly Edge[]} edges
 */
function graphOf(files, edges) {
  const graph = new Map(files.map((file) => [file, /** @type {Set<string>} */ (new Set())]));
  for (const { from, to } of edges) graph.get(from)?.add(to);
  return graph;
}

/**
 * @param {readonly string[]} files
 * @param {readonly Edge[]} edges
 * @returns {Problem[]}
 */
function valueRings(files, edges) {
  const values = edges.filter(({ kind }) => kind === "value");
  const graph = graphOf(files, values);
  return findRings(graph).map((ring) => ({
    ...placeOf(values, shortestLoop(graph, ring)),
    law: "value-cycle",
    says: `${ring.length} files import each other: ${shortestLoop(graph, ring).join(" > ")}`,
    mend: "move what both need into a file below both, or write `import type` if only types are needed",
  }));
}

/**
 * @param {readonly string[]} files
 * @param {readonly Edge[]} edges
 * @returns {Problem[]}
 */
function typeRings(files, edges) {
  const graph = graphOf(files, edges);
  return findRings(graph)
    .map((ring) => ({ ring, homes: [...new Set(ring.map(typeHomeOf))] }))
    .filter(({ homes }) => homes.length > 1)
    .map(({ ring, homes }) => ({
      ...placeOf(edges, shortestLoop(graph, ring)),
      law: "type-cycle",
      says: `types ring across ${homes.join(", ")}: ${shortestLoop(graph, ring).join(" > ")}`,
      mend: "move the shared type to the lower of the folders",
    }));
}

/**
 * @param {readonly Edge[]} edges
 * @param {readonly string[]} loop
 */
function placeOf(edges, loop) {
  const [from = "", to = ""] = loop;
  return { file: from, line: edges.find((edge) => edge.from === from && edge.to === to)?.line ?? 1 };
}

/**
 * @param {string} root
 * @param {readonly Problem[]} problems
 * @returns {Problem[]}
 */
function withoutExceptions(root, problems) {
  const exceptions = readExceptions(root, "floors-exceptions.json", /** @type {Exception[]} */ ([]));
  const covers = (/** @type {Exception} */ exception, /** @type {Problem} */ problem) =>
    exception.file === problem.file && exception.law === problem.law;
  const stale = exceptions.filter((exception) => !problems.some((problem) => covers(exception, problem)));
  return [
    ...problems.filter((problem) => !exceptions.some((exception) => covers(exception, problem))),
    ...stale.map(({ file, law }) => ({
      file,
      line: 1,
      law: "stale-exception",
      says: `nothing breaks "${law}" here any more`,
      mend: "take the entry out of tools/floors-exceptions.json",
    })),
  ];
}

if (isStarted(import.meta.url)) {
  const { problems, files, imports } = checkFloors(ROOT);
  finish(problems, `floors hold: ${imports} imports of ${files} files`);
}
