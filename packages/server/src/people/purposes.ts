import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { type Audit, differences } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord } from "../platform/documents.ts";
import { type Kv, put, type Table } from "../platform/kv.ts";

/** What a person may agree to: a purpose of processing, or a channel they may be reached by. */
export type PurposeContent = {
  readonly name: string;
  readonly kind: "purpose" | "channel";
  /** Whether who never said allows it. */
  readonly otherwise: boolean;
  /** Values of the trait `country` of whom the opposite holds. */
  readonly exceptIn: readonly string[];
  /** A browser that asks not to be tracked refuses it. */
  readonly refusedBySignal: boolean;
  /** Other words that senders use for it; key and name are always understood. */
  readonly categories: readonly string[];
  /** The trait that holds where people are reached on a channel; null where nothing is known of that, as in records from before it was asked. */
  readonly address?: string | null | undefined;
};

export type PurposeRecord = DocumentRecord<PurposeContent>;

/** Purposes that data carry, by event name, by event name and property, by trait. */
export type DataPurposesContent = {
  readonly events: Readonly<Record<string, readonly string[]>>;
  readonly properties: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly traits: Readonly<Record<string, readonly string[]>>;
};

export type DataPurposesRecord = DataPurposesContent & {
  /** 0 until it is first said. */
  readonly rev: number;
};

/** Key: purpose key. */
const PURPOSES: Table<PurposeRecord> = { name: "purposes", version: 1 };
/** Key: "all". */
const DATA_PURPOSES: Table<DataPurposesRecord> = { name: "data_purposes", version: 1 };
const ALL = ["all"];
const NONE: DataPurposesRecord = { events: {}, properties: {}, traits: {}, rev: 0 };

export type Purposes = {
  /** In order of their keys. */
  list(): readonly PurposeRecord[];
  get(key: string): PurposeRecord | null;
  /** The purpose a sender's word stands for: key, name or category, in any letter case. */
  named(category: string): PurposeRecord | null;
  /** Rev 0 makes a new one. @throws HabitusError `conflict`. */
  set(key: string, content: PurposeContent, rev: number, by: Actor): Promise<PurposeRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
  ofData(): DataPurposesRecord;
  /** @throws HabitusError `conflict`; `invalid_request` when it names a purpose there is none of. */
  setOfData(content: DataPurposesContent, rev: number, by: Actor): Promise<DataPurposesRecord>;
};

export type PurposesDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** Keys of the segments that are run for the purpose. */
  readonly usedBy: (purpose: string) => readonly string[];
};

/** The one writer of these documents, which it therefore keeps in memory. */
export function createPurposes(deps: PurposesDeps): Purposes {
  const { kv, audit, now } = deps;
  let all = readAll(kv);

  const documents = createDocuments<PurposeContent>({
    kv,
    audit,
    now,
    table: PURPOSES,
    kind: "purpose",
    target: "purpose",
    called: "purpose",
    contentOf,
  });

  return {
    list: () => all.list,
    get: (key) => all.byKey.get(key) ?? null,
    named: (category) => all.byWord.get(category.toLowerCase()) ?? null,
    async set(key, content, rev, by) {
      const after = await documents.set(key, content, rev, by);
      all = readAll(kv);
      return after;
    },
    async remove(key, by) {
      if (all.byKey.has(key)) refuseWhileUsed(key, deps.usedBy(key), all.ofData);
      await documents.remove(key, by);
      all = readAll(kv);
    },
    ofData: () => all.ofData,
    async setOfData(content, rev, by) {
      const before = all.ofData;
      if (before.rev !== rev) throw conflict(before.rev);
      const unknown = purposesIn(content).find((key) => !all.byKey.has(key));
      if (unknown !== undefined) {
        throw new HabitusError("invalid_request", `There is no purpose "${unknown}".`, {
          details: { problems: [{ path: "", message: `there is no purpose "${unknown}"` }] },
        });
      }
      const { events, properties, traits } = content;
      const after = { events, properties, traits, rev: rev + 1 };
      const { rev: _rev, ...was } = before;
      const told = audit({
        actor: by,
        at: now(),
        action: "data_purposes.change",
        target: "data-purposes",
        ...differences(was, { events, properties, traits }),
      });
      const expected = { table: DATA_PURPOSES, key: ALL, rev: before.rev === 0 ? null : before.rev };
      await kv.commit([put(DATA_PURPOSES, ALL, after), told], [expected]);
      all = readAll(kv);
      return after;
    },
  };
}

function readAll(kv: Kv) {
  const list = [...kv.range(PURPOSES, {})].map(({ value }) => value);
  const byWord = new Map<string, PurposeRecord>();
  for (const purpose of list) {
    for (const word of [...purpose.categories, purpose.name]) byWord.set(word.toLowerCase(), purpose);
  }
  // A key goes before another purpose's word.
  for (const purpose of list) byWord.set(purpose.key, purpose);
  const byKey = new Map(list.map((purpose) => [purpose.key, purpose]));
  return { list, byKey, byWord, ofData: kv.get(DATA_PURPOSES, ALL) ?? NONE };
}

function contentOf(content: PurposeContent): PurposeContent {
  const { name, kind, otherwise, exceptIn, refusedBySignal, categories, address = null } = content;
  const reachedAt = kind === "channel" ? address : null;
  return { name, kind, otherwise, exceptIn, refusedBySignal, categories, address: reachedAt };
}

function purposesIn({ events, properties, traits }: DataPurposesContent): readonly string[] {
  const ofProperties = Object.values(properties).flatMap((each) => Object.values(each));
  return [...Object.values(events), ...ofProperties, ...Object.values(traits)].flat();
}

function refuseWhileUsed(key: string, segments: readonly string[], ofData: DataPurposesRecord): void {
  if (segments.length === 0 && !purposesIn(ofData).includes(key)) return;
  const by = segments.length === 0 ? "data carry it" : `segments are run for it: ${segments.join(", ")}`;
  throw new HabitusError("in_use", `The purpose "${key}" is in use: ${by}.`, {
    fix: "Change or delete these first.",
    details: { segments },
  });
}

function conflict(rev: number): HabitusError {
  return new HabitusError("conflict", "Somebody else changed this in the meantime.", {
    fix: "Read it again, apply your change to what is there now and save once more.",
    details: { rev },
  });
}
