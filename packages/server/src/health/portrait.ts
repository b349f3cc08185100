import { adjustForMany, ALARM, compareShares, liftOf } from "@habitus/models";
import { DAY_MS } from "@habitus/kernel";
import { type DataPurposes, NO_ACTIVITY, type Path } from "@habitus/segments";
import type { Moment } from "../segments/evaluate.ts";
import type { Observed } from "../segments/vocabulary.ts";
import type { Apart, SetApart, Trace } from "./health-report.ts";
import type { ItemPaths } from "../store/item-paths.ts";
import type { HealthQueries, HealthReads, Judged, ShareRow } from "./health-queries.ts";
import { LOOKED_DAYS, peopleWith } from "./traces.ts";

/** How much is compared; the report tells how much it was. */
export const PORTRAIT_LIMITS = {
  /** Fewer people than this are never shown by what they have. */
  fewest: 5,
  events: 200,
  traits: 20,
  /** Traits in one query: what each person has of them is held in memory. */
  traitsAtOnce: 5,
  values: 500,
  /** Told of on each side. */
  told: 12,
} as const;
export type Portrayed = {
  readonly segment: string;
  readonly inside: number;
  readonly everybody: number;
};

/** Some segments that are looked at together, of the same people. */
export type PortrayedTogether = {
  readonly judged: Judged;
  readonly segments: number;
  readonly moment: Moment;
};

export type PortraitDeps = {
  readonly reads: HealthReads;
  readonly queries: HealthQueries;
  readonly observed: Observed;
  readonly itemPaths: readonly ItemPaths[];
  /** Whether data that carry these purposes may be read. */
  readonly mayRead: (purposes: readonly string[]) => boolean;
  readonly data: DataPurposes;
};

export type Traces = { readonly traces: readonly Trace[]; readonly notAllowed: readonly string[] };

/** Of everything that people have and did: how many of those inside of each segment, and of all who are looked at. */
export async function tracesOf(
  deps: PortraitDeps,
  of: PortrayedTogether,
  signal: AbortSignal,
): Promise<readonly Traces[]> {
  const asked = askedOf(deps);
  const { fewest, events, values, traitsAtOnce } = PORTRAIT_LIMITS;
  const { at } = of.moment;
  const span = { from: at - LOOKED_DAYS * DAY_MS + 1, to: at + 1 };
  const { reads, queries } = deps;
  const ask = (statement: Parameters<HealthReads["rows"]>[0]) => reads.rows<ShareRow>(statement, signal);
  const found: { readonly trace: Omit<Trace, "inside" | "everybody">; readonly row: ShareRow }[] = [];
  const hidden = asked.hiddenEvents;
  for (const row of await ask(
    queries.eventShares(of.judged, { fewest, limit: events, span, hidden }, of.moment),
  )) {
    found.push({ trace: { kind: "event", name: row.name ?? "", path: [], value: null }, row });
  }
  for (let from = 0; from < asked.traits.length; from += traitsAtOnce) {
    const names = asked.traits.slice(from, from + traitsAtOnce);
    const statement = queries.traitShares(of.judged, { fewest, limit: values, names }, of.moment);
    for (const row of await ask(statement)) {
      const { name = "", value = "" } = row;
      found.push({ trace: { kind: "trait", name, path: [], value }, row });
    }
  }
  for (const { event, paths } of asked.items) {
    const statement = queries.valueShares(
      of.judged,
      { fewest, limit: values, event, paths, span },
      of.moment,
    );
    for (const row of await ask(statement)) {
      const path = paths[Number(row.place)] ?? [];
      found.push({ trace: { kind: "item", name: event, path, value: row.value ?? "" }, row });
    }
  }
  const { notAllowed } = asked;
  return Array.from({ length: of.segments }, (_, part) => ({
    traces: found.map(({ trace, row }) => {
      return { ...trace, inside: Number(row[`inside${part}`]), everybody: Number(row.everybody) };
    }),
    notAllowed,
  }));
}

type Asked = {
  readonly hiddenEvents: readonly string[];
  readonly traits: readonly string[];
  readonly items: readonly ItemPaths[];
  readonly notAllowed: readonly string[];
};

/** What has values that more than one person could share, and may be read; of events what people did, and nothing that was done to them. */
export function askedOf({
  observed,
  itemPaths,
  data,
  mayRead,
}: Pick<PortraitDeps, "observed" | "itemPaths" | "data" | "mayRead">): Asked {
  const isHidden = (purposes: readonly string[] | undefined): boolean => !mayRead(purposes ?? []);
  const notAllowed = Object.keys(data.events).filter((name) => isHidden(data.events[name]));
  const hiddenEvents = [...new Set([...NO_ACTIVITY, ...notAllowed])];
  const shared = observed.traits.filter(({ path, values }) => path.length === 1 && values.length > 0);
  const named = shared.map(({ path: [name = ""] }) => name);
  const hiddenTraits = named.filter((name) => isHidden(data.traits[name]));
  const traits = named.filter((name) => !hiddenTraits.includes(name)).slice(0, PORTRAIT_LIMITS.traits);
  const hiddenProperties: string[] = [];
  const items = itemPaths
    .filter(({ event }) => !hiddenEvents.includes(event))
    .map(({ event, paths }) => {
      const isAllowed = ([key = ""]: Path): boolean => !isHidden(data.properties[event]?.[key]);
      hiddenProperties.push(
        ...paths.filter((path) => !isAllowed(path)).map(([key = ""]) => `${event}.${key}`),
      );
      return { event, paths: paths.filter(isAllowed) };
    })
    .filter(({ paths }) => paths.length > 0);
  return { hiddenEvents, traits, items, notAllowed: [...notAllowed, ...hiddenTraits, ...hiddenProperties] };
}

/** What tells people inside from everybody, beyond what chance would tell. */
export function apartOf({ traces, notAllowed }: Traces, of: Portrayed): Apart {
  const { inside, everybody, segment } = of;
  const sides = traces.map((trace) => ({ trace, ...sidesOf(trace, of) }));
  const p = adjustForMany(sides.map(({ group, others }) => compareShares(group, others).p));
  const telling = sides.flatMap(({ trace, group, all }, place): readonly SetApart[] => {
    const adjusted = p[place] ?? 1;
    const { lift, low, high } = liftOf(group, all);
    if (lift === null || adjusted >= ALARM) return [];
    return [{ ...trace, lift, low, high, p: adjusted, people: peopleWith(segment, trace) }];
  });
  const { told, fewest } = PORTRAIT_LIMITS;
  const shown = telling.filter(({ inside: having }) => having === 0 || having >= fewest);
  const more = shown.filter(({ lift }) => lift > 1);
  const fewer = shown.filter(({ lift }) => lift < 1);
  return {
    inside,
    everybody,
    compared: traces.length,
    notAllowed,
    more: more.toSorted((a, b) => b.low - a.low).slice(0, told),
    fewer: fewer.toSorted((a, b) => a.high - b.high).slice(0, told),
  };
}

/** What comes late may be in one answer of the store and not yet in the one before, so shares are kept within their groups. */
function sidesOf(trace: Trace, { inside, everybody }: Portrayed) {
  const others = everybody - inside;
  const group = { hits: Math.min(trace.inside, inside), of: inside };
  const rest = { hits: Math.min(Math.max(0, trace.everybody - trace.inside), others), of: others };
  return { group, others: rest, all: { hits: group.hits + rest.hits, of: everybody } };
}
