import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { type Audit, differences } from "./audit.ts";
import { type Change, type Kv, put, remove, type Table } from "./kv.ts";

/** A small thing of the workspace's own naming, such as a subscription group. */
export type DocumentRecord<Content> = Content & {
  readonly key: string;
  readonly rev: number;
  readonly updatedAt: Instant;
  readonly updatedBy: Actor;
};

export type Documents<Content> = {
  /** In order of their keys. */
  list(): readonly DocumentRecord<Content>[];
  get(key: string): DocumentRecord<Content> | null;
  /** Rev 0 makes a new one. @throws HabitusError `conflict`. */
  set(key: string, content: Content, rev: number, by: Actor): Promise<DocumentRecord<Content>>;
  /** @throws HabitusError `not_found`. */
  remove(key: string, by: Actor): Promise<void>;
};

export type DocumentsDeps<Content> = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** Key: the document's key. */
  readonly table: Table<DocumentRecord<Content>>;
  /** What the audit log calls one: `subscription_group`. */
  readonly kind: string;
  /** What its target in the audit log begins with: `subscription`. */
  readonly target: string;
  /** What people call one: "subscription group". */
  readonly called: string;
  /** The content without what else stands in the record. */
  readonly contentOf: (content: Content) => Content;
  /** What the audit log tells of it; all of it where this is absent. */
  readonly summaryOf?: (content: Content) => Readonly<Record<string, unknown>>;
  /** What is kept together with a new revision. */
  readonly also?: (record: DocumentRecord<Content>) => readonly Change[];
};

/** Documents by key that are changed as a whole, each change with its revision and its line in the audit log. */
export function createDocuments<Content extends Readonly<Record<string, unknown>>>(
  deps: DocumentsDeps<Content>,
): Documents<Content> {
  const { kv, audit, now, table, kind, target, called, contentOf } = deps;
  const { summaryOf = contentOf, also = () => [] } = deps;
  const get = (key: string): DocumentRecord<Content> | null => kv.get(table, [key]) ?? null;
  return {
    list: () => [...kv.range(table, {})].map(({ value }) => value),
    get,
    async set(key, content, rev, by) {
      const before = get(key);
      const known = before?.rev ?? 0;
      if (known !== rev) {
        throw new HabitusError("conflict", `Somebody else changed this ${called} in the meantime.`, {
          fix: "Read it again, apply your change to what is there now and save once more.",
          details: { rev: known },
        });
      }
      const at = now();
      const said = contentOf(content);
      const after = { ...said, key, rev: rev + 1, updatedAt: at, updatedBy: by };
      const told = audit({
        actor: by,
        at,
        action: `${kind}.${before === null ? "create" : "change"}`,
        target: `${target}/${key}`,
        ...(before === null
          ? { before: null, after: summaryOf(said) }
          : differences(summaryOf(before), summaryOf(said))),
      });
      const expected = { table, key: [key], rev: before?.rev ?? null };
      await kv.commit([put(table, [key], after), ...also(after), told], [expected]);
      return after;
    },
    async remove(key, by) {
      const before = get(key);
      if (before === null) throw new HabitusError("not_found", `There is no ${called} "${key}".`);
      const told = audit({
        actor: by,
        at: now(),
        action: `${kind}.delete`,
        target: `${target}/${key}`,
        before: summaryOf(before),
        after: null,
      });
      await kv.commit([remove(table, [key]), told]);
    },
  };
}
