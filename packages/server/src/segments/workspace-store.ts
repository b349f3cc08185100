import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { DEFAULT_CONTEXT, planDefinition } from "@habitus/segments";
import { type Audit, differences } from "../platform/audit.ts";
import { type Kv, put, type Table } from "../platform/kv.ts";

/** What the workspace decides for all its segments. */
export type WorkspaceSettings = {
  readonly name: string;
  /** IANA zone of calendar windows. */
  readonly zone: string;
  /** 1 Monday ... 7 Sunday. */
  readonly weekStart: number;
  /** A fixed now for demos; null: the present. */
  readonly pinnedNow: Instant | null;
};

export type WorkspaceRecord = WorkspaceSettings & {
  readonly updatedAt: Instant | null;
  /** 0 until it is first changed. */
  readonly rev: number;
};

/** Key: "workspace". */
const WORKSPACES: Table<WorkspaceRecord> = { name: "workspaces", version: 1 };
const KEY = ["workspace"];

const FIRST_SETTINGS: WorkspaceSettings = {
  name: "My workspace",
  zone: "UTC",
  weekStart: 1,
  pinnedNow: null,
};

export type WorkspaceStore = {
  get(): WorkspaceRecord;
  /** @throws HabitusError `conflict` when `rev` is not the present one, `invalid_request` for an unknown zone. */
  set(settings: WorkspaceSettings, rev: number, by: Actor): Promise<WorkspaceRecord>;
  /** The instant segments are evaluated for when nobody names one: the pinned now, else the present. */
  logicalNow(): Instant;
  /** As of when people are shown: as conditions are asked, but never of the past, of which who is who knows nothing any more. */
  shownNow(): Instant;
};

export type WorkspaceDeps = { readonly kv: Kv; readonly audit: Audit; readonly now: () => Instant };

export function createWorkspaceStore({ kv, audit, now }: WorkspaceDeps): WorkspaceStore {
  const get = (): WorkspaceRecord =>
    kv.get(WORKSPACES, KEY) ?? { ...FIRST_SETTINGS, updatedAt: null, rev: 0 };
  return {
    get,
    async set(settings, rev, by) {
      const before = get();
      if (before.rev !== rev) throw conflict(before.rev);
      refuseUnknownZone(settings);
      const { name, zone, weekStart, pinnedNow } = settings;
      const after = { name, zone, weekStart, pinnedNow, updatedAt: now(), rev: rev + 1 };
      const told = audit({
        actor: by,
        at: now(),
        action: "workspace.change",
        target: "workspace",
        ...differences(summary(before), summary(after)),
      });
      await kv.commit(
        [put(WORKSPACES, KEY, after), told],
        [{ table: WORKSPACES, key: KEY, rev: rev === 0 ? null : rev }],
      );
      return after;
    },
    logicalNow: () => get().pinnedNow ?? now(),
    shownNow: () => Math.max(get().pinnedNow ?? 0, now()),
  };
}

/** The language's own rule decides, so a setting that is taken can never fail a definition later. */
function refuseUnknownZone({ zone, weekStart }: WorkspaceSettings): void {
  try {
    const context = { ...DEFAULT_CONTEXT, workspaceZone: zone, weekStart };
    planDefinition({ version: 1, condition: { kind: "everyone" } }, context);
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    throw new HabitusError("invalid_request", error.message, {
      details: { problems: [{ path: "zone", message: error.message }] },
    });
  }
}

function summary({ name, zone, weekStart, pinnedNow }: WorkspaceSettings): Readonly<Record<string, unknown>> {
  return { name, zone, weekStart, pinnedNow };
}

function conflict(rev: number): HabitusError {
  return new HabitusError("conflict", "Somebody else changed the workspace in the meantime.", {
    fix: "Read it again, apply your change to what is there now and save once more.",
    details: { rev },
  });
}
