// @ts-check
import { expect, test } from "vitest";
import { checkSizes } from "./check-sizes.mjs";
import { measureFunctions } from "./lib/measure.mjs";
import { readSource } from "./lib/source-tree.mjs";
import { fixtureTree, manifest } from "./testing/fixture-tree.mjs";

const PACKAGE = { "packages/kernel/package.json": manifest("kernel") };
const statements = (/** @type {number} */ count) => "  work();\n".repeat(count);

/** @param {Readonly<Record<string, string>>} files */
function tooLarge(files) {
  const tree = fixtureTree({ ...PACKAGE, ...files });
  try {
    return checkSizes(tree.root).problems.map(
      ({ law, file, line, says }) => `${law} ${file}:${line} ${says}`,
    );
  } finally {
    tree.remove();
  }
}

/** Own code lines of every function, by name. @param {string} text @param {string} file */
function measured(text, file = "packages/kernel/src/a.ts") {
  const tree = fixtureTree({ [file]: text });
  try {
    return Object.fromEntries(
      measureFunctions(readSource(tree.root, file)).map(({ name, lines }) => [name, lines]),
    );
  } finally {
    tree.remove();
  }
}

test("60 lines pass, 61 do not, and the hard limit is named", () => {
  const sized = (/** @type {number} */ lines) => ({
    "packages/kernel/src/a.ts": `\nexport function a() {\n${statements(lines - 2)}}\n`,
  });
  expect(tooLarge(sized(60))).toEqual([]);
  expect(tooLarge(sized(61))).toEqual([
    "size packages/kernel/src/a.ts:2 function a has 61 code lines; the budget is 60",
  ]);
  expect(tooLarge(sized(101))[0]).toContain("101 code lines; the hard limit is 100");
});

test("blank lines and comments are free, code beside a comment counts", () => {
  const text = `function a() {\n\n  // why\n  /* a\n     b */\n  work(); // now\n  /* x */ work();\n  return \`\n\n  /* text */\`;\n}\n`;
  expect(measured(text)).toEqual({ a: 6 });
});

test("a named inner function counts for itself and as one line, a callback counts for its outer function", () => {
  const text = `const create = () => {
  const inner = () => {
    work();
    work();
  };
  list.map((item) => {
    work();
    return item;
  });
  return {
    method() {
      work();
    },
    inner,
  };
};
class Box {
  put() {
    work();
  }
}
list.map(() => {
  work();
});
`;
  expect(measured(text)).toEqual({ create: 11, inner: 4, method: 3, put: 3, callback: 3 });
});

test("components have the larger budget, hooks beside them do not", () => {
  const files = {
    "packages/web/package.json": manifest("web"),
    "packages/web/src/a.tsx": `export function Page() {\n${statements(97)}  return <p />;\n}\nexport function usePage() {\n${statements(60)}}\n`,
  };
  expect(tooLarge(files)).toEqual([
    "size packages/web/src/a.tsx:101 function usePage has 62 code lines; the budget is 60",
  ]);
});

test("files have 400 lines, test files 1000, generated files any number", () => {
  const lines = (/** @type {number} */ count) => "work();\n".repeat(count);
  expect(
    tooLarge({
      "packages/kernel/src/a.ts": lines(401),
      "packages/kernel/src/b.ts": lines(400),
      "packages/kernel/src/a.test.ts": lines(1000),
      "packages/kernel/src/b.test.ts": lines(1001),
      "packages/kernel/src/c.gen.ts": lines(5000),
      "tools/d.mjs": lines(801),
    }).map((problem) => problem.split("; ")[0]),
  ).toEqual([
    "size packages/kernel/src/a.ts:1 file has 401 code lines",
    "size packages/kernel/src/b.test.ts:1 test file has 1001 code lines",
    "size tools/d.mjs:1 file has 801 code lines",
  ]);
});

test("an enumeration stands by name, and its entry goes when it is needless", () => {
  const text = `export function emit() {\n${statements(150)}}\n`;
  const enumerations = (/** @type {string} */ key) =>
    JSON.stringify({ ratchet: {}, enumerations: { [key]: "one case per kind of node" } });
  const file = "packages/kernel/src/a.ts";
  expect(tooLarge({ [file]: text, "tools/sizes-exceptions.json": enumerations(`${file}#emit`) })).toEqual([]);
  expect(
    tooLarge({ [file]: text, "tools/sizes-exceptions.json": enumerations(`${file}#gone`) }).map((one) =>
      one.slice(0, 15),
    ),
  ).toEqual(["size packages/k", "stale-exception"]);
});

test("the ratchet holds the number and takes no new entry", () => {
  const text = `export function a() {\n${statements(70)}}\n`;
  const file = "packages/kernel/src/a.ts";
  const entry = (/** @type {number} */ lines) =>
    JSON.stringify({ ratchet: { [`${file}#a`]: { lines, reason: "old" } }, enumerations: {} });
  const full = "size-ratchet tools/sizes-exceptions.json:1 1 entries, at most 0 are allowed";
  expect(tooLarge({ [file]: text, "tools/sizes-exceptions.json": entry(72) })).toEqual([full]);
  expect(tooLarge({ [file]: text, "tools/sizes-exceptions.json": entry(80) })).toEqual([
    `size-ratchet ${file}:1 ${file}#a has 72 code lines, its entry says 80`,
    full,
  ]);
});
