// @ts-check
import { existsSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { lineAt, walk } from "./source-tree.mjs";

/** @typedef {import("./source-tree.mjs").Node} Node */
/** @typedef {import("./source-tree.mjs").Source} Source */
/** @typedef {import("./source-tree.mjs").Workspace} Workspace */

/**
 * A place where a file names another module. `specifier` is null when the name is computed. `kind` is "type" only when
 * nothing of the statement is left at run time: `import { type A }` still loads the module, `import type { A }` does not.
 * @typedef {{ readonly specifier: string | null, readonly kind: "value" | "type", readonly line: number }} Import
 */
/**
 * @typedef {{ readonly kind: "file", readonly file: string, readonly workspace: Workspace | null }
 *   | { readonly kind: "package", readonly name: string }
 *   | { readonly kind: "builtin", readonly name: string }
 *   | { readonly kind: "closed", readonly name: string, readonly subpath: string }
 *   | { readonly kind: "missing" }} Target
 */

const BUILTINS = new Set(builtinModules);

/**
 * @param {Source} source
 * @returns {Import[]}
 */
export function importsOf(source) {
  /** @type {Import[]} */
  const found = [];
  walk(source.program, (node) => {
    const named = namedModule(node);
    if (named === null) return;
    found.push({
      specifier: literalText(named.source),
      kind: named.kind,
      line: lineAt(source.text, node.start),
    });
  });
  return found;
}

/**
 * @param {Node} node
 * @returns {{ readonly source: Node, readonly kind: "value" | "type" } | null}
 */
function namedModule(node) {
  switch (node.type) {
    case "ImportDeclaration":
      return { source: node.source, kind: node.importKind === "type" ? "type" : "value" };
    case "ExportAllDeclaration":
      return { source: node.source, kind: node.exportKind === "type" ? "type" : "value" };
    case "ExportNamedDeclaration":
      return node.source === null
        ? null
        : { source: node.source, kind: node.exportKind === "type" ? "type" : "value" };
    case "ImportExpression":
      return { source: node.source, kind: "value" };
    case "TSImportType":
      return { source: node.source, kind: "type" };
    case "CallExpression": {
      const [first] = node.arguments;
      const isRequire = node.callee.type === "Identifier" && node.callee.name === "require";
      return isRequire && first !== undefined ? { source: first, kind: "value" } : null;
    }
    default:
      return null;
  }
}

/**
 * @param {Node} node
 * @returns {string | null}
 */
function literalText(node) {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? null;
  }
  return null;
}

/**
 * @param {string} root
 * @param {readonly Workspace[]} workspaces
 * @param {string} from the importing file, relative to the root
 * @param {string} specifier
 * @returns {Target}
 */
export function resolveImport(root, workspaces, from, specifier) {
  if (specifier.startsWith(".")) return resolvePath(root, workspaces, from, specifier);
  if (specifier.startsWith("node:")) return { kind: "builtin", name: specifier.slice("node:".length) };
  const { name, subpath } = splitSpecifier(specifier);
  const workspace = workspaces.find((one) => one.name === name);
  if (workspace !== undefined) return resolveExport(workspace, subpath);
  return BUILTINS.has(name) ? { kind: "builtin", name } : { kind: "package", name };
}

/**
 * @param {string} root
 * @param {readonly Workspace[]} workspaces
 * @param {string} from
 * @param {string} specifier
 * @returns {Target}
 */
function resolvePath(root, workspaces, from, specifier) {
  const path = specifier.replace(/\?[a-z&=]+$/, "");
  const file = posix.normalize(posix.join(dirname(from), path));
  const full = join(root, file);
  if (!existsSync(full) || !statSync(full).isFile()) return { kind: "missing" };
  return { kind: "file", file, workspace: workspaceOf(workspaces, file) };
}

/**
 * @param {Workspace} workspace
 * @param {string} subpath
 * @returns {Target}
 */
function resolveExport(workspace, subpath) {
  const entry = workspace.exports[subpath];
  if (entry === undefined) return { kind: "closed", name: workspace.name, subpath };
  return { kind: "file", file: posix.join(workspace.folder, entry), workspace };
}

/** @param {string} specifier */
function splitSpecifier(specifier) {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  return { name: parts.slice(0, length).join("/"), subpath: ["."].concat(parts.slice(length)).join("/") };
}

/**
 * @param {readonly Workspace[]} workspaces
 * @param {string} file
 * @returns {Workspace | null}
 */
export function workspaceOf(workspaces, file) {
  return workspaces.find((one) => file.startsWith(`${one.folder}/`)) ?? null;
}
