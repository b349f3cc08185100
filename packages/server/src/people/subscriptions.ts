import type { Actor } from "@habitus/contract";
import { type Instant, reservedTrait } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { refuseRead, type TraitReaders } from "./trait-readers.ts";

/** Something people may subscribe to, such as a newsletter. */
type SubscriptionGroupContent = {
  readonly name: string;
  /** Whether people who never said belong to it. */
  readonly otherwise: boolean;
};

export type SubscriptionGroupRecord = DocumentRecord<SubscriptionGroupContent>;

/** Key: group key. */
const SUBSCRIPTION_GROUPS: Table<SubscriptionGroupRecord> = { name: "subscription_groups", version: 1 };

export type SubscriptionGroups = Documents<SubscriptionGroupContent> & {
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
};

export function createSubscriptionGroups(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly readers: TraitReaders;
}): SubscriptionGroups {
  const { kv, audit, now, readers } = deps;
  const documents = createDocuments<SubscriptionGroupContent>({
    kv,
    audit,
    now,
    table: SUBSCRIPTION_GROUPS,
    kind: "subscription_group",
    target: "subscription",
    called: "subscription group",
    contentOf: ({ name, otherwise }) => ({ name, otherwise }),
  });
  return {
    ...documents,
    async remove(key, by) {
      const group = documents.get(key);
      if (group !== null) {
        refuseRead(readers(), [reservedTrait("subscription", key)], `The group "${group.name}" is`);
      }
      await documents.remove(key, by);
    },
  };
}
