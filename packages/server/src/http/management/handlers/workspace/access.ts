import type { AccessKey, AuditEntry, Session, User } from "@habitus/contract";
import { formatInstant, HabitusError, type Instant, must } from "@habitus/kernel";
import type { Caller, SignedIn } from "../../../../access/access.ts";
import type { AuditPage } from "../../../../access/audit.ts";
import type { KeyRecord } from "../../../../access/keys.ts";
import type { UserRecord } from "../../../../access/users.ts";
import { endedSessionCookie, sessionCookie } from "../../cookies.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor, RequestContext } from "../../handler.ts";
import { instantOrNull, isoOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type AccessOperations =
  | "getSetup"
  | "createFirstAdmin"
  | "signIn"
  | "getSession"
  | "signOut"
  | "changePassword"
  | "listUsers"
  | "createUser"
  | "changeUser"
  | "listKeys"
  | "createKey"
  | "changeKey"
  | "revokeKey"
  | "listAudit";

export function accessHandlers(deps: ManagementDeps): HandlersFor<AccessOperations> {
  const { access, secureCookie: secure } = deps;
  const { users, keys, audit } = access;

  const enter = ({ caller, secret }: SignedIn, context: RequestContext<Caller | null>): Session => {
    const expiresAt = must(caller.session, "who signed in has a session").expiresAt;
    context.setCookie(sessionCookie(secret, { now: deps.now(), expiresAt, secure }));
    return toSession(caller);
  };

  const shown = (key: KeyRecord): AccessKey => toKey(key, keys.lastUse(key.id));

  return {
    getSetup: () => ({ needsAdmin: users.isEmpty() }),
    createFirstAdmin: async ({ body }, context) => enter(await access.setUp(body, context.address), context),
    signIn: async ({ body }, context) =>
      enter(await access.signIn(body.email, body.password, context.address), context),
    getSession: (_input, { caller }) => toSession(caller),
    async signOut(_input, { caller, setCookie }) {
      if (caller !== null) await access.signOut(caller);
      setCookie(endedSessionCookie(secure));
      return undefined;
    },
    async changePassword({ body }, { caller, address }) {
      await access.changePassword(caller, body.current, body.next, address);
      return undefined;
    },
    listUsers: () => ({ users: users.list().map(toUser) }),
    createUser: async ({ body }, { caller }) => toUser(await users.create(body, caller.actor)),
    changeUser: async ({ params, body }, { caller }) =>
      toUser(await users.change(params.id, body, caller.actor)),
    listKeys: () => ({ keys: keys.list().map(shown) }),
    async createKey({ body }, { caller }) {
      const spec = body.kind === "source" ? body : { ...body, expiresAt: instantOrNull(body.expiresAt) };
      if (spec.kind === "api" && spec.expiresAt !== null && spec.expiresAt <= deps.now()) {
        throw new HabitusError("invalid_request", "The key would be over before it is made.", {
          details: { problems: [{ path: "expiresAt", message: "must lie in the future" }] },
        });
      }
      const { key, secret } = await keys.create(spec, caller.actor);
      return { key: shown(key), secret };
    },
    changeKey: async ({ params, body }, { caller }) =>
      shown(await keys.rename(params.id, body.name, caller.actor)),
    revokeKey: async ({ params }, { caller }) => shown(await keys.revoke(params.id, caller.actor)),
    listAudit({ query }) {
      const { target, actor, action } = query;
      const filter = { target, actor, action, from: instantOrNull(query.from), to: instantOrNull(query.to) };
      return toAuditPage(audit.page(readNumberCursor(query.after), query.limit ?? PAGE, filter));
    },
  };
}

function toSession({ actor, role, email, session }: Caller): Session {
  return { actor, role, email, expiresAt: isoOrNull(session?.expiresAt ?? null) };
}

function toUser({ id, email, name, role, disabled, createdAt, lastSignInAt }: UserRecord): User {
  return {
    id,
    email,
    name,
    role,
    disabled,
    createdAt: formatInstant(createdAt),
    lastSignInAt: isoOrNull(lastSignInAt),
  };
}

function toKey(key: KeyRecord, lastUse: Instant | null): AccessKey {
  const common = {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    createdAt: formatInstant(key.createdAt),
    createdBy: key.createdBy,
    revokedAt: isoOrNull(key.revokedAt),
    lastUsedAt: isoOrNull(lastUse),
  };
  if (key.kind === "source") return { kind: "source", ...common };
  const { role, scopes, expiresAt } = key;
  return { kind: "api", ...common, role, scopes: [...scopes], expiresAt: isoOrNull(expiresAt) };
}

export function toAuditPage({ entries, next }: AuditPage) {
  return { entries: entries.map(toAuditEntry), next: numberCursor(next) };
}

function toAuditEntry(entry: AuditPage["entries"][number]): AuditEntry {
  const { number, at, actor, action, target, before, after } = entry;
  return { id: String(number), at: formatInstant(at), actor, action, target, before, after };
}
