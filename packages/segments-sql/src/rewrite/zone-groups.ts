import { call, type Expression, integer } from "../tree/expression.ts";
import { list } from "./list.ts";
import { ZONE_NAMES } from "./zone-names.ts";
import { zonesByName } from "./zone-table.ts";

export type ZoneGroups<T> = {
  /** The answer of each group; the first is that of everybody without a zone. */
  readonly groups: readonly T[];
  /** Lower-case name of every zone to its group. */
  readonly groupOf: ReadonlyMap<string, number>;
  /** Every zone to its group; null is no zone. */
  readonly ofZone: ReadonlyMap<string | null, number>;
};

/** All zones by what `answer` says of them, as JSON; null is no zone. */
export function groupedZones<T>(answer: (zone: string | null) => T): ZoneGroups<T> {
  const otherwise = answer(null);
  const groups = [otherwise];
  const numbers = new Map([[JSON.stringify(otherwise), 0]]);
  const ofZone = new Map<string | null, number>([[null, 0]]);
  for (const zone of new Set(knownZones().values())) {
    const answers = answer(zone);
    const key = JSON.stringify(answers);
    const number = numbers.get(key) ?? groups.length;
    if (number === groups.length) groups.push(answers);
    numbers.set(key, number);
    ofZone.set(zone, number);
  }
  const groupOf = new Map([...knownZones()].map(([name, zone]) => [name, ofZone.get(zone) ?? 0]));
  return { groups, groupOf, ofZone };
}

/** What the person says and what calls said; texts in any case, which need not name a zone. */
export type SpelledZones = { readonly own: Expression; readonly seen: Expression };

/** The number of the group of the zone that the person says, else of the one that calls said. */
export function groupNumber(
  { own, seen }: SpelledZones,
  groupOf: ZoneGroups<unknown>["groupOf"],
): Expression {
  const groupOr = (spelled: Expression, otherwise: Expression): Expression =>
    call(
      "transform",
      call("lower", spelled),
      list([...groupOf.keys()], "Array(String)"),
      list([...groupOf.values()], "Array(UInt16)"),
      otherwise,
    );
  return groupOr(own, groupOr(seen, integer(0)));
}

/** Lower-case name of every zone that this JavaScript engine knows, with the name of the zone it stands for. */
export const knownZones = (): ReadonlyMap<string, string> => zonesByName() ?? askedZones();

const askedZones = once((): ReadonlyMap<string, string> => {
  const names = [...ZONE_NAMES, ...Intl.supportedValuesOf("timeZone")].map((name) => name.toLowerCase());
  return new Map(
    [...new Set(names)].flatMap((name) => {
      const zone = canonicalZone(name);
      return zone === null ? [] : [[name, zone] as const];
    }),
  );
});

function canonicalZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Asking JavaScript for every zone takes long, so only plans that need it pay, and once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
