import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";

/** What segments are judged by. */
export type HealthSettings = {
  /** What all segments are for, unless said otherwise; null for none. */
  readonly goalEvent: string | null;
  /** By segment key. */
  readonly goalEvents: Readonly<Record<string, string>>;
  /** An effect of so many percentage points should be noticed. */
  readonly effectPoints: number;
  /** Two segments that are so much the same people are one too many; from 0 to 1. */
  readonly overlapLimit: number;
  readonly unusedDays: number;
  readonly staleDays: number;
  /** An event that has not come for so long no longer comes. */
  readonly quietDays: number;
};

const FIRST_SETTINGS: HealthSettings = {
  goalEvent: null,
  goalEvents: {},
  effectPoints: 5,
  overlapLimit: 0.8,
  unusedDays: 90,
  staleDays: 365,
  quietDays: 14,
};

export type HealthSettingsStore = {
  /** With who changed them last; null while nobody did. */
  get(): HealthSettings & { readonly rev: number; readonly updatedBy: Actor | null };
  /** @throws HabitusError `conflict`. */
  set(settings: HealthSettings, rev: number, by: Actor): Promise<void>;
};

/** Key: "all". */
const HEALTH_SETTINGS: Table<DocumentRecord<HealthSettings>> = { name: "health_settings", version: 1 };
const ALL = "all";

export type HealthSettingsDeps = { readonly kv: Kv; readonly audit: Audit; readonly now: () => Instant };

export function createHealthSettings({ kv, audit, now }: HealthSettingsDeps): HealthSettingsStore {
  const documents: Documents<HealthSettings> = createDocuments({
    kv,
    audit,
    now,
    table: HEALTH_SETTINGS,
    kind: "health_settings",
    target: "health-settings",
    called: "settings of segment health",
    contentOf: ({ goalEvent, goalEvents, effectPoints, overlapLimit, unusedDays, staleDays, quietDays }) => {
      return { goalEvent, goalEvents, effectPoints, overlapLimit, unusedDays, staleDays, quietDays };
    },
  });
  return {
    get: () => documents.get(ALL) ?? { ...FIRST_SETTINGS, rev: 0, updatedBy: null },
    set: async (settings, rev, by) => void (await documents.set(ALL, settings, rev, by)),
  };
}

export const goalEventOf = ({ goalEvent, goalEvents }: HealthSettings, key: string): string | null =>
  (Object.hasOwn(goalEvents, key) ? goalEvents[key] : null) ?? goalEvent;
