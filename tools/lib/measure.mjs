// @ts-check
import { lineAt, walk } from "./source-tree.mjs";

/** @typedef {import("./source-tree.mjs").Node} Node */
/** @typedef {import("./source-tree.mjs").Source} Source */
/**
 * @typedef {object} Measured
 * @property {string} name
 * @property {number} line where it begins
 * @property {number} lines code lines of its own
 * @property {boolean} isComponent has JSX of its own
 */
/** @typedef {{ readonly node: Node, readonly name: string, readonly first: number, readonly last: number }} Span */

/**
 * Numbers of the lines that hold code: not blank, and not comment alone.
 * @param {Source} source
 * @returns {ReadonlySet<number>}
 */
export function codeLines({ text, comments }) {
  let code = text;
  for (const { start, end } of comments) {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, " ") + code.slice(end);
  }
  return new Set(code.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [index + 1])));
}

/**
 * Every named function with its own code lines. A named function inside another counts for itself, as a method does in a
 * class, and is one line of the outer one. Callbacks without a name count for the function they stand in.
 * @param {Source} source
 * @returns {Measured[]}
 */
export function measureFunctions(source) {
  const code = codeLines(source);
  /** @type {Span[]} */
  const spans = [];
  const jsx = new Set();
  walk(source.program, (node, parents) => {
    if (node.type === "JSXElement" || node.type === "JSXFragment") jsx.add(owner(parents));
    const name = isFunction(node) ? ownName(node, parents) : null;
    if (name === null) return;
    const first = lineAt(source.text, node.start);
    spans.push({ node, name, first, last: lineAt(source.text, node.end) });
  });
  return spans.map((span) => ({
    name: span.name,
    line: span.first,
    lines: ownLines(span, spans, code),
    isComponent: jsx.has(span.node),
  }));
}

/**
 * @param {Span} span
 * @param {readonly Span[]} spans
 * @param {ReadonlySet<number>} code
 */
function ownLines(span, spans, code) {
  const inner = spans.filter(
    ({ node }) => node !== span.node && node.start >= span.node.start && node.end <= span.node.end,
  );
  const isInner = (/** @type {number} */ line) =>
    inner.some(({ first, last }) => line > first && line <= last);
  let lines = 0;
  for (let line = span.first; line <= span.last; line++) if (code.has(line) && !isInner(line)) lines++;
  return lines;
}

/** The innermost named function on the way to a node. @param {readonly Node[]} parents */
function owner(parents) {
  return parents.findLast((node, at) => isFunction(node) && ownName(node, parents.slice(0, at)) !== null);
}

/** @param {Node} node */
function isFunction(node) {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

/**
 * The name a function has by itself or by where it is put. One without a name is a callback; at the outermost level
 * there is no function it could count for, so it is measured as "callback".
 * @param {Node} node
 * @param {readonly Node[]} parents
 * @returns {string | null}
 */
function ownName(node, parents) {
  if ((node.type === "FunctionDeclaration" || node.type === "FunctionExpression") && node.id) {
    return node.id.name;
  }
  const parent = parents.at(-1);
  switch (parent?.type) {
    case "VariableDeclarator":
      return keyName(parent.id);
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return keyName(parent.key);
    case "AssignmentExpression":
      return keyName(parent.left);
    case "ExportDefaultDeclaration":
      return "default";
    default:
      return parents.some(isFunction) ? null : "callback";
  }
}

/** @param {Node} node */
function keyName(node) {
  if (node.type === "Identifier" || node.type === "PrivateIdentifier") return node.name;
  if (node.type === "Literal") return String(node.value);
  return node.type === "MemberExpression" && node.property.type === "Identifier"
    ? node.property.name
    : "computed";
}
