import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const CONTRACT = fileURLToPath(new URL("../../../contract/src/", import.meta.url));
const PAGES = fileURLToPath(new URL("../", import.meta.url));

type Taken = { readonly names: readonly string[]; readonly from: string };

/** Imports and exports of values by other modules; types leave nothing behind. */
function valuesTaken(file: string): readonly Taken[] {
  const statements = readFileSync(file, "utf8").matchAll(
    /^(?:im|ex)port\s+(?!type\b)(?:\{([^}]*)\}|\*(?: as \w+)?)\s+from\s+"([^"]+)";/gm,
  );
  return [...statements].flatMap(([, list = "*", from = ""]) => {
    const names = list.split(",").map((name) => name.trim());
    const values = names.filter((name) => name !== "" && !name.startsWith("type "));
    return values.length === 0 ? [] : [{ names: values, from }];
  });
}

/** Whether loading the module loads zod, as the bundler finds where none of its values is left out. */
function loadsSchemas(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  return valuesTaken(file).some(({ from }) => {
    if (from === "zod") return true;
    return from.startsWith(".") && loadsSchemas(join(dirname(file), from), seen);
  });
}

test("what pages take from the contract brings no schemas with it", () => {
  const homes = new Map(
    valuesTaken(join(CONTRACT, "index.ts")).flatMap(({ names, from }) =>
      names.map((name) => [name, join(CONTRACT, from)] as const),
    ),
  );
  const sources = readdirSync(PAGES, { recursive: true, encoding: "utf8" });
  const pages = sources.filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"));
  const taken = new Set(
    pages.flatMap((name) =>
      valuesTaken(join(PAGES, name)).flatMap(({ names, from }) =>
        from === "@habitus/contract" ? names : [],
      ),
    ),
  );
  expect([...taken]).toEqual(expect.arrayContaining(["createClient", "LIMITS", "TREND_MEASURES"]));
  expect(loadsSchemas(homes.get("importMappingSchema") ?? "")).toBe(true);
  const heavy = [...taken].filter((name) => loadsSchemas(homes.get(name) ?? ""));
  expect(heavy).toEqual([]);
});
