import type { Actor, Role } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import { type Audit, differences } from "../platform/audit.ts";
import { type Change, type Expectation, type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import type { Passwords } from "./passwords.ts";

export type UserRecord = {
  readonly id: string;
  readonly number: number;
  /** As `canonicalEmail` gives it. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly passwordHash: string;
  readonly createdAt: Instant;
  readonly lastSignInAt: Instant | null;
  readonly rev: number;
};

/** Key: the user's number. */
export const USERS: Table<UserRecord> = { name: "users", version: 1 };
/** Key: canonical email. */
export const USERS_BY_EMAIL: Table<{ readonly number: number }> = { name: "users_by_email", version: 1 };

export type NewUser = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
};

export type UserChange = {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
};

export type Users = {
  isEmpty(): boolean;
  list(): readonly UserRecord[];
  get(id: string): UserRecord | null;
  byEmail(email: string): UserRecord | null;
  /** @throws HabitusError `already_exists`. */
  create(user: NewUser, by: Actor): Promise<UserRecord>;
  /** The admin of an empty workspace. @throws HabitusError `setup_done`. */
  createFirst(user: Omit<NewUser, "role">): Promise<UserRecord>;
  /** Ends the sessions of who is disabled or gets a password. @throws HabitusError `not_found`, `last_admin`. */
  change(id: string, change: UserChange, by: Actor): Promise<UserRecord>;
  /** The user's own change, checked by the caller. Ends all sessions but the one of `keepSession`. */
  changePassword(id: string, password: string, keepSession: string | null): Promise<void>;
  /**
   * Notes the sign-in of `verified`, together with `alongside`, and takes over a hash made with today's cost.
   * @throws HabitusError `wrong_credentials` when the password was changed or the user disabled since it was verified.
   */
  signedIn(verified: UserRecord, newHash: string | null, alongside: readonly Change[]): Promise<UserRecord>;
};

export type UsersDeps = {
  readonly kv: Kv;
  readonly passwords: Passwords;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** The changes that end a user's sessions, but for the one with hash `keep`. */
  readonly endSessions: (user: string, keep: string | null) => readonly Change[];
};

export function canonicalEmail(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}

export function userActor(user: Pick<UserRecord, "id" | "name">): Actor {
  return { kind: "user", id: user.id, name: user.name };
}

export function createUsers(deps: UsersDeps): Users {
  const { kv, passwords, audit, now } = deps;
  const serially = createSerially();

  const list = (): readonly UserRecord[] => [...kv.range(USERS, {})].map(({ value }) => value);
  const get = (id: string): UserRecord | null => {
    const number = userNumber(id);
    return number === null ? null : (kv.get(USERS, [number]) ?? null);
  };
  const byEmail = (email: string): UserRecord | null => {
    const found = kv.get(USERS_BY_EMAIL, [canonicalEmail(email)]);
    return found === undefined ? null : must(kv.get(USERS, [found.number]), "a listed email has its user");
  };

  const add = async (user: NewUser, passwordHash: string, by: Actor | "self"): Promise<UserRecord> => {
    if (byEmail(user.email) !== null) {
      throw new HabitusError("already_exists", "There is a user with this email already.");
    }
    const number = (list().at(-1)?.number ?? 0) + 1;
    const record: UserRecord = {
      id: `u${number}`,
      number,
      email: canonicalEmail(user.email),
      name: user.name,
      role: user.role,
      disabled: false,
      passwordHash,
      createdAt: now(),
      lastSignInAt: null,
      rev: 1,
    };
    const actor = by === "self" ? userActor(record) : by;
    const told = {
      actor,
      at: now(),
      action: "user.create",
      target: `user/${record.id}`,
      before: null,
      after: summary(record),
    };
    await kv.commit(
      [put(USERS, [number], record), put(USERS_BY_EMAIL, [record.email], { number }), audit(told)],
      [
        { table: USERS, key: [number], rev: null },
        { table: USERS_BY_EMAIL, key: [record.email], rev: null },
      ],
    );
    return record;
  };

  const write = async (
    before: UserRecord,
    after: UserRecord,
    alongside: readonly Change[],
  ): Promise<UserRecord> => {
    const expects: readonly Expectation[] = [{ table: USERS, key: [before.number], rev: before.rev }];
    const next = { ...after, rev: before.rev + 1 };
    await kv.commit([put(USERS, [before.number], next), ...alongside], expects);
    return next;
  };

  const present = (id: string): UserRecord => {
    const user = get(id);
    if (user === null) throw new HabitusError("not_found", "There is no such user.");
    return user;
  };

  const keepsAnAdmin = (before: UserRecord, after: UserRecord): void => {
    if (!isAdmin(before) || isAdmin(after)) return;
    if (list().some((user) => user.number !== before.number && isAdmin(user))) return;
    throw new HabitusError("last_admin", "This is the last enabled admin.", {
      fix: "Make somebody else an admin first.",
    });
  };

  return {
    isEmpty: () => [...kv.range(USERS, { limit: 1 })].length === 0,
    list,
    get,
    byEmail,
    async create(user, by) {
      const passwordHash = await passwords.hash(user.password);
      return serially(() => add(user, passwordHash, by));
    },
    async createFirst(user) {
      const refuse = (): void => {
        if (list().length > 0) throw new HabitusError("setup_done", "The first admin exists already.");
      };
      refuse();
      const passwordHash = await passwords.hash(user.password);
      return serially(async () => {
        refuse();
        return add({ ...user, role: "admin" }, passwordHash, "self");
      });
    },
    async change(id, change, by) {
      const passwordHash = change.password === undefined ? null : await passwords.hash(change.password);
      return serially(async () => {
        const before = present(id);
        const after: UserRecord = {
          ...before,
          name: change.name ?? before.name,
          role: change.role ?? before.role,
          disabled: change.disabled ?? before.disabled,
          passwordHash: passwordHash ?? before.passwordHash,
        };
        keepsAnAdmin(before, after);
        const ends = after.disabled || passwordHash !== null;
        const told = audit({
          actor: by,
          at: now(),
          action: passwordHash === null ? "user.change" : "user.set_password",
          target: `user/${id}`,
          ...differences(summary(before), summary(after)),
        });
        return write(before, after, [told, ...(ends ? deps.endSessions(id, null) : [])]);
      });
    },
    async changePassword(id, password, keepSession) {
      const passwordHash = await passwords.hash(password);
      await serially(async () => {
        const before = present(id);
        const told = audit({
          actor: userActor(before),
          at: now(),
          action: "user.change_own_password",
          target: `user/${id}`,
          before: null,
          after: null,
        });
        await write(before, { ...before, passwordHash }, [told, ...deps.endSessions(id, keepSession)]);
      });
    },
    signedIn: (verified, newHash, alongside) =>
      serially(async () => {
        const before = present(verified.id);
        if (before.disabled || before.passwordHash !== verified.passwordHash) {
          throw new HabitusError("wrong_credentials", "Email and password do not belong together.");
        }
        const passwordHash = newHash ?? before.passwordHash;
        return write(before, { ...before, lastSignInAt: now(), passwordHash }, alongside);
      }),
  };
}

function isAdmin(user: UserRecord): boolean {
  return user.role === "admin" && !user.disabled;
}

function userNumber(id: string): number | null {
  const match = /^u([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

function summary({ email, name, role, disabled }: UserRecord): Readonly<Record<string, unknown>> {
  return { email, name, role, disabled };
}
