import type { Instant } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import type { Offset } from "../log/log.ts";
import { type Kv, put, remove, type Table } from "../platform/kv.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { PeopleSet } from "./live/people-set.ts";
import { Registry } from "./live/registry.ts";
import { decodeHeader } from "./live/rows.ts";
import type { LiveCheck, MembershipDifference } from "./live-check.ts";
import type { MembershipStore } from "./membership-store.ts";

export const RECONCILE_JOB = "reconcile-membership";

/** What one reconciliation found. */
export type Reconciliation = {
  readonly job: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** The record that the last person was compared at. */
  readonly offset: Offset;
  /** Live segments whose whole membership was compared with the event store's. */
  readonly segments: number;
  /** People compared with the reference evaluator: whoever the event store disagrees about, and some by chance. */
  readonly people: number;
  /** How many differences there were. */
  readonly found: number;
  /** The first of them, at most `DIFFERENCES_KEPT`. */
  readonly differences: readonly MembershipDifference[];
};

/** Key: its number, counted from 1. */
const RECONCILIATIONS: Table<Reconciliation, readonly [number: number]> = {
  name: "reconciliations",
  version: 1,
};
const DIFFERENCES_KEPT = 1_000;
const KEPT = 50;
const PEOPLE_AT_ONCE = 50;
const MEMBERS_PAGE = 50_000;

export type Reconciliations = {
  /** Newest first, at most 50. */
  list(): readonly Reconciliation[];
  newest(): Reconciliation | null;
};

export function createReconciliations(kv: Kv): Reconciliations {
  const list = (): readonly Reconciliation[] =>
    [...kv.range(RECONCILIATIONS, { reverse: true, limit: KEPT })].map(({ value }) => value);
  return {
    list,
    newest() {
      for (const { value } of kv.range(RECONCILIATIONS, { reverse: true, limit: 1 })) return value;
      return null;
    },
  };
}

export type ReconcileDeps = {
  readonly kv: Kv;
  readonly store: Pick<MembershipStore, "get" | "scan">;
  /** By the event store: the people of whom the plan holds now, above `after`, ascending. */
  readonly members: (
    plan: Plan,
    page: { readonly after: PersonNumber | null; readonly limit: number },
    signal: AbortSignal,
  ) => Promise<readonly PersonNumber[]>;
  readonly check: (people: readonly PersonNumber[]) => Promise<LiveCheck>;
  /** People compared by chance. */
  readonly sample: number;
  /** From 0 up to 1, without it. */
  readonly random: () => number;
  readonly now: () => Instant;
};

/**
 * Compares live membership with the event store for whole segments, and with the reference evaluator for whoever these disagree
 * about and for people taken by chance; who differs is loaded anew. The event store's answer is of about the same moment, so it
 * only says whom to look at: what counts is the comparison at one place of the log.
 */
export function createReconcileJob(deps: ReconcileDeps): JobKind {
  return {
    title: "Reconcile live membership",
    unit: "people",
    resumes: true,
    run: (job) => reconcile(deps, job),
  };
}

async function reconcile(deps: ReconcileDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const startedAt = deps.now();
  await job.progress({ phase: "Comparing whole segments with the event store", done: 0, total: null });
  const { live } = new Registry(deps.store);
  const suspects = await disagreements(deps, job);
  const { offset: begin, highest } = await deps.check([]);
  const people = [...new Set([...suspects, ...sampled(deps, highest)])];
  await job.progress({ phase: "Comparing people with their whole history", total: people.length });
  let offset = begin;
  const found: MembershipDifference[] = [];
  let total = 0;
  let compared = 0;
  for (let place = 0; place < people.length; place += PEOPLE_AT_ONCE) {
    const checked = await deps.check(people.slice(place, place + PEOPLE_AT_ONCE));
    ({ offset } = checked);
    total += checked.differences.length;
    compared += checked.people;
    found.push(...checked.differences.slice(0, DIFFERENCES_KEPT - found.length));
    await job.progress({ done: Math.min(place + PEOPLE_AT_ONCE, people.length) });
  }
  await keep(deps.kv, {
    job: job.id,
    startedAt,
    finishedAt: deps.now(),
    offset,
    segments: live.length,
    people: compared,
    found: total,
    differences: found,
  });
  return { segments: live.length, people: compared, differences: total, offset };
}

/** Everybody whom the event store has in a segment and live membership has not, or the other way round. */
async function disagreements(deps: ReconcileDeps, { signal }: JobHandle): Promise<ReadonlySet<PersonNumber>> {
  const suspects = new Set<PersonNumber>();
  for (const { key, plan } of new Registry(deps.store).live) {
    const stored = new PeopleSet();
    for (let after: PersonNumber | null = null; ; ) {
      const page: readonly PersonNumber[] = await deps.members(plan, { after, limit: MEMBERS_PAGE }, signal);
      for (const person of page) stored.set(person, true);
      after = page.at(-1) ?? null;
      if (page.length < MEMBERS_PAGE) break;
    }
    const told = await toldMembers(deps.store, key);
    for (let from = 1; ; ) {
      const person = told.nextDifference(stored, from);
      if (person === null) break;
      suspects.add(person);
      from = person + 1;
    }
  }
  return suspects;
}

const HEADERS_AT_ONCE = 4_096;

/** Who is in a segment by the transitions made so far. */
async function toldMembers(store: ReconcileDeps["store"], key: string): Promise<PeopleSet> {
  const number = new Registry(store).numberOf(key);
  const members = new PeopleSet();
  let read = 0;
  for (const { key: person, value } of store.scan("headers")) {
    const { counters } = decodeHeader(value);
    for (let place = 0; place < counters.length; place += 2) {
      if (counters[place] === number && (counters[place + 1] ?? 0) % 2 === 1) members.set(person, true);
    }
    if (++read % HEADERS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return members;
}

function sampled({ sample, random }: ReconcileDeps, highest: PersonNumber): ReadonlySet<PersonNumber> {
  const all = Array.from({ length: Math.min(highest, sample) }, (_, index) => index + 1);
  if (highest <= sample) return new Set(all);
  return new Set(all.map(() => 1 + Math.floor(random() * highest)));
}

async function keep(kv: Kv, report: Reconciliation): Promise<void> {
  const [newest] = [...kv.range(RECONCILIATIONS, { reverse: true, limit: 1 })];
  const number = (newest?.key[0] ?? 0) + 1;
  await kv.commit([
    put(RECONCILIATIONS, [number], report),
    ...(number > KEPT ? [remove(RECONCILIATIONS, [number - KEPT])] : []),
  ]);
}
