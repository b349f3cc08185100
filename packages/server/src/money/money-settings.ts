import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";

type MoneyContent = {
  /** The workspace's own currency; null while it has none. */
  readonly currency: string | null;
};

export type MoneySettingsView = MoneyContent & {
  /** 0 until it is first changed. */
  readonly rev: number;
  /** Since when events take amounts in it along. */
  readonly updatedAt: Instant | null;
};

export type MoneySettings = {
  get(): MoneySettingsView;
  /** @throws HabitusError `conflict`. */
  set(currency: string | null, rev: number, by: Actor): Promise<MoneySettingsView>;
};

/** Key: "money". */
const MONEY_SETTINGS: Table<DocumentRecord<MoneyContent>> = { name: "money_settings", version: 1 };
const KEY = "money";

export function createMoneySettings(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): MoneySettings {
  const documents = createDocuments<MoneyContent>({
    ...deps,
    table: MONEY_SETTINGS,
    kind: "money",
    target: "workspace",
    called: "currency",
    contentOf: ({ currency }) => ({ currency }),
  });
  // Every call asks for it, and nobody else writes it.
  let present: MoneySettingsView = documents.get(KEY) ?? { currency: null, rev: 0, updatedAt: null };
  return {
    get: () => present,
    async set(currency, rev, by) {
      present = await documents.set(KEY, { currency }, rev, by);
      return present;
    },
  };
}
