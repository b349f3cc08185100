import {
  PAGE_SIZES,
  type ParsedInput,
  type Segment,
  type SegmentSize,
  type PinnedAccounts,
  type SegmentThresholds,
  type Threshold,
  type SegmentVersion,
} from "@habitus/contract";
import { formatInstant, HabitusError, MINUTE_MS } from "@habitus/kernel";
import { inOwnCurrency, type PlanContext, printDefinition } from "@habitus/segments";
import { beginningsUpTo } from "../../../../explore/periods.ts";
import type { Reconciliation } from "../../../../membership/reconciliation.ts";
import type { StageStatus } from "../../../../membership/stage-status.ts";
import type { EvaluationResult } from "../../../../segments/evaluate.ts";
import { tellerBy, tellersOf } from "../../../../models/tellers.ts";
import { mustReadDefinition } from "../../../../segments/language.ts";
import { purposeWarnings } from "../../../../segments/purpose-warnings.ts";
import type { SizeRecord } from "../../../../segments/segment-sizes.ts";
import type { SegmentContent, SegmentRecord } from "../../../../segments/segment-store.ts";
import type { UsedThreshold } from "../../../../segments/thresholds.ts";
import { trendInstants, type TrendPoint } from "../../../../segments/trend.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { refuseLead } from "../../../../segments/refuse-lead.ts";
import { refuseMixedMoney } from "../../refuse-mixed-money.ts";
import { diffMembers, diffOf } from "./segment-diff.ts";
import { flowMembers, segmentFlow } from "./segment-flow.ts";
import { liveSince } from "./segment-pasts.ts";
import { segmentUsers } from "./segment-users.ts";
import { tellersThere } from "./tellers-there.ts";
import { found, instantOrNull, isoOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type SegmentOperations =
  | "listSegments"
  | "listTemplates"
  | "createSegment"
  | "evaluateSegment"
  | "countDefinitions"
  | "diffSegment"
  | "listDiffMembers"
  | "getSegment"
  | "editSegment"
  | "deleteSegment"
  | "pauseSegment"
  | "resumeSegment"
  | "listSegmentVersions"
  | "getSegmentThresholds"
  | "refreshSegment"
  | "getSegmentFlow"
  | "listFlowMembers"
  | "getSegmentTrend";

const TREND_POINTS = 13;

export function segmentHandlers(deps: ManagementDeps): HandlersFor<SegmentOperations> {
  const { segments, evaluator, sizes, context } = deps;
  const present = (key: string): SegmentRecord => found(segments.get(key), "segment");
  const contextOf = (self: string | null): PlanContext => ({ ...context(), self });
  const toSegment = (record: SegmentRecord, jobOf = deps.builds(), usersOf = segmentUsers(deps)): Segment => {
    const { size, failure } = sizes.last(record);
    const live = toLive(record, deps.membership(), jobOf, deps.reconciliations.newest());
    const usedBy = usersOf(record.key);
    return {
      ...toVersion(record),
      live,
      size: size === null ? null : toSize(size),
      sizeError: failure,
      usedBy,
      warnings: [...purposeWarnings(record.purpose, deps.purposes)],
    };
  };

  return {
    async listSegments({ query }, { signal }) {
      const records = segments.list();
      if (query.sizes === "fresh") await sizes.refresh(records, signal);
      const jobOf = deps.builds();
      const usersOf = segmentUsers(deps);
      return {
        segments: records.map((record) => toSegment(record, jobOf, usersOf)),
        people: sizes.lastPopulation()?.count ?? null,
      };
    },
    async listTemplates() {
      const templates = await deps.templates();
      const { currency, rev } = deps.money.settings.get();
      // Amounts of events that came before the currency was changed are in the former one.
      const pinned = rev > 1 ? currency : null;
      const tellerOf = tellerBy(tellersThere(deps));
      return {
        templates: templates.map(({ definition, ...rest }) => {
          return {
            ...rest,
            needs: [...tellersOf(definition, tellerOf)],
            definition: printDefinition(currency === null ? definition : inOwnCurrency(definition, pinned)),
          };
        }),
      };
    },
    async createSegment({ body }, { caller }) {
      const content = toContent(body, contextOf(body.key));
      refuseLead(content, context());
      await refuseMixedMoney(deps, content.definition, body.definition);
      return toSegment(await segments.create(body.key, content, caller.actor, body.paused));
    },
    async evaluateSegment({ body }, { signal }) {
      const { definition, purpose = null, channel = null, after = null } = body;
      const { at, sql = false, conditions = false } = body;
      const { limit = PAGE_SIZES.members.fallback } = body;
      const options = { at: instantOrNull(at), after, limit, sql, conditions, signal };
      const question = { definition: mustReadDefinition(definition, context()), purpose, channel };
      const result = await evaluator.evaluate(question, options);
      return {
        ...toMembers(result),
        ...(result.sql === null ? {} : { sql: result.sql }),
        ...thresholdsUsed(result.thresholds),
        ...(result.conditions === null
          ? {}
          : { conditions: result.conditions.lines, conditionsLeftOut: result.conditions.leftOut }),
      };
    },
    async countDefinitions({ body: { definitions, purpose = null, at } }, { signal }) {
      const began = deps.elapsed();
      const instant = instantOrNull(at) ?? deps.workspace.logicalNow();
      const names = context();
      const questions = definitions.map((each) => ({ definition: mustReadDefinition(each, names), purpose }));
      const counts = await evaluator.counts(questions, at === undefined ? null : instant, signal);
      return {
        counts: [...counts],
        at: formatInstant(instant),
        took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
      };
    },
    diffSegment: ({ body }, { signal }) => diffOf(deps, body, signal),
    listDiffMembers: ({ body }, { signal }) => diffMembers(deps, body, signal),
    getSegment: ({ params }) => toSegment(present(params.key)),
    async editSegment({ params, body }, { caller }) {
      const content = toContent(body, contextOf(params.key));
      const before = segments.get(params.key)?.definition;
      // What is in force stays in force: its name can be changed while its sums are to be mended.
      const isSame = before !== undefined && printDefinition(before) === printDefinition(content.definition);
      if (!isSame) {
        refuseLead(content, context());
        await refuseMixedMoney(deps, content.definition, body.definition);
      }
      return toSegment(await segments.edit(params.key, content, body.rev, caller.actor));
    },
    async deleteSegment({ params, query }, { caller }) {
      await segments.remove(params.key, caller.actor, query.rev);
      return undefined;
    },
    pauseSegment: async ({ params }, { caller }) => toSegment(await segments.pause(params.key, caller.actor)),
    resumeSegment: async ({ params }, { caller }) =>
      toSegment(await segments.resume(params.key, caller.actor)),
    listSegmentVersions({ params, query }) {
      const before = readNumberCursor(query.after);
      const page = segments.versions(params.key, before, query.limit ?? PAGE);
      if (page.versions.length === 0 && before === null) present(params.key);
      return { versions: page.versions.map(toVersion), next: numberCursor(page.next) };
    },
    getSegmentThresholds: ({ params }) => thresholdsOf(deps, present(params.key)),
    async refreshSegment({ params }) {
      const segment = present(params.key);
      await deps.thresholds.refresh([segment]);
      return thresholdsOf(deps, segment);
    },
    getSegmentFlow: ({ params, query }, { signal }) =>
      segmentFlow(
        deps,
        present(params.key),
        { from: instantOrNull(query.from), to: instantOrNull(query.to) },
        signal,
      ),
    listFlowMembers: ({ params, query }, { signal }) => flowMembers(deps, present(params.key), query, signal),
    async getSegmentTrend({ params, query }, { signal }) {
      const began = deps.elapsed();
      const points = await sizesOverTime(deps, present(params.key), query, signal);
      return {
        points: points.map(({ at, size }) => ({ at: formatInstant(at), size })),
        took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
      };
    },
  };
}

type TrendQuery = ParsedInput<"getSegmentTrend">["query"];

/** @throws HabitusError `invalid_request`, and what the event store throws. */
async function sizesOverTime(
  { sizesAt, workspace }: ManagementDeps,
  segment: SegmentRecord,
  { unit, from, to, points = TREND_POINTS }: TrendQuery,
  signal: AbortSignal,
): Promise<readonly TrendPoint[]> {
  const now = workspace.logicalNow();
  const range = { from: instantOrNull(from), to: instantOrNull(to), points };
  if (unit === undefined) return sizesAt(segment, trendInstants(range, now), signal);
  if (range.from !== null) {
    throw new HabitusError("invalid_request", "`unit` and `from` exclude each other.", {
      fix: "Say how many `points` instead of `from`.",
      details: { problems: [{ path: "from", message: "cannot stand beside `unit`" }] },
    });
  }
  const calendar = { ...workspace.get(), unit };
  return sizesAt(segment, beginningsUpTo(calendar, range.to ?? now, points), signal);
}

function thresholdsOf({ thresholds }: ManagementDeps, segment: SegmentRecord): SegmentThresholds {
  const used = thresholds.used(segment);
  return {
    thresholds: used?.flatMap(toThreshold) ?? null,
    accounts: used?.flatMap(toPinnedAccounts) ?? [],
    maxAgeMinutes: Math.round(thresholds.maxAgeMs / MINUTE_MS),
  };
}

/** More than twice the share of people are in: the value is shared by many. */
const WIDE = 2;

/** Only what there is of either. */
function thresholdsUsed(used: readonly UsedThreshold[]) {
  const thresholds = used.flatMap(toThreshold);
  const accounts = used.flatMap(toPinnedAccounts);
  return {
    ...(thresholds.length === 0 ? {} : { thresholds }),
    ...(accounts.length === 0 ? {} : { accounts }),
  };
}

function toThreshold({ cut, refresh, isPinned }: UsedThreshold): readonly Threshold[] {
  if (!("value" in cut)) return [];
  const { key, side, part, of, value, holds } = cut;
  const threshold: Threshold = {
    key,
    ranked: refresh.says,
    side,
    percent: Math.round((part / of) * 1e9) / 1e7,
    value,
    unit: refresh.isAge ? "age in ms" : "number",
    people: refresh.people,
    holds,
    isWide: holds > (WIDE * refresh.people * part) / of,
    at: formatInstant(refresh.at),
    isPinned,
  };
  return [threshold];
}

function toPinnedAccounts({ cut, refresh, isPinned }: UsedThreshold): readonly PinnedAccounts[] {
  if (!("accounts" in cut)) return [];
  const { key, least, most, every, holds, accounts } = cut;
  const pinned: PinnedAccounts = {
    key,
    asked: refresh.says,
    least,
    most,
    every,
    accounts: refresh.people,
    holds,
    areTooMany: accounts === null,
    at: formatInstant(refresh.at),
    isPinned,
  };
  return [pinned];
}

function toLive(
  record: SegmentRecord,
  status: StageStatus | null,
  jobOf: ReturnType<ManagementDeps["builds"]>,
  newest: Reconciliation | null,
): Segment["live"] {
  if (status === null) return null;
  const { key, version, paused } = record;
  const frozen = status.paused.find((segment) => segment.key === key);
  const inForce = status.segments.find((segment) => segment.key === key)?.version ?? frozen?.version ?? null;
  const building = status.building?.segments.some((segment) => segment.key === key) === true;
  const { nodes = 0, totalNodes = 0, rows = 0 } = status.building ?? {};
  return {
    state:
      paused !== undefined ? "paused" : inForce === version && frozen === undefined ? "live" : "building",
    version: inForce,
    since: isoOrNull(liveSince(status, record)),
    frozenSince: isoOrNull(frozen?.at ?? null),
    progress: building ? { done: nodes, total: totalNodes, events: rows } : null,
    job: paused === undefined ? jobOf({ key, version }) : null,
    differences: newest?.differences.filter(({ segment }) => segment === key).length ?? null,
  };
}

type Written = Omit<SegmentContent, "definition" | "tags"> & {
  readonly definition: Parameters<typeof mustReadDefinition>[0];
  readonly tags?: readonly string[] | undefined;
};

function toContent(body: Written, context: PlanContext): SegmentContent {
  return { ...body, definition: mustReadDefinition(body.definition, context), tags: body.tags ?? [] };
}

export function toVersion(record: SegmentRecord): SegmentVersion {
  const { definition, createdAt, updatedAt, tags, paused: _, ...rest } = record;
  return {
    ...rest,
    tags: [...tags],
    definition: { text: printDefinition(definition), tree: definition },
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

function toSize({ count, at, countedAt, version }: SizeRecord): SegmentSize {
  return { count, at: formatInstant(at), countedAt: formatInstant(countedAt), version };
}

function toMembers({ count, people, next, at, tookMs }: EvaluationResult) {
  return { count, people, next, at: formatInstant(at), took_ms: tookMs };
}
