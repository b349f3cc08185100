import { type Instant, must, SECOND_MS } from "@habitus/kernel";
import { ZONE_LINKS, ZONE_OFFSETS, ZONE_ROWS, ZONES_OF, ZONES_UNTIL } from "./zone-table.gen.ts";

/**
 * What all zones' clocks show from 1970 on, as an engine said when it was written down: looking through decades of hundreds of zones by asking the
 * engine takes seconds, in which a server could do nothing else.
 */

/** A zone's offsets in ms, each from its instant on; the first from 1970. */
export type ZoneRow = { readonly ats: readonly Instant[]; readonly offsets: readonly number[] };

let isUsed = false;

/**
 * Tells of which versions the JavaScript engine's data are; the table is used where they are its own.
 * @returns whether they are.
 */
export function knowZonesOf(versions: Readonly<Record<string, string | undefined>>): boolean {
  isUsed = versions["icu"] === ZONES_OF.icu && versions["tz"] === ZONES_OF.tz;
  return isUsed;
}

/** The table's row of a zone by any of its names, where the table may be used. */
export function zoneRow(zone: string): ZoneRow | null {
  if (!isUsed) return null;
  return rows().get(zone) ?? rows().get(names().get(zone.toLowerCase()) ?? "") ?? null;
}

/** Lower-case names with the zones they stand for, where the table may be used. */
export const zonesByName = (): ReadonlyMap<string, string> | null => (isUsed ? names() : null);

/** Null where the row does not reach. */
export function offsetIn({ ats, offsets }: ZoneRow, at: Instant): number | null {
  if (at < 0 || at >= ZONES_UNTIL) return null;
  let low = 0;
  let high = ats.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (must(ats[middle], "inside") <= at) low = middle;
    else high = middle;
  }
  return must(offsets[low], "a row has an offset");
}

/** The instants after `from`, up to `to`, at which the offset changes; null where the row does not reach. */
export function changesKnown({ ats }: ZoneRow, from: Instant, to: Instant): readonly Instant[] | null {
  if (from < 0 || to >= ZONES_UNTIL) return null;
  return ats.slice(1).filter((at) => at > from && at <= to);
}

let readRows: ReadonlyMap<string, ZoneRow> | null = null;

function rows(): ReadonlyMap<string, ZoneRow> {
  readRows ??= new Map(
    ZONE_ROWS.split("\n").flatMap((line) => {
      const [zones = "", written = ""] = line.split("|");
      const row = rowOf(written);
      return zones.split(" ").map((zone) => [zone, row] as const);
    }),
  );
  return readRows;
}

function rowOf(written: string): ZoneRow {
  const [first = "", ...numbers] = written.split(" ");
  const read = (text: string): number => Number.parseInt(text, 36);
  const offset = (text: string): number => must(ZONE_OFFSETS[read(text)], "an offset") * SECOND_MS;
  const ats = [0];
  const offsets = [offset(first)];
  for (let place = 0; place + 1 < numbers.length; place += 2) {
    ats.push(must(ats.at(-1), "the one before") + read(numbers[place] ?? "") * SECOND_MS);
    offsets.push(offset(numbers[place + 1] ?? ""));
  }
  return { ats, offsets };
}

let readNames: ReadonlyMap<string, string> | null = null;

function names(): ReadonlyMap<string, string> {
  readNames ??= new Map([
    ...[...rows().keys()].map((zone) => [zone.toLowerCase(), zone] as const),
    ...ZONE_LINKS.split("\n").map((line) => {
      const [name = "", zone = ""] = line.split(" ");
      return [name, zone] as const;
    }),
  ]);
  return readNames;
}
