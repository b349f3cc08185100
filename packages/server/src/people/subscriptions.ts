import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { type Audit, differences } from "../platform/audit.ts";
import { type Kv, put, remove, type Table } from "../platform/kv.ts";

/** Something people may subscribe to, such as a newsletter. */
export type SubscriptionGroupRecord = {
  readonly key: string;
  readonly name: string;
  /** Whether people who never said belong to it. */
  readonly otherwise: boolean;
  readonly rev: number;
  readonly updatedAt: Instant;
  readonly updatedBy: Actor;
};

/** Key: group key. */
const SUBSCRIPTION_GROUPS: Table<SubscriptionGroupRecord> = { name: "subscription_groups", version: 1 };

export type SubscriptionGroups = {
  /** In order of their keys. */
  list(): readonly SubscriptionGroupRecord[];
  get(key: string): SubscriptionGroupRecord | null;
  /** Rev 0 makes a new one. @throws HabitusError `conflict`. */
  set(
    key: string,
    content: Pick<SubscriptionGroupRecord, "name" | "otherwise" | "rev">,
    by: Actor,
  ): Promise<SubscriptionGroupRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
};

export function createSubscriptionGroups(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** Keys of segments whose meaning rests on the group. */
  readonly usedBy: (group: string) => readonly string[];
}): SubscriptionGroups {
  const { kv, audit, now } = deps;
  const get = (key: string): SubscriptionGroupRecord | null => kv.get(SUBSCRIPTION_GROUPS, [key]) ?? null;
  return {
    list: () => [...kv.range(SUBSCRIPTION_GROUPS, {})].map(({ value }) => value),
    get,
    async set(key, { name, otherwise, rev }, by) {
      const before = get(key);
      if ((before?.rev ?? 0) !== rev) {
        throw new HabitusError("conflict", "Somebody else changed this group in the meantime.", {
          fix: "Read it again, apply your change to what is there now and save once more.",
          details: { rev: before?.rev ?? 0 },
        });
      }
      const at = now();
      const after = { key, name, otherwise, rev: rev + 1, updatedAt: at, updatedBy: by };
      const said = { name, otherwise };
      const told = audit({
        actor: by,
        at,
        action: before === null ? "subscription_group.create" : "subscription_group.change",
        target: `subscription/${key}`,
        ...(before === null
          ? { before: null, after: said }
          : differences({ name: before.name, otherwise: before.otherwise }, said)),
      });
      await kv.commit(
        [put(SUBSCRIPTION_GROUPS, [key], after), told],
        [{ table: SUBSCRIPTION_GROUPS, key: [key], rev: before?.rev ?? null }],
      );
      return after;
    },
    async remove(key, by) {
      const before = get(key);
      if (before === null) throw new HabitusError("not_found", `There is no subscription group "${key}".`);
      const segments = deps.usedBy(key);
      if (segments.length > 0) {
        throw new HabitusError("in_use", `Segments are made of this group: ${segments.join(", ")}.`, {
          fix: "Change or delete these segments first.",
          details: { segments },
        });
      }
      const { name, otherwise } = before;
      const told = audit({
        actor: by,
        at: now(),
        action: "subscription_group.delete",
        target: `subscription/${key}`,
        before: { name, otherwise },
        after: null,
      });
      await kv.commit([remove(SUBSCRIPTION_GROUPS, [key]), told]);
    },
  };
}
