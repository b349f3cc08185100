import { LIMITS, type PatternsRequest } from "@habitus/contract";
import { IDENTITY_CALLS } from "@habitus/events";
import { type Instant, must } from "@habitus/kernel";
import { WEEK } from "@habitus/models";
import type { Condition } from "@habitus/segments";
import { itemPathsOf } from "../store/item-paths.ts";
import { ANYTHING } from "./path-question.ts";
import { askedAt, instantOf } from "./asked-at.ts";
import { planAudience } from "./audience.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import type { AskedDailies } from "./pattern-queries.ts";
import { edgesBefore, edgesUpTo } from "./periods.ts";

/** A question for patterns, read and planned. */
export type PatternQuestion = {
  readonly at: Instant;
  readonly membersAt: Instant;
  readonly zone: string;
  readonly dailies: AskedDailies;
};

type Values = AskedDailies["values"];

const USUAL_WEEKS = 12;
/** Most frequent events whose properties are looked at where none are named. */
const EVENTS_LOOKED_AT = 10;

/** @throws HabitusError `invalid_request`, `not_found`, and what the event store throws. */
export async function readPatternQuestion(
  deps: ExploreDeps,
  request: PatternsRequest,
  signal: AbortSignal,
): Promise<PatternQuestion> {
  const { weeks = USUAL_WEEKS, segment = null, members = "end", purpose = null } = request;
  const { at, isNow } = askedAt(deps, request.at);
  const { zone, weekStart } = deps.workspace.get();
  const calendar = { unit: "day", zone, weekStart } as const;
  const last = Math.min(instantOf(request.to) ?? at, at);
  const end = must(edgesUpTo(calendar, last, 1)[0], "a day begins");
  const edges = edgesBefore(calendar, end, weeks * WEEK);
  const values =
    request.values?.map(({ event, property }) => ({ event, path: property })) ??
    (await valuesThatComeAgain(deps, signal));
  const asked = { reads: readBy(values), purpose, segment, groups: [], trait: null, at, isNow };
  const planned = await planAudience(deps, asked, signal);
  const membersAt = members === "end" ? end - 1 : must(edges[0], "there are edges");
  const audience = await planned.audience(membersAt);
  // Saying who somebody is, is nothing they did.
  return { at, membersAt, zone, dailies: { hidden: IDENTITY_CALLS, values, edges, at, audience } };
}

/** The first property of each of the most frequent events, then the second, and so on. */
async function valuesThatComeAgain({ events }: ExploreDeps, signal: AbortSignal): Promise<Values> {
  const limit = EVENTS_LOOKED_AT + IDENTITY_CALLS.length;
  const names = (await events.eventNames({ limit }, signal)).filter(
    ({ name }) => !IDENTITY_CALLS.includes(name),
  );
  const found = await itemPathsOf(events, names.slice(0, EVENTS_LOOKED_AT), signal);
  const ranked = found.flatMap(({ event, paths }) => paths.map((path, rank) => ({ event, path, rank })));
  return ranked
    .filter(({ path }) => path.length <= LIMITS.patternKeys)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, LIMITS.patternValues)
    .map(({ event, path }) => ({ event, path }));
}

/** Holds for whoever did anything, and names all that is read of it. */
function readBy(values: Values): Condition {
  const ofValues = values.map(
    ({ event, path }): Condition => ({
      kind: "did",
      event,
      where: { kind: "property", path: [...path], test: { op: "exists" } },
    }),
  );
  const anything: Condition = { kind: "did", event: ANYTHING };
  return ofValues.length === 0 ? anything : { kind: "or", of: [anything, ...ofValues] };
}
