import { ApiError, type Client, type Job, type NewSegment, SCOPES } from "@habitus/contract";
import { DAY_MS, HabitusError, MINUTE_MS } from "@habitus/kernel";
import { beforeEach, describe, expect, test } from "vitest";
import {
  adminCookie,
  apiKey,
  clientOf,
  createManagement,
  keepDeadLetter,
  type Management,
  PASSWORD,
} from "./testing/management.ts";

let management: Management;
/** As the admin token. Every answer it gets is compared with the table's schema. */
let api: Client;

beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
  api = clientOf(management.app);
});

async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

const TWICE = 'did "Order Completed" at least 2 times in last 90 days';

const vip: NewSegment = {
  key: "vip",
  name: "VIP",
  definition: TWICE,
  goal: "Keep them",
  owner: "Retention",
  action: "Thank them",
  reviewDate: "2026-06-01",
  purpose: "marketing",
};

describe("a browser's way in", () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    management.app.request(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const cookieOf = (response: Response): string =>
    (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const me = async (cookie: string) => management.app.request("/api/session", { headers: { cookie } });

  test("the first visitor becomes the admin and is signed in; nobody after", async () => {
    management = createManagement();
    const setup = async () => (await (await management.app.request("/api/setup")).json()) as unknown;
    expect(await setup()).toEqual({ needsAdmin: true });
    const ada = { email: "ada@example.com", name: "Ada", password: PASSWORD };
    const made = await post("/api/setup", ada);
    expect(made.status).toBe(201);
    expect(made.headers.get("set-cookie")).toMatch(
      /^habitus_session=hs_[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/,
    );
    expect(await (await me(cookieOf(made))).json()).toEqual({
      actor: { kind: "user", id: "u1", name: "Ada" },
      role: "admin",
      email: "ada@example.com",
      expiresAt: "2026-03-08T00:00:00.000Z",
    });
    expect(await setup()).toEqual({ needsAdmin: false });
    expect((await post("/api/setup", ada)).status).toBe(409);
  });

  test("a short password and an email that is none are refused, and nothing is made", async () => {
    management = createManagement();
    for (const part of [{ password: "short" }, { email: "ada" }, { name: " " }, { email: "a\u0000@b" }]) {
      const answer = await post("/api/setup", { email: "a@b", name: "Ada", password: PASSWORD, ...part });
      expect(answer.status).toBe(400);
    }
    expect(management.access.users.isEmpty()).toBe(true);
  });

  test("sign in, stay signed in by use, sign out", async () => {
    const answer = await post("/api/session", { email: "Ada@Example.com", password: PASSWORD });
    expect(answer.status).toBe(200);
    const cookie = cookieOf(answer);
    expect((await me(cookie)).headers.get("set-cookie")).toBeNull();
    management.clock.at += DAY_MS;
    expect((await me(cookie)).headers.get("set-cookie")).toContain(`${cookie}; Path=/; Max-Age=604800`);
    const out = await management.app.request("/api/session", { method: "DELETE", headers: { cookie } });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toContain("habitus_session=; Path=/; Max-Age=0");
    expect((await me(cookie)).status).toBe(401);
    const again = await management.app.request("/api/session", { method: "DELETE", headers: { cookie } });
    expect(again.status).toBe(204);
  });

  test("too many failures are told with when to come back", async () => {
    const tries = [];
    for (let n = 0; n < 11; n++) {
      const answer = await post("/api/session", { email: "ada@example.com", password: "wrong" });
      tries.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    // Making the first admin was a try of the same account, from another address.
    expect(tries).toEqual([...Array<number>(10).fill(401), 429]);
  });

  test("one's own password needs the present one", async () => {
    const cookie = cookieOf(await post("/api/session", { email: "ada@example.com", password: PASSWORD }));
    const change = (current: string) =>
      post("/api/session/password", { current, next: "a quite different one" }, { cookie });
    expect((await change("wrong")).status).toBe(401);
    expect((await change(PASSWORD)).status).toBe(204);
    const old = await post("/api/session", { email: "ada@example.com", password: PASSWORD });
    expect(old.status).toBe(401);
    expect((await me(cookie)).status).toBe(200);
    expect((await failureOf(api.changePassword({ body: { current: "x", next: PASSWORD } }))).code).toBe(
      "wrong_credentials",
    );
  });

  test("over https the cookie is Secure", async () => {
    management = createManagement({ secureCookie: true });
    await adminCookie(management);
    const answer = await management.app.request("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com", password: PASSWORD }),
    });
    expect(answer.headers.get("set-cookie")).toMatch(/; Secure$/);
  });
});

describe("users, keys and the audit", () => {
  test("a user is made, changed and listed; an email is taken once; the last admin stays", async () => {
    const bob = { email: "bob@x.org", name: "Bob", role: "viewer", password: PASSWORD } as const;
    const { id } = await api.createUser({ body: bob });
    expect((await failureOf(api.createUser({ body: bob }))).code).toBe("already_exists");
    expect(await api.changeUser({ params: { id }, body: { role: "editor" } })).toMatchObject({
      role: "editor",
    });
    expect((await failureOf(api.changeUser({ params: { id }, body: {} }))).code).toBe("invalid_request");
    expect((await failureOf(api.changeUser({ params: { id: "u1" }, body: { disabled: true } }))).code).toBe(
      "last_admin",
    );
    const { users } = await api.listUsers();
    expect(users.map(({ email, role }) => [email, role])).toEqual([
      ["ada@example.com", "admin"],
      ["bob@x.org", "editor"],
    ]);
    expect(JSON.stringify(users)).not.toContain("argon2");
  });

  test("a key's secret is shown once and opens what it may", async () => {
    const made = await api.createKey({
      body: { kind: "api", name: "CI", role: "viewer", scopes: ["segments:read"] },
    });
    const ci = clientOf(management.app, made.secret);
    expect((await ci.listSegments()).segments).toEqual([]);
    expect((await failureOf(ci.listPeople())).code).toBe("scope_missing");
    expect((await failureOf(ci.createSegment({ body: vip }))).code).toBe("forbidden");
    const { keys } = await api.listKeys();
    expect(JSON.stringify(keys)).not.toContain(made.secret);
    expect(keys[0]).toMatchObject({ kind: "api", prefix: made.secret.slice(0, 8), revokedAt: null });
    await api.revokeKey({ params: { id: made.key.id } });
    expect((await failureOf(ci.listSegments())).code).toBe("unauthenticated");
    const body = { kind: "api", name: "late", role: "viewer", scopes: [...SCOPES] } as const;
    const late = api.createKey({ body: { ...body, scopes: [...SCOPES], expiresAt: "2020-01-01" } });
    expect((await failureOf(late)).code).toBe("invalid_request");
  });

  test("the audit tells who changed what, page by page", async () => {
    await api.createSegment({ body: vip });
    await api.changeWorkspace({
      body: { name: "Shop", zone: "Europe/London", weekStart: 1, pinnedNow: null, rev: 0 },
    });
    await keepDeadLetter(management, "{}", "no_id");
    await api.deleteDeadLetter({ params: { id: "1-0" } });
    const first = await api.listAudit({ query: { limit: 2 } });
    expect(first.entries.map(({ action, actor }) => [action, actor.kind])).toEqual([
      ["dead_letter.delete", "token"],
      ["workspace.change", "token"],
    ]);
    expect(first.entries[1]).toMatchObject({ before: { zone: "UTC" }, after: { zone: "Europe/London" } });
    const rest = await api.listAudit({ query: { after: first.next ?? "" } });
    expect(rest.entries.map(({ action }) => action)).toEqual([
      "segment.create",
      "session.begin",
      "user.create",
    ]);
    expect(rest.next).toBeNull();

    const actionsOf = async (query: Readonly<Record<string, string | number>>) =>
      (await api.listAudit({ query })).entries.map(({ action }) => action);
    expect(await actionsOf({ target: "segment/vip" })).toEqual(["segment.create"]);
    // The trail knows of what was done since it was first asked.
    await api.pauseSegment({ params: { key: "vip" } });
    expect(await actionsOf({ target: "segment/vip" })).toEqual(["segment.pause", "segment.create"]);
    expect(await actionsOf({ target: "segment/vip", limit: 1 })).toEqual(["segment.pause"]);
    expect(await actionsOf({ action: "segment" })).toEqual(["segment.pause", "segment.create"]);
    expect(await actionsOf({ action: "user.create" })).toEqual(["user.create"]);
    expect(await actionsOf({ action: "user.creat" })).toEqual([]);
    expect(await actionsOf({ actor: "u1" })).toEqual(["session.begin", "user.create"]);
    const [newest] = (await api.listAudit({ query: { limit: 1 } })).entries;
    expect(await actionsOf({ to: newest?.at ?? "", action: "segment.pause" })).toEqual([]);
    expect(await actionsOf({ from: newest?.at ?? "", action: "segment.pause" })).toEqual(["segment.pause"]);
  });
});

describe("segments", () => {
  test("are made from a sentence or a tree, edited, counted, listed, deleted", async () => {
    const made = await api.createSegment({ body: { ...vip, tags: ["loyalty"] } });
    expect(made).toMatchObject({ rev: 1, version: 1, size: null, sizeError: null, tags: ["loyalty"] });
    expect(made.definition.text).toBe(vip.definition);
    expect((await failureOf(api.createSegment({ body: vip }))).code).toBe("already_exists");

    const { key: _key, ...content } = vip;
    const edit = { ...content, definition: made.definition.tree, goal: "Grow them", rev: 1 };
    const edited = await api.editSegment({ params: { key: "vip" }, body: edit });
    expect(edited).toMatchObject({ rev: 2, version: 1, goal: "Grow them", tags: [] });
    const stale = await failureOf(api.editSegment({ params: { key: "vip" }, body: edit }));
    expect(stale).toMatchObject({ code: "conflict", status: 409, details: { rev: 2 } });

    expect((await api.listSegments()).people).toBeNull();
    const fresh = await api.listSegments({ query: { sizes: "fresh" } });
    expect(fresh.people).toBe(3);
    expect(fresh.segments[0]?.size).toMatchObject({ count: 2, at: "2026-03-01T00:00:00.000Z" });
    expect((await api.getSegment({ params: { key: "vip" } })).size?.count).toBe(2);

    const page = await api.listSegmentVersions({ params: { key: "vip" }, query: { limit: 1 } });
    expect(page.versions.map(({ rev }) => rev)).toEqual([2]);
    const older = await api.listSegmentVersions({
      params: { key: "vip" },
      query: { after: page.next ?? "" },
    });
    expect(older.versions.map(({ goal }) => goal)).toEqual(["Keep them"]);

    const late = await failureOf(api.deleteSegment({ params: { key: "vip" }, query: { rev: 1 } }));
    expect(late).toMatchObject({ code: "conflict", details: { rev: 2 } });
    await api.deleteSegment({ params: { key: "vip" }, query: { rev: 2 } });
    expect((await failureOf(api.getSegment({ params: { key: "vip" } }))).code).toBe("not_found");
    const kept = await api.listSegmentVersions({ params: { key: "vip" } });
    expect(kept.versions).toHaveLength(2);
    // What was done to it stays to be read, and it can be made again of what is left.
    const done = await api.listSegmentAudit({ params: { key: "vip" } });
    expect(done.entries.map(({ action }) => action)).toEqual([
      "segment.delete",
      "segment.edit",
      "segment.create",
    ]);
    const unknown = await failureOf(api.listSegmentAudit({ params: { key: "nobody" } }));
    expect(unknown.code).toBe("not_found");
    const [gone, ...others] = (await api.listDeletedSegments()).segments;
    expect(others).toEqual([]);
    expect(gone).toMatchObject({ key: "vip", rev: 2, deletedBy: { kind: "token" } });
    expect(gone?.deletedAt).toBe(done.entries[0]?.at);
    await api.createSegment({ body: vip });
    expect((await api.listDeletedSegments()).segments).toEqual([]);
  });

  test("a segment inside another: its live definition counts, and it cannot be deleted", async () => {
    await api.createSegment({ body: vip });
    const outer = { ...vip, key: "outer", name: "Outer", definition: 'not in segment "VIP"' };
    const made = await api.createSegment({ body: outer });
    expect(made.definition.text).toBe('not in segment "vip"');
    expect((await api.evaluateSegment({ body: { definition: 'in segment "outer"' } })).count).toBe(1);
    const { key: _key, ...content } = vip;
    const everyone = { ...content, definition: "everyone", rev: 1 };
    await api.editSegment({ params: { key: "vip" }, body: everyone });
    expect((await api.evaluateSegment({ body: { definition: 'in segment "outer"' } })).count).toBe(0);
    const refused = await failureOf(api.deleteSegment({ params: { key: "vip" } }));
    expect(refused).toMatchObject({ code: "segment_in_use", status: 409, details: { usedBy: ["outer"] } });
    const { usedBy } = await api.getSegment({ params: { key: "vip" } });
    expect(usedBy).toEqual([{ kind: "segment", key: "outer", name: "Outer" }]);
    const { segments } = await api.listSegments({});
    expect(segments.find(({ key }) => key === "vip")?.usedBy).toEqual(usedBy);
    const ring = await api.checkSegment({ body: { definition: 'in segment "outer"', key: "vip" } });
    expect(ring.problems).toMatchObject([{ code: "segment_cycle", line: 1, column: 1 }]);
    const unknown = await api.checkSegment({ body: { definition: 'in segment "outr"' } });
    expect(unknown.problems).toMatchObject([{ code: "unknown_segment", suggestion: 'in segment "outer"' }]);
  });

  test("is paused and resumed, also twice, and its versions say nothing of it", async () => {
    await api.createSegment({ body: vip });
    const params = { key: "vip" };
    expect(await api.pauseSegment({ params })).toMatchObject({ key: "vip", rev: 1 });
    await api.pauseSegment({ params });
    expect((await api.listSegmentMembers({ params, query: {} })).known).toBe(false);
    expect((await api.listSegmentMembers({ params, query: { as: "of" } })).count).toBe(2);
    await api.resumeSegment({ params });
    expect((await api.listSegmentMembers({ params, query: {} })).known).toBe(true);
    const { entries } = await api.listAudit({ query: {} });
    expect(entries.filter(({ target }) => target === "segment/vip").map(({ action }) => action)).toEqual([
      "segment.resume",
      "segment.pause",
      "segment.create",
    ]);
    expect((await failureOf(api.pauseSegment({ params: { key: "none" } }))).code).toBe("not_found");
  });

  test("every field of the first schema is required; evaluate and check are no keys", async () => {
    for (const name of ["goal", "owner", "action", "reviewDate", "purpose"] as const) {
      const error = await failureOf(api.createSegment({ body: { ...vip, [name]: undefined } as never }));
      expect(error.details).toMatchObject({ problems: [{ path: name }] });
    }
    for (const key of ["evaluate", "check", "diff", "Big", "-a", "a".repeat(65), ""]) {
      expect((await failureOf(api.createSegment({ body: { ...vip, key } }))).code).toBe("invalid_request");
    }
    const noDate = await failureOf(api.createSegment({ body: { ...vip, reviewDate: "2026-02-30" } }));
    expect(noDate.code).toBe("invalid_request");
  });

  test("a refused definition names the place", async () => {
    const error = await failureOf(api.evaluateSegment({ body: { definition: 'did "A" at lest 2 times' } }));
    expect(error).toMatchObject({ code: "definition_refused", status: 400 });
    expect(error.details["problems"]).toMatchObject([{ line: 1, column: 12 }]);
    const check = await api.checkSegment({ body: { definition: 'did "A" at lest 2 times' } });
    expect(check).toMatchObject({ ok: false, tree: null, text: null, plan: null });
    expect(check.problems).toEqual(error.details["problems"]);
    expect((await failureOf(api.createSegment({ body: { ...vip, definition: "did" } }))).code).toBe(
      "definition_refused",
    );
  });

  test("check gives tree, wording and plan, and the tree gives the same back", async () => {
    const first = await api.checkSegment({ body: { definition: `  ${TWICE}  ` } });
    expect(first).toMatchObject({ ok: true, problems: [], text: vip.definition });
    expect(first.planText).toContain("Order Completed");
    if (first.tree === null) throw new Error("a tree");
    expect(await api.checkSegment({ body: { definition: first.tree } })).toEqual(first);
  });

  test("check warns of what nobody has sent, in the text and in the tree", async () => {
    const definition =
      'did order_completed or did "Order Completed" where category is "shoe" or contry is "GB"';
    const check = await api.checkSegment({ body: { definition } });
    expect(check).toMatchObject({ ok: true, problems: [], observedAt: "2026-03-01T00:00:00.000Z" });
    expect(
      check.warnings.map(({ code, from, to, suggestion }) => [
        code,
        definition.slice(from ?? 0, to ?? 0),
        suggestion,
      ]),
    ).toEqual([
      ["unknown_event", "order_completed", '"Order Completed"'],
      ["value_never_seen", '"shoe"', '"shoes"'],
      ["unknown_property", "contry", null],
    ]);
    if (check.tree === null) throw new Error("a tree");
    const ofTree = await api.checkSegment({ body: { definition: check.tree } });
    expect(ofTree.warnings[0]).toMatchObject({ line: null, path: "/condition/of/0/event" });
  });

  test("what was sent is told to nobody who may not read events", async () => {
    const key = await apiKey(management, "viewer", ["segments:read"]);
    const body = { definition: 'did "Order Completed" where category is "shoe"' };
    const check = await clientOf(management.app, key).checkSegment({ body });
    expect(check).toMatchObject({ ok: true, warnings: [], observedAt: null });
  });

  test("the vocabulary has events, properties, values, traits and segments", async () => {
    await api.createSegment({ body: vip });
    const vocabulary = await api.getVocabulary();
    expect(vocabulary).toMatchObject({
      eventsClosed: true,
      traits: [{ path: ["country"], values: ['"GB"'], closed: true }],
      segments: [{ key: "vip", name: vip.name }],
      lists: [],
      groups: [],
      computed: [],
      at: "2026-03-01T00:00:00.000Z",
    });
    expect(vocabulary.events[0]).toMatchObject({ name: "Order Completed", looked: 30, closed: true });
    expect(vocabulary.events[0]?.properties).toMatchObject([
      { path: ["revenue"], readings: ["text", "number", "time"], closed: false },
      { path: ["category"], values: ['"shoes"', '"hats"'], closed: true },
    ]);
  });

  test("the vocabulary looks at an event besides that is named", async () => {
    const { events } = await api.getVocabulary({ query: { event: "Order Completed" } });
    expect(events[0]).toMatchObject({ name: "Order Completed", looked: 30 });
    expect((await failureOf(api.getVocabulary({ query: { event: "" } }))).code).toBe("invalid_request");
  });

  test("a definition is checked while the event store does not answer", async () => {
    management.reads.failure = new HabitusError("store_unavailable", "Starting.");
    const check = await api.checkSegment({ body: { definition: "did Nothing" } });
    expect(check).toMatchObject({ ok: true, warnings: [], observedAt: null });
    expect((await failureOf(api.getVocabulary())).code).toBe("store_unavailable");
  });

  test("evaluation counts, pages, goes back in time and shows its query", async () => {
    const definition = TWICE;
    const first = await api.evaluateSegment({ body: { definition, limit: 1, sql: true } });
    expect(first).toMatchObject({
      count: 2,
      people: [{ id: "p2", ids: ["user-2", "anon/2"] }],
      at: "2026-03-01T00:00:00.000Z",
    });
    expect(first.sql).toContain("members");
    const rest = await api.evaluateSegment({ body: { definition, after: first.next ?? "" } });
    expect(rest).toMatchObject({ count: 2, people: [{ id: "p3" }], next: null });
    expect(rest).not.toHaveProperty("sql");
    const past = await api.evaluateSegment({ body: { definition, at: "2026-02-27" } });
    expect(past.count).toBe(1);
    expect((await api.evaluateSegment({ body: { definition, limit: 0 } })).people).toEqual([]);
  });

  test("several definitions are counted at one instant, in their order", async () => {
    const definitions = [TWICE, "did Login", "everyone"];
    const { counts, at } = await api.countDefinitions({ body: { definitions } });
    expect({ counts, at }).toEqual({ counts: [2, 0, 3], at: "2026-03-01T00:00:00.000Z" });
    const past = await api.countDefinitions({ body: { definitions: [TWICE], at: "2026-02-27" } });
    expect(past).toMatchObject({ counts: [1], at: "2026-02-27T00:00:00.000Z" });
    const error = await failureOf(api.countDefinitions({ body: { definitions: [TWICE, "did"] } }));
    expect(error.code).toBe("definition_refused");
  });

  test("evaluation counts each line when asked", async () => {
    const definition = `${TWICE} and did Login`;
    const found = await api.evaluateSegment({ body: { definition, limit: 0, conditions: true } });
    expect(found).toMatchObject({
      count: 0,
      conditionsLeftOut: 0,
      conditions: [
        { path: "/condition/of/0", count: 2, without: 0 },
        { path: "/condition/of/1", text: "did Login", count: 0, without: 2 },
      ],
    });
  });

  test("a change of definition says who comes and who goes", async () => {
    const body = { before: TWICE, after: 'did "Order Completed" at most 2 times', examples: 1 };
    expect(await api.diffSegment({ body })).toMatchObject({
      before: 2,
      after: 2,
      both: 1,
      entered: { count: 1, people: [{ id: "p1", ids: ["user-1", "anon/1"] }] },
      left: { count: 1, people: [{ id: "p3" }] },
      at: "2026-03-01T00:00:00.000Z",
    });
    const { examples: _, ...change } = body;
    const behind = async (side: "entered" | "left" | "both") =>
      (await api.listDiffMembers({ body: { ...change, side } })).people.map(({ id }) => id);
    expect([await behind("entered"), await behind("left"), await behind("both")]).toEqual([
      ["p1"],
      ["p3"],
      ["p2"],
    ]);
    const page = { before: null, after: TWICE, side: "entered", limit: 1 } as const;
    const first = await api.listDiffMembers({ body: page });
    expect(first).toMatchObject({ count: 2, people: [{ id: "p2" }], at: "2026-03-01T00:00:00.000Z" });
    const rest = await api.listDiffMembers({ body: { ...page, cursor: first.next ?? "" } });
    expect(rest).toMatchObject({ count: 2, people: [{ id: "p3" }], next: null });
    const made = await api.diffSegment({ body: { before: null, after: TWICE } });
    expect(made).toMatchObject({ before: 0, after: 2, entered: { count: 2 } });
    const refused = await failureOf(api.diffSegment({ body: { before: null, after: "did" } }));
    expect(refused.code).toBe("definition_refused");
  });

  test("a definition is checked and compared with other segments as they will be", async () => {
    await api.createSegment({ body: { ...vip, key: "inner", definition: "everyone" } });
    const inner = { key: "inner", name: "Inner", definition: TWICE, purpose: "marketing" };
    const outer = { key: "outer", name: "Outer", definition: 'in segment "inner"', purpose: "marketing" };
    const after = 'in segment "outer"';
    const made = await api.diffSegment({ body: { before: null, after, segments: [inner, outer] } });
    expect(made).toMatchObject({ before: 0, after: 2 });
    // The one before reads what there is.
    const moved = { before: 'in segment "inner"', after: 'in segment "inner"', segments: [inner] };
    expect(await api.diffSegment({ body: moved })).toMatchObject({ before: 3, after: 2 });
    const page = await api.listDiffMembers({ body: { ...moved, side: "left" } });
    expect(page.people.map(({ id }) => id)).toEqual(["p1"]);
    expect(await api.checkSegment({ body: { definition: after } })).toMatchObject({ ok: false });
    expect(await api.checkSegment({ body: { definition: after, segments: [outer] } })).toMatchObject({
      ok: true,
      text: after,
    });
    const ring = [outer, { ...inner, definition: after }];
    const refused = await failureOf(api.diffSegment({ body: { before: null, after, segments: ring } }));
    expect(refused.code).toBe("definition_refused");
  });

  test("members and trend of a saved segment", async () => {
    await api.createSegment({ body: vip });
    const params = { key: "vip" };
    const page = await api.listSegmentMembers({ params, query: { limit: 1 } });
    expect(page).toMatchObject({ count: 2, people: [{ id: "p2" }], next: "2" });
    const rest = await api.listSegmentMembers({ params, query: { after: "2", at: "2026-03-01T00:00:00Z" } });
    expect(rest.people.map(({ id }) => id)).toEqual(["p3"]);
    const trend = await api.getSegmentTrend({ params, query: { from: "2026-02-26", points: 4 } });
    expect(trend.points).toEqual([
      { at: "2026-02-26T00:00:00.000Z", size: 0 },
      { at: "2026-02-27T00:00:00.000Z", size: 1 },
      { at: "2026-02-28T00:00:00.000Z", size: 2 },
      { at: "2026-03-01T00:00:00.000Z", size: 2 },
    ]);
    expect((await api.getSegmentTrend({ params })).points).toHaveLength(13);
    const daily = await api.getSegmentTrend({ params, query: { unit: "day", points: 3 } });
    expect(daily.points.map(({ at }) => at)).toEqual([
      "2026-02-28T00:00:00.000Z",
      "2026-03-01T00:00:00.000Z",
    ]);
    const both = api.getSegmentTrend({ params, query: { unit: "day", from: "2026-02-26" } });
    expect((await failureOf(both)).code).toBe("invalid_request");
    const empty = await failureOf(api.getSegmentTrend({ params, query: { from: "2026-03-02" } }));
    expect(empty.code).toBe("invalid_request");
  });
});

describe("people and data", () => {
  test("people are found by the beginning of an id, and opened by any id", async () => {
    const page = await api.listPeople({ query: { search: "user-", limit: 2 } });
    expect(page.people.map(({ id }) => id)).toEqual(["p1", "p2"]);
    const rest = await api.listPeople({ query: { search: "user-", after: page.next ?? "" } });
    expect(rest.people.map(({ id }) => id)).toEqual(["p3"]);
    const person = await api.getPerson({ params: { id: "user-2" } });
    expect(person).toMatchObject({
      id: "p2",
      ids: [
        { kind: "user", value: "user-2" },
        { kind: "anonymous", value: "anon/2" },
      ],
      homeZone: { zone: "UTC", from: "workspace" },
      firstSeen: "2026-02-28T00:00:00.000Z",
    });
    expect(await api.getPerson({ params: { id: "p2" } })).toEqual(person);
  });

  test("no digit of a property or trait is lost on the way out", async () => {
    const person = await management.app.request("/api/people/p1", {
      headers: { authorization: "Bearer the admin token of tests" },
    });
    expect(await person.text()).toContain('"traits":{"balance":12345678901234567890.5,"country":"GB"}');
    const events = await management.app.request("/api/people/p1/events?limit=1", {
      headers: { authorization: "Bearer the admin token of tests" },
    });
    expect(await events.text()).toContain('"properties":{"revenue":22345678901234567.89, "k":1}');
  });

  test("a person's events come newest first, page by page, and by name", async () => {
    const params = { id: "p1" };
    const first = await api.listPersonEvents({ params, query: { limit: 1 } });
    expect(first.events.map(({ name }) => name)).toEqual(["Order Completed"]);
    const second = await api.listPersonEvents({ params, query: { limit: 1, before: first.next ?? "" } });
    expect(second.events.map(({ name }) => name)).toEqual(["Product Viewed"]);
    expect(second.next).toBeNull();
    const named = await api.listPersonEvents({ params, query: { name: "Product Viewed" } });
    expect(named.events).toHaveLength(1);
  });

  test("dead letters are listed by reason, read, replayed and deleted", async () => {
    const good = '{"type":"track","event":"A","userId":"u","messageId":"m1"}';
    await keepDeadLetter(management, good, "was_down");
    await keepDeadLetter(management, "{}", "no_id");
    await keepDeadLetter(management, "[]", "no_id");
    const all = await api.listDeadLetters({ query: { limit: 2 } });
    expect(all.deadLetters.map(({ id }) => id)).toEqual(["3-0", "2-0"]);
    expect(all.reasons).toEqual([
      { reason: "no_id", count: 2 },
      { reason: "was_down", count: 1 },
    ]);
    const rest = await api.listDeadLetters({ query: { after: all.next ?? "" } });
    expect(rest.deadLetters.map(({ id }) => id)).toEqual(["1-0"]);
    expect((await api.listDeadLetters({ query: { reason: "was_down" } })).deadLetters).toHaveLength(1);
    expect((await api.getDeadLetter({ params: { id: "1-0" } })).payload).toBe(good);
    expect(await api.replayDeadLetter({ params: { id: "1-0" } })).toEqual({
      accepted: 1,
      rejected: [],
      dropped: [],
    });
    expect((await failureOf(api.replayDeadLetter({ params: { id: "1-0" } }))).code).toBe("not_replayable");
    expect((await api.replayDeadLetter({ params: { id: "3-0" } })).accepted).toBe(0);
    await api.deleteDeadLetter({ params: { id: "3-0" } });
    expect((await failureOf(api.getDeadLetter({ params: { id: "3-0" } }))).code).toBe("not_found");
  });

  test("dead letters are mended by hand, and replayed all at once by reason", async () => {
    const good = (id: string) => `{"type":"track","event":"A","userId":"u","messageId":"${id}"}`;
    await keepDeadLetter(management, "{}", "no_id");
    await keepDeadLetter(management, good("m2"), "was_down");
    await keepDeadLetter(management, "[]", "no_id");
    const params = { id: "1-0" };
    const mended = await api.replayDeadLetter({ params, body: { payload: good("m1") } });
    expect(mended.accepted).toBe(1);
    expect((await api.getDeadLetter({ params })).payload).toBe("{}");
    const ended = async (started: Job) => {
      const ending = async () => api.getJob({ params: { id: started.id } });
      await expect.poll(async () => (await ending()).state).toBe("done");
      return (await ending()).result;
    };
    const ofReason = await ended(await api.replayDeadLetters({ body: { reason: "no_id" } }));
    expect(ofReason).toEqual({ replayed: 0, accepted: 0, refused: 1, passedOver: 0 });
    const ofAll = await ended(await api.replayDeadLetters());
    expect(ofAll).toEqual({ replayed: 1, accepted: 1, refused: 1, passedOver: 0 });
    const [newest] = (await api.listAudit({ query: {} })).entries;
    expect(newest).toMatchObject({ action: "dead_letter.replay_all", target: "dead-letter/all" });
  });

  test("the overview stands also while the store does not answer", async () => {
    await api.createSegment({ body: vip });
    expect(await api.getOverview()).toMatchObject({
      totals: { events: 6, people: 3, segments: 1, deadLetters: 0 },
      lastEventAt: "2026-03-01T00:00:00.000Z",
      storeProblem: null,
      stages: [{ name: "pipeline", ready: true }],
      demo: { state: "none", job: null },
    });
    management.reads.failure = new HabitusError("store_unavailable", "Starting.");
    expect(await api.getOverview()).toMatchObject({
      totals: { events: null, people: null, segments: 1 },
      storeProblem: { code: "store_unavailable" },
    });
  });

  test("the demo's events are counted again once the store has moved, and never ahead of the page", async () => {
    const { reads, clock, deps } = management;
    const asked: boolean[] = [];
    reads.sourceEvents = ({ isWaitedFor }) => Promise.resolve(asked.push(isWaitedFor));
    await api.startDemo();
    const counted = async () => (await api.getOverview()).demo.events;
    expect(await counted()).toBe(1);
    clock.at += MINUTE_MS;
    expect([await counted(), await counted()]).toEqual([1, 1]);
    const totals = await reads.totals();
    reads.totals = () => Promise.resolve({ ...totals, events: 7 });
    await expect.poll(counted).toBe(2);
    expect([await counted(), asked]).toEqual([2, [true, true]]);
    await deps.jobs.stop();
  });

  test("the workspace changes from its present revision; a pinned now is everybody's now", async () => {
    const before = await api.getWorkspace();
    const { updatedAt: _updatedAt, ...settings } = before;
    await api.changeWorkspace({ body: { ...settings, pinnedNow: "2026-02-27" } });
    expect((await failureOf(api.changeWorkspace({ body: settings }))).code).toBe("conflict");
    expect((await api.evaluateSegment({ body: { definition: TWICE } })).count).toBe(1);
    expect((await api.getOverview()).now).toBe("2026-02-27T00:00:00.000Z");
    const mars = { ...settings, rev: 1, zone: "Mars/Base" };
    expect((await failureOf(api.changeWorkspace({ body: mars }))).code).toBe("invalid_request");
  });

  test("event names", async () => {
    expect((await api.listEventNames()).names).toEqual([
      { name: "Order Completed", count: 6, lastSeen: "2026-03-01T00:00:00.000Z" },
    ]);
  });
});

describe("jobs", () => {
  test("the demo starts once, is followed, cancelled and listed", async () => {
    const job = await api.startDemo();
    expect(job).toMatchObject({ state: "running", createdBy: { kind: "token" } });
    expect((await failureOf(api.startDemo())).details).toEqual({ job: job.id });
    expect((await api.getOverview()).demo).toMatchObject({ state: "running", job: { id: job.id } });
    management.demo.move({ done: 40 });
    expect(await api.getJob({ params: { id: job.id } })).toMatchObject({ done: 40, total: 100 });
    await api.cancelJob({ params: { id: job.id } });
    const states: string[] = [];
    for await (const { data } of api.streamJobProgress({ params: { id: job.id } })) states.push(data.state);
    expect(states.at(-1)).toBe("cancelled");
    expect((await failureOf(api.cancelJob({ params: { id: job.id } }))).code).toBe("job_finished");
    await api.startDemo();
    const page = await api.listJobs({ query: { limit: 1 } });
    const rest = await api.listJobs({ query: { after: page.next ?? "" } });
    expect([...page.jobs, ...rest.jobs].map(({ id, state }) => [id, state])).toEqual([
      ["j2", "running"],
      ["j1", "cancelled"],
    ]);
    await management.deps.jobs.stop();
  });
});
