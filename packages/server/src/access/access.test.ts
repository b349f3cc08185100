import { DAY_MS, HabitusError, HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import type { Table } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { type Access, createAccess } from "./access.ts";
import { AUDIT } from "./audit.ts";
import { KEY_USES } from "./key-uses.ts";
import { KEYS, KEYS_BY_HASH } from "./keys.ts";
import { createPasswords } from "./passwords.ts";
import { SESSION_LIFE, SESSIONS, SESSIONS_BY_USER } from "./sessions.ts";
import { USERS, USERS_BY_EMAIL } from "./users.ts";

const START = Date.UTC(2026, 0, 5);
const ADA = { email: " Ada@Example.com", name: "Ada", password: "a long enough password" };
const FROM = "192.0.2.1";

/** The least that argon2 takes: these tests are about the rules, not about the cost. */
const cheap = { memoryKiB: 8, passes: 1, lanes: 1 };

const onBug = (error: unknown): never => expect.fail(String(error));

function setup() {
  const kv = createMemoryKv();
  const clock = { at: START };
  const access = createAccess({ kv, now: () => clock.at, passwords: createPasswords(cheap), onBug });
  const stored = (): string =>
    [USERS, USERS_BY_EMAIL, SESSIONS, SESSIONS_BY_USER, KEYS, KEYS_BY_HASH, AUDIT]
      .flatMap((table) => [...kv.range(table as Table<unknown>, {})])
      .map((entry) => JSON.stringify(entry))
      .join("\n");
  return { kv, clock, access, stored };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HabitusError)) throw new Error(`expected a HabitusError, got ${String(error)}`);
  return error.code;
}

const asCookie = (secret: string) => ({ bearer: null, cookie: secret });
const asBearer = (token: string) => ({ bearer: token, cookie: null });

async function adminOf(access: Access) {
  const { caller, secret } = await access.setUp(ADA, FROM);
  return { admin: caller.actor, caller, secret };
}

describe("setup and sign-in", () => {
  test("the first admin is made once, also when two try at the same time", async () => {
    const { access } = setup();
    expect(access.users.isEmpty()).toBe(true);
    const tries = await Promise.allSettled([
      access.setUp(ADA, FROM),
      access.setUp({ ...ADA, email: "eve@example.com" }, FROM),
    ]);
    // Whose password is hashed first wins.
    const winners = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value.caller.email] : []));
    expect(winners.length).toBe(1);
    expect(access.users.list().map(({ email, role }) => [email, role])).toEqual([[winners[0], "admin"]]);
    expect(await codeOf(access.setUp(ADA, FROM))).toBe("setup_done");
  });

  test("a session opens with the right password, whatever the case of the email, and ends at sign-out", async () => {
    const { access } = setup();
    await adminOf(access);
    const { secret } = await access.signIn("ADA@example.COM", ADA.password, FROM);
    const caller = await access.authenticate(asCookie(secret));
    expect(caller).toMatchObject({ actor: { kind: "user", name: "Ada" }, role: "admin", scopes: null });
    if (caller !== null) await access.signOut(caller);
    expect(await access.authenticate(asCookie(secret))).toBeNull();
  });

  test("wrong password, unknown email and a disabled user answer alike", async () => {
    const { access } = setup();
    const { admin } = await adminOf(access);
    const bob = await access.users.create({ ...ADA, email: "bob@x.org", role: "viewer" }, admin);
    await access.users.change(bob.id, { disabled: true }, admin);
    for (const [email, password] of [
      ["ada@example.com", "wrong"],
      ["nobody@example.com", ADA.password],
      ["bob@x.org", ADA.password],
    ] as const) {
      expect(await codeOf(access.signIn(email, password, FROM))).toBe("wrong_credentials");
    }
  });

  test("the same password in another Unicode form is the same", async () => {
    const { access } = setup();
    await access.setUp({ ...ADA, password: "caf\u00e9 crème passwort" }, FROM);
    await expect(
      access.signIn(ADA.email, "cafe\u0301 crème passwort".normalize("NFD"), FROM),
    ).resolves.toBeDefined();
  });

  test("a hash made with another cost is replaced at sign-in", async () => {
    const { kv, access } = setup();
    await adminOf(access);
    const dearer = createAccess({
      kv,
      now: () => START,
      onBug,
      passwords: createPasswords({ ...cheap, passes: 2 }),
    });
    await dearer.signIn(ADA.email, ADA.password, FROM);
    expect(dearer.users.list()[0]?.passwordHash).toContain("t=2");
    await expect(dearer.signIn(ADA.email, ADA.password, FROM)).resolves.toBeDefined();
  });

  test("too many failures close the account for that address only, for a while", async () => {
    const { access, clock } = setup();
    await adminOf(access);
    clock.at += HOUR_MS;
    for (let n = 0; n < 10; n++) {
      expect(await codeOf(access.signIn(ADA.email, "wrong", FROM))).toBe("wrong_credentials");
    }
    expect(await codeOf(access.signIn(ADA.email, ADA.password, FROM))).toBe("too_many_sign_ins");
    await expect(access.signIn(ADA.email, ADA.password, "192.0.2.9")).resolves.toBeDefined();
    clock.at += 15 * MINUTE_MS;
    await expect(access.signIn(ADA.email, ADA.password, FROM)).resolves.toBeDefined();
  });

  test("tries at the same time are all counted", async () => {
    const { access, clock } = setup();
    await adminOf(access);
    clock.at += HOUR_MS;
    const tries = Array.from({ length: 14 }, () => codeOf(access.signIn(ADA.email, "wrong", FROM)));
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === "too_many_sign_ins")).toHaveLength(4);
  });
});

describe("sessions", () => {
  test("use moves the end, up to the longest life; without use it ends", async () => {
    const { access, clock } = setup();
    const { secret } = await adminOf(access);
    clock.at += MINUTE_MS;
    expect((await access.authenticate(asCookie(secret)))?.session?.renewed).toBe(false);
    for (let day = 0; day < 29; day++) {
      clock.at += DAY_MS;
      const session = (await access.authenticate(asCookie(secret)))?.session;
      expect(session?.expiresAt).toBeLessThanOrEqual(START + SESSION_LIFE.mostMs);
      expect(session?.renewed).toBe(day < 23);
    }
    clock.at += DAY_MS;
    expect(await access.authenticate(asCookie(secret))).toBeNull();
    const { secret: second } = await access.signIn(ADA.email, ADA.password, FROM);
    clock.at += SESSION_LIFE.idleMs;
    expect(await access.authenticate(asCookie(second))).toBeNull();
  });

  test("a renewal never brings back a session that was ended meanwhile", async () => {
    const { access, clock } = setup();
    const { secret, caller } = await adminOf(access);
    clock.at += 2 * HOUR_MS;
    const [, used] = await Promise.all([access.signOut(caller), access.authenticate(asCookie(secret))]);
    expect(used).toBeNull();
    expect(await access.authenticate(asCookie(secret))).toBeNull();
  });

  test("looking who somebody is uses no session, and sees its end", async () => {
    const { access, clock } = setup();
    const { secret } = await adminOf(access);
    const end = (await access.authenticate(asCookie(secret)))?.session?.expiresAt ?? 0;
    clock.at = end - 1;
    expect(access.check(asCookie(secret))?.session).toMatchObject({ expiresAt: end, renewed: false });
    clock.at = end;
    expect(access.check(asCookie(secret))).toBeNull();
    expect(await access.authenticate(asCookie(secret))).toBeNull();
    expect(access.check(asCookie("no such"))).toBeNull();
    expect(access.check({ bearer: "hk_wrong", cookie: null })).toBeNull();
  });

  test("requests at the same time renew once and all get through", async () => {
    const { access, clock } = setup();
    const { secret } = await adminOf(access);
    clock.at += 2 * HOUR_MS;
    const callers = await Promise.all(Array.from({ length: 5 }, () => access.authenticate(asCookie(secret))));
    expect(callers.filter((caller) => caller?.session?.renewed === true)).toHaveLength(1);
    expect(callers.filter((caller) => caller !== null)).toHaveLength(5);
  });

  test("a new password ends the other sessions, disabling ends all", async () => {
    const { access } = setup();
    const { secret, admin } = await adminOf(access);
    const other = await access.signIn(ADA.email, ADA.password, FROM);
    const caller = await access.authenticate(asCookie(secret));
    if (caller === null) throw new Error("signed in");
    await access.changePassword(caller, ADA.password, "an even longer password", FROM);
    expect(await access.authenticate(asCookie(other.secret))).toBeNull();
    expect(await access.authenticate(asCookie(secret))).not.toBeNull();
    expect(await codeOf(access.signIn(ADA.email, ADA.password, FROM))).toBe("wrong_credentials");

    const bob = await access.users.create({ ...ADA, email: "bob@x.org", role: "viewer" }, admin);
    const bobs = await access.signIn("bob@x.org", ADA.password, FROM);
    await access.users.change(bob.id, { disabled: true }, admin);
    expect(await access.authenticate(asCookie(bobs.secret))).toBeNull();
  });

  test("a changed role holds from the next request on", async () => {
    const { access } = setup();
    const { admin } = await adminOf(access);
    const bob = await access.users.create({ ...ADA, email: "bob@x.org", role: "viewer" }, admin);
    const { secret } = await access.signIn("bob@x.org", ADA.password, FROM);
    await access.users.change(bob.id, { role: "editor" }, admin);
    expect((await access.authenticate(asCookie(secret)))?.role).toBe("editor");
  });

  test("a user has only so many sessions; the one that ends first goes", async () => {
    const { access, clock, kv } = setup();
    const { secret } = await adminOf(access);
    for (let n = 0; n < SESSION_LIFE.perUser; n++) {
      clock.at += 1;
      await access.signIn(ADA.email, ADA.password, FROM);
    }
    expect(await access.authenticate(asCookie(secret))).toBeNull();
    expect([...kv.range(SESSIONS, {})]).toHaveLength(SESSION_LIFE.perUser);
    expect([...kv.range(SESSIONS_BY_USER, {})]).toHaveLength(SESSION_LIFE.perUser);
  });
});

describe("users", () => {
  test("an email is taken once", async () => {
    const { access } = setup();
    const { admin } = await adminOf(access);
    const bob = { ...ADA, email: "bob@x.org", role: "viewer" } as const;
    const results = await Promise.allSettled([
      access.users.create(bob, admin),
      access.users.create({ ...bob, email: "BOB@x.org" }, admin),
    ]);
    expect(results.filter((each) => each.status === "fulfilled")).toHaveLength(1);
  });

  test("the last enabled admin stays", async () => {
    const { access } = setup();
    const { admin } = await adminOf(access);
    expect(await codeOf(access.users.change(admin.id, { disabled: true }, admin))).toBe("last_admin");
    expect(await codeOf(access.users.change(admin.id, { role: "editor" }, admin))).toBe("last_admin");
    const bob = await access.users.create({ ...ADA, email: "bob@x.org", role: "admin" }, admin);
    const both = await Promise.allSettled([
      access.users.change(admin.id, { role: "editor" }, admin),
      access.users.change(bob.id, { role: "editor" }, admin),
    ]);
    expect(both.map((each) => each.status)).toEqual(["fulfilled", "rejected"]);
    expect(await codeOf(access.users.change("u99", { name: "X" }, admin))).toBe("not_found");
  });
});

describe("keys", () => {
  test("an API key speaks until it is revoked or over", async () => {
    const { access, clock } = setup();
    const { admin } = await adminOf(access);
    const spec = { kind: "api", name: "CI", role: "editor", scopes: ["segments:read"] } as const;
    const lasting = await access.keys.create({ ...spec, expiresAt: null }, admin);
    const ending = await access.keys.create({ ...spec, expiresAt: START + HOUR_MS }, admin);
    expect(await access.authenticate(asBearer(lasting.secret))).toEqual({
      actor: { kind: "key", id: lasting.key.id, name: "CI" },
      role: "editor",
      scopes: ["segments:read"],
      email: null,
      session: null,
    });
    clock.at += HOUR_MS;
    expect(await access.authenticate(asBearer(ending.secret))).toBeNull();
    await access.keys.revoke(lasting.key.id, admin);
    expect(await access.authenticate(asBearer(lasting.secret))).toBeNull();
    expect(await codeOf(access.keys.revoke("k77", admin))).toBe("not_found");
  });

  test("a key is renamed, and tells to the hour when it was last used", async () => {
    const { access, clock, kv } = setup();
    const { admin } = await adminOf(access);
    const { key, secret } = await access.keys.create({ kind: "source", name: "Shop" }, admin);
    expect(access.keys.lastUse(key.id)).toBeNull();
    access.keys.findSource(secret);
    clock.at += HOUR_MS - 1;
    access.keys.findSource(secret);
    expect(access.keys.lastUse(key.id)).toBe(START);
    clock.at += 1;
    access.keys.findSource(secret);
    expect(access.keys.lastUse(key.id)).toBe(START + HOUR_MS);
    expect((await access.keys.rename(key.id, "Web shop", admin)).name).toBe("Web shop");
    expect(access.keys.findSource(secret)?.id).toBe(key.id);
    await access.keys.revoke(key.id, admin);
    clock.at += DAY_MS;
    access.keys.findSource(secret);
    expect(access.keys.lastUse(key.id)).toBe(START + HOUR_MS);
    expect(await codeOf(access.keys.rename("k77", "X", admin))).toBe("not_found");
    // As it lies on disks.
    expect([...kv.range(KEY_USES, {})]).toEqual([{ key: [key.id], value: { at: START + HOUR_MS } }]);
  });

  test("a write key names its source and opens nothing else; revoking holds at once", async () => {
    const { access } = setup();
    const { admin } = await adminOf(access);
    const { key, secret } = await access.keys.create({ kind: "source", name: "Shop" }, admin);
    expect(access.keys.findSource(secret)).toEqual({ id: key.id, enabled: true });
    expect(access.keys.findSource(secret)).toEqual({ id: key.id, enabled: true });
    expect(await access.authenticate(asBearer(secret))).toBeNull();
    await access.keys.revoke(key.id, admin);
    expect(access.keys.findSource(secret)).toEqual({ id: key.id, enabled: false });
    expect(access.keys.findSource("hw_unknown")).toBeNull();
    const api = await access.keys.create(
      { kind: "api", name: "CI", role: "viewer", scopes: ["people:read"], expiresAt: null },
      admin,
    );
    expect(access.keys.findSource(api.secret)).toBeNull();
  });

  test("the default source is made once, and a given key replaces it", async () => {
    const { access } = setup();
    const made = await access.keys.ensureDefaultSource(null);
    expect(made).toMatch(/^hw_[\w-]{43}$/);
    expect(await access.keys.ensureDefaultSource(null)).toBeNull();
    expect(await access.keys.ensureDefaultSource("from outside")).toBeNull();
    expect(access.keys.findSource("from outside")).toEqual({ id: "k0", enabled: true });
    expect(access.keys.findSource(made ?? "")).toBeNull();
    expect(access.keys.list()).toHaveLength(1);
  });

  test("the admin token is made once and known again after a restart; a given one counts alone", async () => {
    const { kv, access } = setup();
    const made = (await access.ensureAdminToken(null)) ?? "";
    expect(await access.authenticate(asBearer(made))).toMatchObject({
      role: "admin",
      actor: { kind: "token" },
    });
    const again = createAccess({ kv, now: () => START, onBug });
    expect(await again.ensureAdminToken(null)).toBeNull();
    expect(await again.authenticate(asBearer(made))).not.toBeNull();
    expect(await again.ensureAdminToken("given token")).toBeNull();
    expect(await again.authenticate(asBearer("given token"))).not.toBeNull();
    expect(await again.authenticate(asBearer(made))).toBeNull();
    expect(await again.authenticate(asBearer(""))).toBeNull();
  });

  test("a bearer token that is not valid is not saved by a cookie", async () => {
    const { access } = setup();
    const { secret } = await adminOf(access);
    expect(await access.authenticate({ bearer: "hk_wrong", cookie: secret })).toBeNull();
  });
});

describe("what is kept", () => {
  test("no secret and no password stands in the state", async () => {
    const { access, stored } = setup();
    const { admin, secret } = await adminOf(access);
    const source = await access.keys.create({ kind: "source", name: "Shop" }, admin);
    const api = await access.keys.create(
      { kind: "api", name: "CI", role: "viewer", scopes: ["people:read"], expiresAt: null },
      admin,
    );
    const token = (await access.ensureAdminToken(null)) ?? "";
    await access.users.change(admin.id, { password: "another long password" }, admin);
    const text = stored();
    expect(text.length).toBeGreaterThan(1_000);
    const secrets = [secret, source.secret, api.secret, token, ADA.password, "another long password"];
    for (const each of secrets) expect(text).not.toContain(each);
    expect(text).toContain("$argon2id$");
  });

  test("every change stands in the audit, newest first, page by page", async () => {
    const { access } = setup();
    const { admin, caller } = await adminOf(access);
    const bob = await access.users.create({ ...ADA, email: "bob@x.org", role: "viewer" }, admin);
    await access.users.change(bob.id, { role: "editor", password: "yet another password" }, admin);
    const { key } = await access.keys.create({ kind: "source", name: "Shop" }, admin);
    await access.keys.revoke(key.id, admin);
    await access.signOut(caller);
    const first = access.audit.page(null, 4);
    const rest = access.audit.page(first.next, 4);
    expect([...first.entries, ...rest.entries].map(({ action, target }) => `${action} ${target}`)).toEqual([
      "session.end user/u1",
      "key.revoke key/k1",
      "key.create key/k1",
      "user.set_password user/u2",
      "user.create user/u2",
      "session.begin user/u1",
      "user.create user/u1",
    ]);
    expect(rest.next).toBeNull();
    expect(first.entries[3]).toMatchObject({
      actor: { kind: "user", id: "u1", name: "Ada" },
      before: { role: "viewer" },
      after: { role: "editor" },
    });
    expect(JSON.stringify(first.entries)).not.toContain('password":');
  });

  test("a refused change leaves no audit record", async () => {
    const { access } = setup();
    const { admin } = await adminOf(access);
    const before = access.audit.page(null, 100).entries.length;
    await codeOf(access.users.change(admin.id, { disabled: true }, admin));
    await codeOf(access.users.create({ ...ADA, role: "viewer" }, admin));
    expect(access.audit.page(null, 100).entries).toHaveLength(before);
  });
});
