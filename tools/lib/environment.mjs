// @ts-check
import { isToolFile, isTestFile, lineAt, walk } from "./source-tree.mjs";

/** @typedef {import("./source-tree.mjs").Node} Node */
/** @typedef {import("./source-tree.mjs").Problem} Problem */

const READERS = ["packages/server/src/main/", "packages/cli/src/habitus.entry.ts"];

/**
 * Law 4: server/src/main and the entry of the command line alone read the environment. Tests read seeds and browser paths from it.
 * @param {import("./source-tree.mjs").Source} source
 * @returns {Problem[]}
 */
export function findEnvironmentReads({ file, text, program }) {
  if (READERS.some((reader) => file.startsWith(reader)) || isTestFile(file) || isToolFile(file)) return [];
  /** @type {Problem[]} */
  const problems = [];
  walk(program, (node) => {
    if (!readsEnvironment(node)) return;
    problems.push({
      file,
      line: lineAt(text, node.start),
      law: "environment",
      says: "process.env is read outside server/src/main and the entry of the command line",
      mend: "read it in server/src/main and pass the value down",
    });
  });
  return problems;
}

/** @param {Node} node */
function readsEnvironment(node) {
  if (node.type === "MemberExpression") return isProcess(node.object) && nameOf(node.property) === "env";
  if (node.type === "VariableDeclarator") {
    const { id, init } = node;
    return (
      init !== null &&
      isProcess(init) &&
      id.type === "ObjectPattern" &&
      id.properties.some((property) => property.type === "Property" && nameOf(property.key) === "env")
    );
  }
  if (node.type === "ImportDeclaration" && /^(?:node:)?process$/.test(node.source.value)) {
    return node.specifiers.some((one) => one.type === "ImportSpecifier" && nameOf(one.imported) === "env");
  }
  return false;
}

/** @param {Node} node */
function isProcess(node) {
  if (node.type === "Identifier") return node.name === "process";
  return (
    node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "globalThis" &&
    nameOf(node.property) === "process"
  );
}

/** @param {Node} node */
function nameOf(node) {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? node.value : null;
}
