import type { PathsRequest } from "@habitus/contract";
import { IDENTITY_CALLS } from "@habitus/events";
import { DAY_MS, type Instant } from "@habitus/kernel";
import { type Condition, type DidCondition, DURATION_MS } from "@habitus/segments";
import { askedAt, instantOf } from "./asked-at.ts";
import { planAudience } from "./audience.ts";
import { eventsOf, readDid } from "./did-question.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";
import type { AskedPaths } from "./path-queries.ts";

/** Paths that were asked for, read and planned. */
export type PathQuestion = {
  readonly request: PathsRequest;
  readonly condition: DidCondition;
  readonly membersAt: Instant;
  readonly paths: AskedPaths;
};

export const ANYTHING = { startsWith: "" } as const;
const USUAL_DAYS = 30;
const USUAL_STEPS = 3;
/** The time between two steps where nothing is said. */
export const SESSION = { amount: 30, unit: "minute" } as const;

/** @throws HabitusError `definition_refused`, `invalid_request`, `not_found`, and what the event store throws. */
export async function readPathQuestion(
  deps: ExploreDeps,
  request: PathsRequest,
  signal: AbortSignal,
): Promise<PathQuestion> {
  const { segment = null, members = "end", purpose = null, hidden = [], within = SESSION } = request;
  const { at, isNow } = askedAt(deps, request.at);
  const condition = readAnchor(deps, request);
  const window = windowOf(request, at);
  // Whatever people did is read.
  const reads: Condition = { kind: "or", of: [condition, { kind: "did", event: ANYTHING }] };
  const asked = { reads, purpose, segment, groups: [], trait: null, at, isNow };
  const planned = await planAudience(deps, asked, signal);
  const membersAt = members === "end" ? Math.min(window.to - 1, at) : window.from;
  return {
    request,
    condition,
    membersAt,
    paths: {
      anchor: { ...eventsOf(deps, condition), window: { kind: "fixed", ...window } },
      window,
      isBackwards: request.direction === "before",
      steps: request.steps ?? USUAL_STEPS,
      gapMs: within.amount * DURATION_MS[within.unit],
      isFolded: request.fold ?? true,
      // Saying who somebody is, is nothing they did.
      hidden: [...hidden, ...IDENTITY_CALLS],
      at,
      audience: await planned.audience(membersAt),
    },
  };
}

function readAnchor(deps: ExploreDeps, { anchor, hidden = [] }: PathsRequest): DidCondition {
  const condition = readDid(deps, anchor);
  if (IDENTITY_CALLS.some((name) => name === condition.event)) {
    throw invalid("anchor", "is nothing people did: it says who they are");
  }
  if (hidden.some((name) => name === condition.event)) throw invalid("hidden", "names the anchor itself");
  return condition;
}

function windowOf({ from, to, days = USUAL_DAYS }: PathsRequest, at: Instant): AskedPaths["window"] {
  const end = Math.min(instantOf(to) ?? at + 1, at + 1);
  const start = instantOf(from) ?? end - days * DAY_MS;
  if (start >= end) throw invalid("from", "must lie before `to`");
  return { from: start, to: end };
}
