import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import {
  checkSegmentNames,
  type Definition,
  type KnownSegments,
  type PlanContext,
  printDefinition,
} from "@habitus/segments";
import { type Audit, differences } from "../platform/audit.ts";
import { type Kv, put, remove, type Table } from "../platform/kv.ts";
import type { Serially } from "../platform/serially.ts";
import { fromTree, refusal } from "./language.ts";
import { type RuleReader, scoreMeanings, type ScoreRecord } from "./score-store.ts";
import { meaningsOf } from "./segment-meanings.ts";
import { type SegmentUser, usersBySegment } from "./segment-users.ts";

/** What a person decides about a segment. */
export type SegmentContent = {
  readonly name: string;
  readonly definition: Definition;
  /** What it is for. */
  readonly goal: string;
  /** Who answers for it. */
  readonly owner: string;
  /** What is done with the people in it. */
  readonly action: string;
  /** YYYY-MM-DD: when somebody looks whether it is still needed. */
  readonly reviewDate: string;
  /** The one purpose of processing. */
  readonly purpose: string;
  readonly tags: readonly string[];
};

export type SegmentRecord = SegmentContent & {
  readonly key: string;
  /** Grows with every edit. */
  readonly rev: number;
  /** Grows when the definition or the purpose changes, the two that decide who is in. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly updatedAt: Instant;
  readonly updatedBy: Actor;
  /** Absent while it is live, or on its way to it. */
  readonly paused?: SegmentPause;
};

/** Nobody enters or leaves until the segment is resumed. */
export type SegmentPause = { readonly at: Instant; readonly by: Actor };

/** Key: segment key. */
const SEGMENTS: Table<SegmentRecord> = { name: "segments", version: 1 };
/** Key: segment key, rev. The segment as it stood after each edit; kept when it is deleted. */
const SEGMENT_VERSIONS: Table<SegmentRecord> = { name: "segment_versions", version: 1 };

export type SegmentVersionPage = {
  readonly versions: readonly SegmentRecord[];
  readonly next: number | null;
};

export type SegmentStore = {
  /** In order of their keys; the same records as before, but for those that changed. */
  list(): readonly SegmentRecord[];
  get(key: string): SegmentRecord | null;
  /** By key, what each is part of, and what therefore keeps it from being deleted. */
  users(): ReadonlyMap<string, readonly SegmentUser[]>;
  /**
   * A key that was deleted before goes on counting revisions and versions.
   * @param isPaused never live until it is resumed.
   * @throws HabitusError `already_exists`, `definition_refused` when it would contain itself or what is not there.
   */
  create(key: string, content: SegmentContent, by: Actor, isPaused?: boolean): Promise<SegmentRecord>;
  /** @throws HabitusError `not_found`, `conflict` when `rev` is not the present one, and as `create`. */
  edit(key: string, content: SegmentContent, rev: number, by: Actor): Promise<SegmentRecord>;
  /**
   * @throws HabitusError `not_found`, `conflict` when a `rev` is given and is not the present one, `segment_in_use`
   * while other segments contain it, or a score or a rating reads it.
   */
  remove(key: string, by: Actor, rev?: number): Promise<void>;
  /** Leaves revision and version as they are; nothing changes where it is paused already. @throws HabitusError `not_found`. */
  pause(key: string, by: Actor): Promise<SegmentRecord>;
  /** As `pause`. */
  resume(key: string, by: Actor): Promise<SegmentRecord>;
  /** Newest first, also of a deleted segment; `before` is the last page's `next`. */
  versions(key: string, before: number | null, limit: number): SegmentVersionPage;
  /** Those that were deleted and not made again, as they last stood, in order of their keys. */
  deleted(): readonly SegmentRecord[];
};

export type SegmentStoreDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** The line in which edits of scores stand too. */
  readonly serially: Serially;
  readonly scores: () => readonly ScoreRecord[];
  readonly computed: () => PlanContext["computed"];
  readonly ratings: () => readonly RuleReader[];
};

/** The one writer of these documents, which it therefore keeps in memory: every plan and every live definition asks for all of them. */
export function createSegmentStore(deps: SegmentStoreDeps): SegmentStore {
  const { kv, audit, now, serially, scores, computed, ratings } = deps;
  let all = allOf([...kv.range(SEGMENTS, {})].map(({ value }) => value));
  const list = (): readonly SegmentRecord[] => all.list;
  const get = (key: string): SegmentRecord | null => all.byKey.get(key) ?? null;
  const present = (key: string): SegmentRecord => {
    const record = get(key);
    if (record === null) throw new HabitusError("not_found", `There is no segment "${key}".`);
    return record;
  };
  const known = (): Omit<KnownSegments, "self"> => ({
    segments: meaningsOf(all.list, {}),
    scores: scoreMeanings(scores(), {}),
    computed: computed(),
  });
  const users = () => usersBySegment({ segments: list(), scores: scores(), ratings: ratings() });
  const newestVersion = (key: string): SegmentRecord | null => {
    for (const { value } of kv.range(SEGMENT_VERSIONS, { prefix: [key], reverse: true, limit: 1 }))
      return value;
    return null;
  };

  const save = async (before: SegmentRecord | null, after: SegmentRecord, action: string): Promise<void> => {
    const told = audit({
      actor: after.updatedBy,
      at: after.updatedAt,
      action,
      target: `segment/${after.key}`,
      ...(before === null
        ? {
            before: null,
            after: { ...summary(after), ...(after.paused === undefined ? {} : { paused: true }) },
          }
        : differences(summary(before), summary(after))),
    });
    await kv.commit(
      [put(SEGMENTS, [after.key], after), put(SEGMENT_VERSIONS, [after.key, after.rev], after), told],
      [{ table: SEGMENTS, key: [after.key], rev: before?.rev ?? null }],
    );
    all = withRecord(all, after.key, kv.get(SEGMENTS, [after.key]));
  };

  const setPaused = async (key: string, pause: SegmentPause | null, by: Actor): Promise<SegmentRecord> => {
    const before = present(key);
    if ((before.paused === undefined) === (pause === null)) return before;
    const { paused: _, ...rest } = before;
    const after: SegmentRecord = pause === null ? rest : { ...rest, paused: pause };
    const told = audit({
      actor: by,
      at: now(),
      action: pause === null ? "segment.resume" : "segment.pause",
      target: `segment/${key}`,
      before: { paused: pause === null },
      after: { paused: pause !== null },
    });
    await kv.commit([put(SEGMENTS, [key], after), told], [{ table: SEGMENTS, key: [key], rev: before.rev }]);
    all = withRecord(all, key, kv.get(SEGMENTS, [key]));
    return after;
  };

  return {
    list,
    get,
    users,
    create: (key, content, by, isPaused = false) =>
      serially(async () => {
        if (get(key) !== null) {
          throw new HabitusError("already_exists", `There is a segment "${key}" already.`);
        }
        refuseRings(key, content, known());
        const last = newestVersion(key);
        const at = now();
        const record: SegmentRecord = {
          ...contentOf(content),
          key,
          rev: (last?.rev ?? 0) + 1,
          version: (last?.version ?? 0) + 1,
          createdAt: at,
          createdBy: by,
          updatedAt: at,
          updatedBy: by,
          ...(isPaused ? { paused: { at, by } } : {}),
        };
        await save(null, record, "segment.create");
        return record;
      }),
    edit: (key, content, rev, by) =>
      serially(async () => {
        const before = present(key);
        if (before.rev !== rev) throw conflict(before);
        refuseRings(key, content, known());
        const after: SegmentRecord = {
          ...before,
          ...contentOf(content),
          rev: rev + 1,
          version: before.version + (meaningOf(before) === meaningOf(content) ? 0 : 1),
          updatedAt: now(),
          updatedBy: by,
        };
        await save(before, after, "segment.edit");
        return after;
      }),
    remove: (key, by, rev) =>
      serially(async () => {
        const before = present(key);
        if (rev !== undefined && before.rev !== rev) throw conflict(before);
        refuseInUse(before, users().get(key) ?? []);
        const told = audit({
          actor: by,
          at: now(),
          action: "segment.delete",
          target: `segment/${key}`,
          before: summary(before),
          after: null,
        });
        await kv.commit([remove(SEGMENTS, [key]), told], [{ table: SEGMENTS, key: [key], rev: before.rev }]);
        all = withRecord(all, key, undefined);
      }),
    pause: (key, by) => serially(() => setPaused(key, { at: now(), by }, by)),
    resume: (key, by) => serially(() => setPaused(key, null, by)),
    versions(key, before, limit) {
      const range = { prefix: [key], reverse: true, limit: limit + 1 };
      const to = before === null ? {} : { to: [key, before] };
      const found = [...kv.range(SEGMENT_VERSIONS, { ...range, ...to })].map(({ value }) => value);
      const versions = found.slice(0, limit);
      return { versions, next: found.length > limit ? (versions.at(-1)?.rev ?? null) : null };
    },
    deleted() {
      const keys = new Set<string>();
      for (const [key] of kv.keys(SEGMENT_VERSIONS, {})) keys.add(String(key));
      return [...keys].filter((key) => get(key) === null).flatMap((key) => newestVersion(key) ?? []);
    },
  };
}

type AllSegments = {
  readonly list: readonly SegmentRecord[];
  readonly byKey: ReadonlyMap<string, SegmentRecord>;
};

function allOf(list: readonly SegmentRecord[]): AllSegments {
  return { list, byKey: new Map(list.map((segment) => [segment.key, segment])) };
}

/** The others stay the same objects, by which a reader knows what has not changed. @param record as it is on disk now. */
function withRecord({ list }: AllSegments, key: string, record: SegmentRecord | undefined): AllSegments {
  const before = list.filter((segment) => segment.key < key);
  const behind = list.filter((segment) => segment.key > key);
  return allOf([...before, ...(record === undefined ? [] : [record]), ...behind]);
}

/** Looked at where edits stand in line, so that two that are right by themselves cannot make a ring together. */
function refuseRings(key: string, { definition }: SegmentContent, known: Omit<KnownSegments, "self">): void {
  const problems = checkSegmentNames(definition, { ...known, self: key });
  if (problems.length > 0) throw refusal(problems.map(fromTree));
}

function refuseInUse({ name }: SegmentRecord, usedBy: readonly SegmentUser[]): void {
  if (usedBy.length === 0) return;
  const names = usedBy.map((one) => `"${one.name}"`).join(", ");
  throw new HabitusError("segment_in_use", `"${name}" is part of ${names}.`, {
    fix: "Take it out of their definitions first.",
    details: { usedBy: usedBy.map((one) => one.key) },
  });
}

/** Only the known fields, whatever else the caller's object holds. */
function contentOf(content: SegmentContent): SegmentContent {
  const { name, definition, goal, owner, action, reviewDate, purpose, tags } = content;
  return { name, definition, goal, owner, action, reviewDate, purpose, tags };
}

function meaningOf({ definition, purpose }: SegmentContent): string {
  return JSON.stringify([definition, purpose]);
}

function summary(content: SegmentContent): Readonly<Record<string, unknown>> {
  return { ...contentOf(content), definition: printDefinition(content.definition) };
}

function conflict(present: SegmentRecord): HabitusError {
  const message = `${present.updatedBy.name} changed this segment in the meantime.`;
  return new HabitusError("conflict", message, {
    fix: "Read it again, apply your change to what is there now and save once more.",
    details: { rev: present.rev },
  });
}
