// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFloors } from "./check-floors.mjs";
import { isPure, PACKAGE_MAY_IMPORT, SERVER_ROOM_MAY_IMPORT } from "./lib/floors.mjs";
import { ROOT } from "./lib/problems.mjs";
import { fixtureTree, manifest } from "./testing/fixture-tree.mjs";

const FLOOR_0_TO_2 = {
  "package.json": JSON.stringify({ name: "root", devDependencies: { vitest: "4.0.0" } }),
  "packages/kernel/package.json": manifest("kernel"),
  "packages/kernel/src/index.ts": "export const one = 1;\nexport type One = 1;\n",
  "packages/segments/package.json": manifest("segments", ["@habitus/kernel", "zod"]),
  "packages/segments/src/index.ts": 'export { two } from "./two.ts";\n',
  "packages/segments/src/two.ts": 'import { one } from "@habitus/kernel";\nexport const two = one + 1;\n',
  "packages/server/package.json": manifest("server", ["@habitus/kernel", "@habitus/segments"]),
};

/** What the check finds once `files` are laid over the small sound tree: "law file:line" each. */
function broken(/** @type {Readonly<Record<string, string>>} */ files) {
  const tree = fixtureTree({ ...FLOOR_0_TO_2, ...files });
  try {
    return checkFloors(tree.root).problems.map(({ law, file, line }) => `${law} ${file}:${line}`);
  } finally {
    tree.remove();
  }
}

test("a sound tree has nothing to mend", () => {
  expect(broken({})).toEqual([]);
});

describe("floors between packages", () => {
  test("an upward import is refused, by value or by type, declared or not", () => {
    expect(
      broken({
        "packages/kernel/package.json": manifest("kernel", ["@habitus/segments"]),
        "packages/kernel/src/up.ts": '\nimport { two } from "@habitus/segments";\nexport const a = two;\n',
        "packages/kernel/src/up-type.ts": 'export type A = import("@habitus/segments").Two;\n',
      }),
    ).toEqual(
      expect.arrayContaining(["floor packages/kernel/src/up.ts:2", "floor packages/kernel/src/up-type.ts:1"]),
    );
  });

  test("siblings are refused, in tests too", () => {
    const files = {
      "packages/segments-sql/package.json": manifest("segments-sql", ["@habitus/segments-stream"]),
      "packages/segments-sql/src/a.test.ts": 'import { s } from "@habitus/segments-stream";\ns();\n',
      "packages/segments-stream/package.json": manifest("segments-stream"),
      "packages/segments-stream/src/index.ts": "export const s = () => 1;\n",
    };
    expect(broken(files)).toEqual(["floor packages/segments-sql/src/a.test.ts:1"]);
  });

  test("nothing imports conformance or bench, they import all", () => {
    const files = {
      "conformance/package.json": manifest("conformance", ["@habitus/segments"]),
      "conformance/src/index.ts": 'export { two } from "@habitus/segments";\n',
      "packages/server/package.json": manifest("server", ["@habitus/conformance"]),
      "packages/server/src/main/a.test.ts": 'import { two } from "@habitus/conformance";\ntwo;\n',
    };
    expect(broken(files)).toEqual(["floor packages/server/src/main/a.test.ts:1"]);
  });

  test("a package or server folder without a floor is named once", () => {
    const files = {
      "packages/attic/package.json": manifest("attic"),
      "packages/attic/src/index.ts": "export const a = 1;\n",
      "packages/server/src/cellar/a.ts": 'import { b } from "../platform/b.ts";\nexport const a = b;\n',
      "packages/server/src/platform/b.ts": "export const b = 1;\n",
    };
    expect(broken(files)).toEqual([
      "no-floor packages/attic/package.json:1",
      "no-floor packages/server/src/cellar/a.ts:1",
    ]);
  });
});

describe("floors between folders of the server", () => {
  const rooms = {
    "packages/server/src/log/log.ts": "export const log = 1;\n",
    "packages/server/src/adapters/lmdb/lmdb-log.ts":
      'import { log } from "../../log/log.ts";\nexport const l = log;\n',
  };

  test("downwards is fine, upwards is not", () => {
    const upwards = 'import { log } from "../log/log.ts";\nexport const p = log;\n';
    expect(broken({ ...rooms, "packages/server/src/platform/p.ts": upwards })).toEqual([
      "room packages/server/src/platform/p.ts:1",
    ]);
  });

  test("http never imports adapters, not even for a type", () => {
    const http = 'import type { l } from "../adapters/lmdb/lmdb-log.ts";\nexport type H = typeof l;\n';
    expect(broken({ ...rooms, "packages/server/src/http/h.ts": http })).toEqual([
      "room packages/server/src/http/h.ts:1",
    ]);
  });

  test("tests reach adapters from main and adapters alone, test helpers from anywhere", () => {
    const reaching = 'import { l } from "../adapters/lmdb/lmdb-log.ts";\nl;\n';
    const suite = "export const suite = () => 1;\n";
    const helped = 'import { suite } from "../store/event-store.contract.ts";\nsuite();\n';
    expect(
      broken({
        ...rooms,
        "packages/server/src/main/a.test.ts": reaching,
        "packages/server/src/ingest/a.test.ts": reaching,
        "packages/server/src/store/event-store.contract.ts": suite,
        "packages/server/src/log/b.test.ts": helped,
      }),
    ).toEqual(["room packages/server/src/ingest/a.test.ts:1"]);
  });

  test("product code never imports what is for tests", () => {
    const files = {
      "packages/server/src/log/log.contract.ts": "export const suite = 1;\n",
      "packages/server/src/log/a.ts": 'import { suite } from "./log.contract.ts";\nexport const a = suite;\n',
    };
    expect(broken(files)).toEqual(["test-in-product packages/server/src/log/a.ts:1"]);
  });
});

describe("what an import names", () => {
  test("packages must be declared; root devDependencies serve tests only", () => {
    const files = {
      "packages/segments/src/a.ts": 'import "left-pad";\nimport { z } from "zod/v4";\nexport const a = z;\n',
      "packages/segments/src/b.ts": 'import { test } from "vitest";\nexport const b = test;\n',
      "packages/segments/src/b.test.ts": 'import { test } from "vitest";\ntest;\n',
      "packages/segments/src/c.test.ts": 'import "left-pad";\n',
    };
    expect(broken(files)).toEqual([
      "undeclared packages/segments/src/a.ts:1",
      "undeclared packages/segments/src/b.ts:1",
      "undeclared packages/segments/src/c.test.ts:1",
    ]);
  });

  test("a neighbour is entered through its exports, by its name", () => {
    const files = {
      "packages/segments/src/deep.ts":
        'import { one } from "@habitus/kernel/src/index.ts";\nexport const a = one;\n',
      "packages/segments/src/climb.ts":
        'import { one } from "../../kernel/src/index.ts";\nexport const a = one;\n',
    };
    expect(broken(files)).toEqual([
      "deep-import packages/segments/src/climb.ts:1",
      "deep-import packages/segments/src/deep.ts:1",
    ]);
  });

  test("a path must point at a file, a name must be plain", () => {
    const files = {
      "packages/segments/src/a.ts": 'export * from "./absent.ts";\n',
      "packages/segments/src/b.ts": "export const b = (name: string) => import(name);\n",
      "packages/segments/src/c.ts": "export const c = () => import(`./two.ts`);\n",
    };
    expect(broken(files)).toEqual([
      "unresolved packages/segments/src/a.ts:1",
      "computed-import packages/segments/src/b.ts:1",
    ]);
  });

  test("floors 0-3 import nothing of node, the server may", () => {
    const reading = 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n';
    const files = {
      "packages/segments/src/a.ts": reading,
      "packages/segments/src/a.test.ts": reading,
      "packages/segments/scripts/generate.mjs": reading,
      "packages/server/src/platform/a.ts": reading,
    };
    expect(broken(files)).toEqual(["builtin packages/segments/src/a.ts:1"]);
  });
});

describe("rings", () => {
  test("files that need each other at run time are refused", () => {
    const files = {
      "packages/segments/src/a.ts": 'import { b } from "./b.ts";\nexport const a = () => b;\n',
      "packages/segments/src/b.ts": 'import { c } from "./c.ts";\nexport const b = () => c;\n',
      "packages/segments/src/c.ts": '\nexport const c = async () => (await import("./a.ts")).a;\n',
    };
    expect(broken(files)).toEqual(["value-cycle packages/segments/src/a.ts:1"]);
  });

  test("`import { type A }` still loads the module, `import type` does not", () => {
    const ring = (/** @type {string} */ clause) => ({
      "packages/segments/src/a.ts": `import ${clause} from "./b.ts";\nexport type A = B;\n`,
      "packages/segments/src/b.ts": 'import { type A } from "./a.ts";\nexport type B = A | 1;\n',
    });
    expect(broken(ring("{ type B }"))).toEqual(["value-cycle packages/segments/src/a.ts:1"]);
    expect(broken(ring("type { B }"))).toEqual([]);
  });

  test("types may ring inside a folder, not across folders", () => {
    const across = {
      "packages/server/src/log/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "packages/server/src/log/b.ts": 'import type { A } from "./a.ts";\nexport type B = A | 1;\n',
      "packages/web/package.json": manifest("web"),
      "packages/web/src/app/a.ts": 'import type { B } from "../ui/b.ts";\nexport type A = B;\n',
      "packages/web/src/ui/b.ts": 'import type { A } from "../app/a.ts";\nexport type B = A | 1;\n',
    };
    expect(broken(across)).toEqual(["type-cycle packages/web/src/app/a.ts:1"]);
  });
});

test("the environment is read in server/src/main, the command line's entry and in tests alone", () => {
  const reads = {
    "packages/cli/package.json": manifest("cli"),
    "packages/cli/src/habitus.entry.ts": "export const a = process.env['A'];\n",
    "packages/cli/src/program.ts": "export const a = process.env['A'];\n",
    "packages/server/src/http/a.ts": "export const a = process.env['A'];\n",
    "packages/server/src/http/b.ts": "const { env } = process;\nexport const b = env;\n",
    "packages/server/src/http/c.ts": '\nimport { env } from "node:process";\nexport const c = env;\n',
    "packages/server/src/http/d.ts": "export const d = globalThis.process.env;\n",
    "packages/server/src/http/e.test.ts": "process.env['SEED'];\n",
    "packages/server/src/main/f.ts": "export const f = process.env['A'];\n",
    "packages/server/src/http/g.ts": "export const g = process.pid;\n",
  };
  expect(broken(reads)).toEqual([
    "environment packages/cli/src/program.ts:1",
    "environment packages/server/src/http/a.ts:1",
    "environment packages/server/src/http/b.ts:1",
    "environment packages/server/src/http/c.ts:2",
    "environment packages/server/src/http/d.ts:1",
  ]);
});

test("an exception covers one law of one file, and is refused once it is needless", () => {
  const exception = (/** @type {string} */ law) =>
    JSON.stringify([{ file: "packages/segments/src/a.ts", law, reason: "moving out" }]);
  const files = { "packages/segments/src/a.ts": 'import "left-pad";\n' };
  expect(broken({ ...files, "tools/floors-exceptions.json": exception("undeclared") })).toEqual([]);
  expect(broken({ ...files, "tools/floors-exceptions.json": exception("floor") })).toEqual([
    "undeclared packages/segments/src/a.ts:1",
    "stale-exception packages/segments/src/a.ts:1",
  ]);
});

test("the tool and ARCHITECTURE.md name the same packages and server folders", () => {
  const page = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
  const rows = page.split("\n").filter((line) => /^\| (?:\d|–) \|/.test(line));
  const names = (/** @type {string | undefined} */ cell) =>
    [...(cell ?? "").matchAll(/`([a-z-]+)`/g)].map((match) => match[1]);
  const packages = rows.flatMap((row) => names(row.split("|")[2]));
  const rooms = names(rows.find((row) => row.includes("`server`"))?.split("|")[3]);
  expect(new Set(packages)).toEqual(new Set(PACKAGE_MAY_IMPORT.keys()));
  expect(new Set(rooms)).toEqual(new Set(SERVER_ROOM_MAY_IMPORT.keys()));
});

test("the linter and the types of floors 0 to 3 hold the same packages, the linter every room of the server but main", () => {
  const config = (/** @type {string} */ file) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));
  const clockless = config(".oxlintrc.json").overrides.filter(
    (/** @type {{ rules: object }} */ { rules }) => "no-restricted-globals" in rules,
  );
  const pure = [...PACKAGE_MAY_IMPORT.keys()].filter(isPure);
  expect(clockless.map((/** @type {{ files: unknown }} */ { files }) => files)).toEqual([
    [`packages/{${pure.join(",")}}/src/**`],
    ["packages/server/src/**"],
  ]);
  expect(clockless[1].excludeFiles.filter((/** @type {string} */ each) => !each.startsWith("**/"))).toEqual([
    "packages/server/src/main/**",
  ]);
  const typed = config("tsconfig.pure.json").include.slice(1);
  expect(typed).toEqual(pure.map((name) => `packages/${name}/src/**/*.ts`));
});
