import type { Actor, Role, Scope } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { type AuditTrail, createAuditTrail } from "./audit.ts";
import { createKeys, type Keys } from "./keys.ts";
import { createPasswords, type Passwords } from "./passwords.ts";
import { createSessions, type NewSession, type OpenSession } from "./sessions.ts";
import { hashSecret, newSecret, sameHash, SECRET_PREFIXES } from "./secrets.ts";
import { createSignInLimit, SIGN_IN_LIMITS, type SignInLimits } from "./sign-in-limit.ts";
import { canonicalEmail, createUsers, userActor, type UserRecord, type Users } from "./users.ts";

/** Who calls, and what they may do. */
export type Caller = {
  readonly actor: Actor;
  readonly role: Role;
  /** Null: not narrowed by scopes (people and the admin token). */
  readonly scopes: readonly Scope[] | null;
  readonly email: string | null;
  /** Only for callers with a session. */
  readonly session: {
    readonly hash: string;
    readonly expiresAt: Instant;
    readonly renewed: boolean;
  } | null;
};

export type Credentials = {
  /** The token of `Authorization: Bearer`. When there is one, the cookie does not count. */
  readonly bearer: string | null;
  readonly cookie: string | null;
};

export type SignedIn = { readonly caller: Caller; readonly secret: string };

export type Access = {
  readonly users: Users;
  readonly keys: Keys;
  readonly audit: AuditTrail;
  /** Whoever calls with a session uses it, which may move its end: then the cookie must be sent anew. */
  authenticate(credentials: Credentials): Promise<Caller | null>;
  /** Who that is, without using a session: for what goes on without anybody calling. */
  check(credentials: Credentials): Caller | null;
  /** @throws HabitusError `wrong_credentials`, `too_many_sign_ins`. */
  signIn(email: string, password: string, address: string): Promise<SignedIn>;
  /** @throws HabitusError `setup_done`, `too_many_sign_ins`. */
  setUp(
    admin: { readonly email: string; readonly name: string; readonly password: string },
    address: string,
  ): Promise<SignedIn>;
  signOut(caller: Caller): Promise<void>;
  /** @throws HabitusError `wrong_credentials`, `too_many_sign_ins`. */
  changePassword(caller: Caller, current: string, next: string, address: string): Promise<void>;
  /**
   * The admin token for machines. A given one is valid while this process runs; without one a token is made at the first
   * start and returned for its only showing, later starts know its hash.
   */
  ensureAdminToken(given: string | null): Promise<string | null>;
};

export type AccessDeps = {
  readonly kv: Kv;
  readonly now: () => Instant;
  readonly passwords?: Passwords;
  readonly signInLimits?: SignInLimits;
  /** Told of bugs in work that nobody waits for. */
  readonly onBug: (error: unknown) => void;
};

/** Key: "admin". */
const ADMIN_TOKENS: Table<{ readonly hash: string; readonly createdAt: Instant }> = {
  name: "admin_tokens",
  version: 1,
};
const ADMIN_TOKEN_ACTOR: Actor = { kind: "token", id: "admin", name: "Admin token" };

export function createAccess(deps: AccessDeps): Access {
  const { kv, now } = deps;
  const passwords = deps.passwords ?? createPasswords();
  const limit = createSignInLimit(now, deps.signInLimits ?? SIGN_IN_LIMITS);
  const sessions = createSessions(kv, now);
  const audit = createAuditTrail(kv, deps.onBug);
  const keys = createKeys({ kv, audit: audit.record, now });
  const endSessions = (user: string, keep: string | null) => sessions.endAll(user, keep);
  const users = createUsers({ kv, passwords, audit: audit.record, now, endSessions });
  let adminHash: string | null = null;

  const begin = async (user: UserRecord, newHash: string | null): Promise<SignedIn> => {
    const session = sessions.begin(user.id);
    const told = { actor: userActor(user), at: now(), target: `user/${user.id}`, before: null, after: null };
    const alongside = [...session.changes, audit.record({ ...told, action: "session.begin" })];
    const present = await users.signedIn(user, newHash, alongside);
    return { caller: sessionCaller(present, session), secret: session.secret };
  };

  const checkPassword = async (email: string, password: string, address: string): Promise<UserRecord> => {
    const account = canonicalEmail(email);
    limit.begin(account, address);
    const user = users.byEmail(account);
    const matches = await passwords.verify(user?.passwordHash ?? null, password);
    if (user === null || !matches || user.disabled) {
      throw new HabitusError("wrong_credentials", "Email and password do not belong together.");
    }
    limit.succeeded(account, address);
    return user;
  };

  const bearerCaller = (token: string): Caller | null => {
    if (adminHash !== null && sameHash(hashSecret(token), adminHash)) {
      return { actor: ADMIN_TOKEN_ACTOR, role: "admin", scopes: null, email: null, session: null };
    }
    if (!token.startsWith(SECRET_PREFIXES.api)) return null;
    const key = keys.findApiKey(token);
    if (key === null) return null;
    const actor: Actor = { kind: "key", id: key.id, name: key.name };
    return { actor, role: key.role, scopes: key.scopes, email: null, session: null };
  };

  const cookieCaller = (session: OpenSession | null): Caller | null => {
    const user = session === null ? null : users.get(session.user);
    return session === null || user === null || user.disabled ? null : sessionCaller(user, session);
  };

  return {
    users,
    keys,
    audit,
    async authenticate({ bearer, cookie }) {
      if (bearer !== null) return bearerCaller(bearer);
      return cookie === null ? null : cookieCaller(await sessions.use(cookie));
    },
    check({ bearer, cookie }) {
      if (bearer !== null) return bearerCaller(bearer);
      return cookie === null ? null : cookieCaller(sessions.find(cookie));
    },
    async signIn(email, password, address) {
      const user = await checkPassword(email, password, address);
      const newHash = passwords.isOutdated(user.passwordHash) ? await passwords.hash(password) : null;
      return begin(user, newHash);
    },
    async setUp(admin, address) {
      limit.begin(canonicalEmail(admin.email), address);
      return begin(await users.createFirst(admin), null);
    },
    async signOut(caller) {
      if (caller.session === null) return;
      const { actor } = caller;
      const told = { actor, at: now(), target: `user/${actor.id}`, before: null, after: null };
      await sessions.end(caller.session.hash, [audit.record({ ...told, action: "session.end" })]);
    },
    async changePassword(caller, current, next, address) {
      const user = caller.email === null ? null : await checkPassword(caller.email, current, address);
      if (user === null) {
        throw new HabitusError("wrong_credentials", "Only a signed-in person has a password to change.");
      }
      await users.changePassword(user.id, next, caller.session?.hash ?? null);
    },
    async ensureAdminToken(given) {
      if (given !== null) {
        adminHash = hashSecret(given);
        return null;
      }
      const kept = kv.get(ADMIN_TOKENS, ["admin"]);
      if (kept !== undefined) {
        adminHash = kept.hash;
        return null;
      }
      const made = newSecret("admin");
      adminHash = hashSecret(made);
      await kv.commit([put(ADMIN_TOKENS, ["admin"], { hash: adminHash, createdAt: now() })]);
      return made;
    },
  };
}

function sessionCaller(
  user: UserRecord,
  session: Pick<NewSession, "hash" | "expiresAt"> & { readonly renewed?: boolean },
): Caller {
  const { hash, expiresAt, renewed = false } = session;
  return {
    actor: userActor(user),
    role: user.role,
    scopes: null,
    email: user.email,
    session: { hash, expiresAt, renewed },
  };
}
