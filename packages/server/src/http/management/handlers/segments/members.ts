import { Readable } from "node:stream";
import { setImmediate as breathe } from "node:timers/promises";
import { COLUMN_TRAITS, LIMITS, type MemberColumn, PAGE_SIZES, readColumns } from "@habitus/contract";
import { formatInstant, HabitusError, type Instant, jsonText } from "@habitus/kernel";
import type { Description } from "../../../../people/descriptions.ts";
import type { PurposeRecord } from "../../../../people/purposes.ts";
import { csvLine } from "../../../../platform/csv.ts";
import { allowing } from "../../../../people/allowed.ts";
import { personId } from "../../../../profiles/identity.ts";
import { readPersonCursor } from "../../../../segments/evaluate.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { descriptionsOf } from "./descriptions.ts";
import {
  everybodyKnown,
  isKnownCursor,
  knownMembers,
  type KnownOrder,
  liveSince,
  sinceIn,
} from "./segment-pasts.ts";
import { noteUse } from "../note-use.ts";
import { idsFor } from "../ids-for.ts";
import { found, instantOrNull, isoOrNull } from "../shared.ts";

type MemberOperations = "listSegmentMembers" | "downloadSegmentMembers";

type Page = {
  readonly at: Instant | null;
  readonly after: string | null;
  readonly limit: number;
  readonly isDescending: boolean;
  readonly signal: AbortSignal;
};

export function memberHandlers(deps: ManagementDeps): HandlersFor<MemberOperations> {
  const { segments, access, now } = deps;
  const descriptions = descriptionsOf(deps);
  const present = (key: string): SegmentRecord => found(segments.get(key), "segment");
  return {
    async listSegmentMembers({ params, query }, { caller, signal }) {
      const segment = present(params.key);
      noteUse(deps, segment.key, { caller });
      const { after = null, limit = PAGE_SIZES.members.fallback, order = "oldest", search } = query;
      const sought =
        search === undefined || search.trim() === ""
          ? null
          : await descriptions.find(search, segment.purpose, LIMITS.foundPeople, signal);
      const cut = sought === null ? {} : { searchCut: sought.isCut };
      const among = sought?.people ?? null;
      if ((query.as ?? usually(segment, query)) === "known" || order === "since") {
        // Transitions are told in real time, whatever day the workspace counts as of.
        const at = instantOrNull(query.at) ?? now();
        const page = { at, after, limit, among, order: KNOWN_ORDERS[order] };
        return { ...(await knownMembers(deps, segment, page, signal)), ...cut };
      }
      const page = { at: instantOrNull(query.at), after, limit, isDescending: order === "newest", signal };
      const members =
        among === null ? everyMember(deps, segment, page) : foundMembers(deps, segment, among, page);
      return { ...(await members), known: true, ...cut };
    },
    async downloadSegmentMembers({ params, query }, { caller, signal }) {
      const segment = present(params.key);
      noteUse(deps, segment.key, { caller, isDownload: true });
      const columns = readColumns(query.columns ?? "") ?? [];
      const channel = query.channel === undefined ? null : found(deps.purposes.get(query.channel), "purpose");
      // Asked before the answer begins, so that what cannot be counted is told as every other failure is.
      const people = await allMembers(deps, segment, channel, signal);
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "segment.export",
        target: `segment/${segment.key}`,
        before: null,
        after: {
          people: people.length,
          columns,
          channel: channel?.key ?? null,
          notAllowed: hiddenIn(deps, segment, columns),
        },
      });
      const lines = Readable.from(memberLines(deps, segment, people, columns, signal));
      const bytes = lines.map((line: string) => Buffer.from(line));
      return {
        // Files of different people have different names.
        name: `${[segment.key, ...(channel === null ? [] : [channel.key])].join("-")}.csv`,
        open: () => Readable.toWeb(bytes) as ReadableStream<Uint8Array>,
      };
    },
  };
}

const KNOWN_ORDERS = {
  oldest: "ascending",
  newest: "descending",
  since: "since",
} as const satisfies Readonly<Record<string, KnownOrder>>;

type Where = { readonly at?: string | undefined; readonly after?: string | undefined };

/** Of a paused segment, who was in it when it was paused; a further page is of the same people as the one before it. */
function usually({ paused }: SegmentRecord, { at, after }: Where): "known" | "of" {
  if (after !== undefined) return isKnownCursor(after) ? "known" : "of";
  return paused !== undefined && at === undefined ? "known" : "of";
}

async function everyMember({ evaluator }: ManagementDeps, segment: SegmentRecord, page: Page) {
  const options = { ...page, sql: false, conditions: false };
  const { count, people, next, at, tookMs } = await evaluator.evaluate(segment, options);
  return { count, people, next, at: formatInstant(at), took_ms: tookMs };
}

/** The members among some people, who are few. */
async function foundMembers(
  deps: ManagementDeps,
  segment: SegmentRecord,
  among: readonly PersonNumber[],
  { at, after, limit, isDescending, signal }: Page,
) {
  const began = deps.elapsed();
  const from = after === null ? null : readPersonCursor(after);
  const instant = at ?? deps.workspace.logicalNow();
  const ascending = await deps.evaluator.among(segment, among, { at: instant, signal });
  const all = isDescending ? ascending.toReversed() : ascending;
  const isBehind = (person: PersonNumber): boolean =>
    from === null || (isDescending ? person < from : person > from);
  const rest = all.filter(isBehind);
  const shown = rest.slice(0, limit);
  const idsOf = idsFor(deps, [segment.purpose]);
  return {
    count: all.length,
    people: shown.map((person) => ({ id: personId(person), ids: idsOf(person) })),
    next: rest.length > limit ? String(shown.at(-1)) : null,
    at: formatInstant(instant),
    took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
  };
}

async function allMembers(
  deps: ManagementDeps,
  segment: SegmentRecord,
  channel: PurposeRecord | null,
  signal: AbortSignal,
): Promise<readonly PersonNumber[]> {
  if (usually(segment, {}) === "of") {
    return deps.evaluator.everybody({ ...segment, channel: channel?.key ?? null }, signal);
  }
  if (liveSince(deps.membership(), segment) === null) {
    const message = `"${segment.name}" was paused before anybody was followed in it, so it is not known who was in it.`;
    throw new HabitusError("segment_not_live", message, {
      fix: "Resume the segment first.",
      details: { segments: [segment.key] },
    });
  }
  const known = await everybodyKnown(deps, segment, signal);
  return channel === null ? known : allowing(deps, known, channel, signal);
}

/** As many lines as there are people, described as many at once as one call may ask for. */
async function* memberLines(
  deps: ManagementDeps,
  segment: SegmentRecord,
  people: readonly PersonNumber[],
  columns: readonly MemberColumn[],
  signal: AbortSignal,
): AsyncGenerator<string> {
  const descriptions = descriptionsOf(deps);
  const since = columns.includes("since") ? await sinceIn(deps, segment.key, signal) : () => null;
  const asked = { ...askedIn(columns), purposes: [segment.purpose] };
  const idsOf = idsFor(deps, asked.purposes);
  const heads = columns.map((column) => {
    const hidden = hiddenIn(deps, segment, [column]);
    return hidden.length === 0 ? column : `${column} (not read for this purpose: ${hidden.join(", ")})`;
  });
  yield csvLine(["person", "id", "all_ids", ...heads]);
  for (let from = 0; from < people.length; from += LIMITS.describedPeople) {
    signal.throwIfAborted();
    const described = await descriptions.of(people.slice(from, from + LIMITS.describedPeople), asked, signal);
    yield described
      .map((each) => {
        const ids = idsOf(each.person);
        const cells = columns.map((column) => cellOf(column, each, since));
        return csvLine([personId(each.person), ids[0] ?? "", ids.join(" "), ...cells]);
      })
      .join("");
    await breathe();
  }
}

const TRAIT = "trait:";
const EVENT = "event:";
const COMPUTED = "computed:";

const askedIn = (columns: readonly MemberColumn[]) => ({
  traits: named(columns, TRAIT),
  events: named(columns, EVENT),
  computed: named(columns, COMPUTED),
});

const named = (columns: readonly MemberColumn[], kind: string): readonly string[] =>
  columns.flatMap((column) => (column.startsWith(kind) ? [column.slice(kind.length)] : []));

/** Traits, events and computed traits of these columns that may not be read for the segment's purpose. */
function hiddenIn(
  deps: ManagementDeps,
  { purpose }: SegmentRecord,
  columns: readonly MemberColumn[],
): readonly string[] {
  const standing = columns.flatMap((column) =>
    column === "name" || column === "email" || column === "country" ? COLUMN_TRAITS[column] : [],
  );
  const traits = [...standing, ...named(columns, TRAIT)];
  return descriptionsOf(deps).notAllowed({ ...askedIn(columns), traits, purposes: [purpose] });
}

function cellOf(
  column: MemberColumn,
  { person, name, email, country, firstSeen, lastSeen, traits, events, computed }: Description,
  since: (person: PersonNumber) => string | null,
): string {
  switch (column) {
    case "name":
      return name ?? "";
    case "email":
      return email ?? "";
    case "country":
      return country ?? "";
    case "since":
      return since(person) ?? "";
    case "first_seen":
      return isoOrNull(firstSeen) ?? "";
    case "last_seen":
      return isoOrNull(lastSeen) ?? "";
  }
  if (column.startsWith(TRAIT)) {
    const value = traits.find(([trait]) => trait === column.slice(TRAIT.length))?.[1];
    return value?.startsWith('"') === true ? (JSON.parse(value) as string) : (value ?? "");
  }
  if (column.startsWith(COMPUTED)) {
    const value = computed.find(([key]) => key === column.slice(COMPUTED.length))?.[1];
    return typeof value === "string" ? value : value === undefined ? "" : jsonText(value);
  }
  const time = events.find(([event]) => event === column.slice(EVENT.length))?.[1];
  return time === undefined ? "" : formatInstant(time);
}
