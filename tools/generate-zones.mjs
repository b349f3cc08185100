// Writes the table of all zones' offsets as the engine that runs this knows them. Run after every change of the Node that is delivered.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FILE = new URL("../packages/segments-sql/src/rewrite/zone-table.gen.ts", import.meta.url);
/** Beyond these offsets are asked of the engine. */
const FROM = 0;
const TO = Date.UTC(2038, 0, 1);

/** The generated file as text; a test compares what it says with the engine. */
export async function generateZones() {
  const source = ["zone-pieces", "zone-groups"]
    .map(
      (name) =>
        `export * from ${JSON.stringify(fileURLToPath(new URL(`../packages/segments-sql/src/rewrite/${name}.ts`, import.meta.url)))};`,
    )
    .join("\n");
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    format: "esm",
    write: false,
  });
  const { knownZones, piecesOf } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  const offsets = [];
  const groups = new Map();
  for (const zone of [...new Set(knownZones().values())].sort((a, b) => (a < b ? -1 : 1))) {
    const row = rowOf(piecesOf(zone, { from: FROM, to: TO }, "clock"), offsets);
    groups.set(row, [...(groups.get(row) ?? []), zone]);
  }
  const names = [...knownZones()].filter(([name, zone]) => zone.toLowerCase() !== name);
  const { icu, tz } = process.versions;
  return `${[
    "// Written by tools/generate-zones.mjs.",
    "/** Versions of the engine whose zones these are. */",
    `export const ZONES_OF = ${JSON.stringify({ icu, tz })};`,
    "/** Up to here. */",
    `export const ZONES_UNTIL = ${TO};`,
    "/** In seconds. */",
    `export const ZONE_OFFSETS: readonly number[] = ${JSON.stringify(offsets)};`,
    "/** Lower-case names of zones that go by another name, with that. */",
    `export const ZONE_LINKS = ${JSON.stringify(names.map((pair) => pair.join(" ")).join("\n"))};`,
    "/** Zones with what their clocks show from 1970 on: the number of an offset, then seconds and the next, in base 36. */",
    `export const ZONE_ROWS = ${JSON.stringify([...groups].map(([row, zones]) => `${zones.join(" ")}|${row}`).join("\n"))};`,
  ].join("\n")}\n`;
}

function rowOf(pieces, offsets) {
  let last = FROM;
  return pieces
    .map(({ at, offset }) => {
      const seconds = offset / 1_000;
      if (!offsets.includes(seconds)) offsets.push(seconds);
      const since = (at - last) / 1_000;
      last = at;
      const number = offsets.indexOf(seconds).toString(36);
      return since === 0 ? number : `${since.toString(36)} ${number}`;
    })
    .join(" ");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, await generateZones());
