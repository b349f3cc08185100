import { type IdKinds, PAGE_SIZES } from "@habitus/contract";
import { PHONE_COUNTRIES } from "@habitus/events";
import { formatInstant, HabitusError } from "@habitus/kernel";
import type { Caller } from "../../../../access/access.ts";
import type { JobView } from "../../../../jobs/jobs.ts";
import { ID_KIND_PRESETS } from "../../../../people/id-kind-presets.ts";
import { ID_KINDS_JOB } from "../../../../people/id-kinds-job.ts";
import type { KindRule, MadeKind } from "../../../../profiles/id-kinds.ts";
import type { KindSaid } from "../../../../profiles/id-kind-changes.ts";
import type { UnreadIds } from "../../../../profiles/unread-ids.ts";
import { IDENTITY_LIMITS, personId, personNumber } from "../../../../profiles/identity.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { idsFor } from "../ids-for.ts";
import { toJob } from "../workspace/jobs.ts";
import { invalidCursor } from "../shared.ts";

type IdKindOperations = "listIdKinds" | "listUnreadPeople" | "editIdKind" | "turnOffIdKind";

export function idKindHandlers(deps: ManagementDeps): HandlersFor<IdKindOperations> {
  const { access, idKinds, jobs, now } = deps;
  const follow = async ({ actor }: Caller): Promise<JobView | null> => {
    if (idKinds.left() === null) return null;
    try {
      return await jobs.start(ID_KINDS_JOB, actor);
    } catch (error) {
      // It goes on by what has been said now.
      if (error instanceof HabitusError && error.code === "job_running") return jobs.newest(ID_KINDS_JOB);
      throw error;
    }
  };
  const changed = async (caller: Caller, { before, after, offset, inForce }: KindSaid) => {
    await access.audit.write({
      actor: caller.actor,
      at: now(),
      action: "id_kind.change",
      target: `id-kind/${after.key}`,
      before: before === null ? null : summary(before),
      after: { ...summary(after), offset },
    });
    const job = await follow(caller);
    return { offset, inForce, job: job === null ? null : toJob(job) };
  };

  return {
    listIdKinds: () => toIdKinds(deps),
    listUnreadPeople({ params, query }) {
      const { from, name, after = null, limit = PAGE_SIZES.members.fallback } = query;
      const behind = after === null ? 0 : personNumber(after);
      if (behind === null) throw invalidCursor();
      const all = idKinds.unreadPeople(params.key, { from, name });
      const people = all.filter((person) => person > behind).slice(0, limit);
      const [last] = people.slice(-1);
      const next = last === undefined || last === all.at(-1) ? null : personId(last);
      const idsOf = idsFor(deps, []);
      return {
        count: all.length,
        people: people.map((person) => ({ id: personId(person), ids: idsOf(person) })),
        next,
      };
    },
    editIdKind: async ({ params: { key }, body: { rev, ...rule } }, { caller }) =>
      changed(caller, await idKinds.put({ key, ...rule }, rev, caller.actor)),
    turnOffIdKind: async ({ params: { key } }, { caller }) =>
      changed(caller, await idKinds.turnOff(key, caller.actor)),
  };
}

function toIdKinds({ idKinds, jobs }: ManagementDeps): IdKinds {
  const { idsPerPerson, heldAbove } = IDENTITY_LIMITS;
  const own = (["user", "anonymous"] as const).map((key) => ({
    key,
    perPerson: idsPerPerson[key],
    joins: "anonymous" as const,
    heldAbove: heldAbove[key],
  }));
  const newest = jobs.newest(ID_KINDS_JOB);
  const unread = idKinds.unread();
  return {
    own,
    kinds: idKinds.list().map((kind) => ({
      ...toRule(kind),
      isOn: kind.isOn,
      rev: kind.rev,
      unread: unread.filter((each) => each.kind === kind.key).map(toUnread),
    })),
    countries: [...PHONE_COUNTRIES],
    presets: ID_KIND_PRESETS.map(toRule),
    job: newest === null ? null : toJob(newest),
  };
}

function toUnread({
  source,
  count,
  last,
  shape,
  under = 0,
}: UnreadIds): IdKinds["kinds"][number]["unread"][number] {
  return { source: { ...source }, count, under, last: formatInstant(last), shape };
}

function toRule({ sources, ...rule }: KindRule) {
  const { key, format, country, perPerson, joins, heldAbove } = rule;
  return {
    key,
    format,
    ...(country === undefined ? {} : { country }),
    perPerson,
    joins,
    heldAbove,
    sources: sources.map((source) => ({ ...source })),
  };
}

function summary({
  isOn,
  country,
  perPerson,
  joins,
  heldAbove,
  sources,
}: MadeKind): Readonly<Record<string, unknown>> {
  return { isOn, ...(country === undefined ? {} : { country }), perPerson, joins, heldAbove, sources };
}
