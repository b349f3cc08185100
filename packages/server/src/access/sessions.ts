import { DAY_MS, HabitusError, HOUR_MS, type Instant } from "@habitus/kernel";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import { hashSecret, newSecret } from "./secrets.ts";

type SessionRecord = {
  readonly user: string;
  readonly createdAt: Instant;
  readonly renewedAt: Instant;
  readonly expiresAt: Instant;
  readonly rev: number;
};

/** Key: hash of the session's secret. The secret itself is in the cookie alone. */
export const SESSIONS: Table<SessionRecord> = { name: "sessions", version: 1 };
export const SESSIONS_BY_USER: Table<{ readonly expiresAt: Instant }, readonly [user: string, hash: string]> =
  {
    name: "sessions_by_user",
    version: 1,
  };

export const SESSION_LIFE = {
  /** A session unused for so long ends. */
  idleMs: 7 * DAY_MS,
  /** However much it is used. */
  mostMs: 30 * DAY_MS,
  /** Use moves the end at most this often: one write an hour, not one per request. */
  renewAfterMs: HOUR_MS,
  /** Beyond, the user's oldest session ends. */
  perUser: 20,
} as const;

export type OpenSession = {
  readonly hash: string;
  readonly user: string;
  readonly expiresAt: Instant;
  /** The end was moved by this use: the cookie must be sent anew. */
  readonly renewed: boolean;
};

export type NewSession = {
  readonly secret: string;
  readonly hash: string;
  readonly expiresAt: Instant;
  readonly changes: readonly Change[];
};

export type Sessions = {
  /** A session to be committed by the caller; the user's expired and surplus sessions go with the same commit. */
  begin(user: string): NewSession;
  /** Null when there is none or it is over. */
  find(secret: string): OpenSession | null;
  /** As `find`. Moves its end when it is due. */
  use(secret: string): Promise<OpenSession | null>;
  end(hash: string, alongside: readonly Change[]): Promise<void>;
  endAll(user: string, keep: string | null): readonly Change[];
};

export function createSessions(kv: Kv, now: () => Instant): Sessions {
  const ofUser = (user: string): readonly { readonly hash: string; readonly expiresAt: Instant }[] =>
    [...kv.range(SESSIONS_BY_USER, { prefix: [user] })].map(({ key, value }) => ({
      hash: key[1],
      expiresAt: value.expiresAt,
    }));
  const removals = (user: string, hash: string): readonly Change[] => [
    remove(SESSIONS, [hash]),
    remove(SESSIONS_BY_USER, [user, hash]),
  ];
  const puts = (hash: string, record: SessionRecord): readonly Change[] => [
    put(SESSIONS, [hash], record),
    put(SESSIONS_BY_USER, [record.user, hash], { expiresAt: record.expiresAt }),
  ];

  /** Null when there is none or it is over. */
  const present = (hash: string): SessionRecord | null => {
    const record = kv.get(SESSIONS, [hash]);
    return record === undefined || record.expiresAt <= now() ? null : record;
  };

  const opened = (hash: string, { user, expiresAt }: SessionRecord, renewed: boolean): OpenSession => ({
    hash,
    user,
    expiresAt,
    renewed,
  });

  /** False when another request renewed or ended it first: a renewal never brings an ended session back. */
  const renew = async (hash: string, record: SessionRecord): Promise<boolean> => {
    try {
      await kv.commit(puts(hash, { ...record, rev: record.rev + 1 }), [
        { table: SESSIONS, key: [hash], rev: record.rev },
      ]);
      return true;
    } catch (error) {
      if (error instanceof HabitusError && error.code === "conflict") return false;
      throw error;
    }
  };

  return {
    begin(user) {
      const secret = newSecret("session");
      const hash = hashSecret(secret);
      const at = now();
      const expiresAt = at + SESSION_LIFE.idleMs;
      const newestFirst = ofUser(user).toSorted((a, b) => b.expiresAt - a.expiresAt);
      const surplus = newestFirst.filter(
        (session, index) => session.expiresAt <= at || index >= SESSION_LIFE.perUser - 1,
      );
      const changes = [
        ...puts(hash, { user, createdAt: at, renewedAt: at, expiresAt, rev: 1 }),
        ...surplus.flatMap((session) => removals(user, session.hash)),
      ];
      return { secret, hash, expiresAt, changes };
    },
    find(secret) {
      const hash = hashSecret(secret);
      const record = present(hash);
      return record === null ? null : opened(hash, record, false);
    },
    async use(secret) {
      const hash = hashSecret(secret);
      const record = present(hash);
      if (record === null) return null;
      const at = now();
      const expiresAt = Math.min(at + SESSION_LIFE.idleMs, record.createdAt + SESSION_LIFE.mostMs);
      const isDue = at - record.renewedAt >= SESSION_LIFE.renewAfterMs && expiresAt > record.expiresAt;
      if (!isDue) return opened(hash, record, false);
      const renewed = await renew(hash, { ...record, renewedAt: at, expiresAt });
      const after = kv.get(SESSIONS, [hash]);
      return after === undefined ? null : opened(hash, after, renewed);
    },
    async end(hash, alongside) {
      const record = kv.get(SESSIONS, [hash]);
      if (record !== undefined) await kv.commit([...removals(record.user, hash), ...alongside]);
    },
    endAll: (user, keep) =>
      ofUser(user)
        .filter(({ hash }) => hash !== keep)
        .flatMap(({ hash }) => removals(user, hash)),
  };
}
