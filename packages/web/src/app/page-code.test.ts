import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { build, type Rolldown } from "vite";

const WEB = fileURLToPath(new URL("../../", import.meta.url));

/** What is bundled by the settings of the pages: the modules of which something is left, without other packages than zod. */
async function modulesOf(entry: string): Promise<readonly string[]> {
  const built = await build({
    root: WEB,
    logLevel: "error",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "virtual:entry" ? id : null),
        load: (id) => (id === "virtual:entry" ? entry : null),
      },
    ],
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: "virtual:entry",
        external: (id) => /^[@a-z]/.test(id) && !/^(?:virtual:|@habitus\/|zod)/.test(id),
      },
    },
  });
  const outputs = ([built].flat() as Rolldown.RolldownOutput[]).flatMap(({ output }) => output);
  return outputs.flatMap((output) =>
    output.type === "chunk"
      ? Object.entries(output.modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : []))
      : [],
  );
}

const isZod = (id: string): boolean => id.includes("/node_modules/zod/");

test("what pages take from other rooms brings no schemas with it", async () => {
  const modules = await modulesOf(`import "${WEB}src/main.tsx";`);
  expect(modules).toEqual(
    expect.arrayContaining([
      expect.stringContaining("/contract/src/client.ts"),
      expect.stringContaining("/segments/src/check/check-definition.ts"),
      expect.stringContaining("/web/src/features/builder/rows.ts"),
    ]),
  );
  expect(modules.filter(isZod)).toEqual([]);
});

test.for([
  'import z from "zod"; console.log(z);',
  'import { importMappingSchema } from "@habitus/contract"; console.log(importMappingSchema);',
  'import { definitionSchema } from "@habitus/segments"; console.log(definitionSchema);',
])("a schema would be found: %s", async (entry) => {
  expect((await modulesOf(entry)).some(isZod)).toBe(true);
});
