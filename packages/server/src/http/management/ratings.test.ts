import { beforeEach, expect, test } from "vitest";
import { RUNS_KEPT } from "../../models/model-runs.ts";
import { createRatingRuns } from "../../models/ratings.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import {
  ADMIN_TOKEN,
  adminCookie,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";
import { recorded } from "./testing/recorded.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const part = (key: string, when: string, points = 1) => ({ key, name: key, rules: [{ when, points }] });
const rating = (more: Record<string, unknown> = {}) => ({
  name: "Lead",
  goal: "Call the right people first",
  owner: "Sales",
  kind: "lead" as const,
  parts: [part("fit", "company_size >= 100", 20), part("interest", 'DID "Demo Requested"', 40)],
  rev: 0,
  ...more,
});
const params = { key: "lead" };

test("a rating is made with defaults, changed, run, and audited", async () => {
  const client = clientOf(management.app);
  const made = await client.editRating({ params, body: rating() });
  expect(made).toMatchObject({
    halfLifeDays: 14,
    clearFrom: 0.6,
    everyHours: 24,
    purpose: null,
    bands: [],
    rev: 1,
    newest: null,
    job: null,
    texts: [],
  });
  expect(made.parts[1]?.rules).toEqual([{ when: 'did "Demo Requested"', points: 40 }]);
  expect(made.scores.map(({ key }) => key)).toEqual(["lead.fit", "lead.interest", "lead.total"]);
  const bands = [
    { name: "warm", from: 20 },
    { name: "hot", from: 50 },
  ];
  expect(await client.editRating({ params, body: rating({ bands, rev: 1 }) })).toMatchObject({
    bands,
    rev: 2,
  });
  await expect(client.editRating({ params, body: rating() })).rejects.toMatchObject({ code: "conflict" });
  const job = await client.runRating({ params });
  expect((await client.getRating({ params })).rating.job).toBe(job.id);
  await expect(client.runRating({ params })).rejects.toMatchObject({ code: "job_running" });
  const { entries } = await client.listAudit({ query: {} });
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["rating.create", "rating.change", "job.start"]),
  );
});

test.each([
  [{ parts: [part("fit", 'did not "Order Completed"')] }, "invalid_request"],
  [{ parts: [part("fit", "did")] }, "definition_refused"],
  [{ parts: [part("total", "did x")] }, "invalid_request"],
  [{ parts: [part("a", "did x"), part("a", "did y")] }, "invalid_request"],
  [{ parts: [{ key: "a", name: "A", rules: [] }] }, "invalid_request"],
  [{ kind: "benefits" }, "invalid_request"],
  [{ kind: "popular" }, "invalid_request"],
  [{ halfLifeDays: 0 }, "invalid_request"],
  [
    {
      bands: [
        { name: "hot", from: 50 },
        { name: "warm", from: 20 },
      ],
    },
    "invalid_request",
  ],
])("%j is refused with %s", async (more, code) => {
  const body = rating(more) as ReturnType<typeof rating>;
  await expect(clientOf(management.app).editRating({ params, body })).rejects.toMatchObject({ code });
});

test("what a segment asks for stays; a lead is made a segment only by who says so, and nothing shares its key", async () => {
  const client = clientOf(management.app);
  await client.editRating({ params, body: rating() });
  const checked = await client.checkSegment({ body: { definition: 'predicted "lead.total" >= 50' } });
  // Nobody has run it yet.
  expect(checked.warnings).toMatchObject([{ code: "lead_as_segment" }, { code: "missing_rating" }]);
  const hot = newSegment("hot", 'predicted "lead.total" >= 50');
  await expect(client.createSegment({ body: hot })).rejects.toMatchObject({
    code: "lead_as_segment",
    details: { scores: ["lead.total"], tag: "lead" },
  });
  const ranked = { ...hot, definition: 'in top 10% by predicted "lead.total"' };
  await expect(client.createSegment({ body: ranked })).rejects.toMatchObject({ code: "lead_as_segment" });
  await client.createSegment({ body: newSegment("visitors", "did visit") });
  const { key: _, ...edited } = { ...hot, rev: 1 };
  await expect(client.editSegment({ params: { key: "visitors" }, body: edited })).rejects.toMatchObject({
    code: "lead_as_segment",
  });
  await client.createSegment({ body: { ...hot, tags: ["lead"] } });
  // What is in force stays: its name can be changed, and the tag be taken away.
  await client.editSegment({ params: { key: "hot" }, body: edited });
  await expect(client.deleteRating({ params })).rejects.toMatchObject({
    code: "in_use",
    details: { segments: ["hot"] },
  });
  const fewer = rating({ rev: 1, parts: [part("fit", "company_size >= 100")] });
  await expect(client.editRating({ params, body: fewer })).rejects.toMatchObject({ code: "invalid_request" });
  const model = {
    name: "M",
    goal: "g",
    owner: "o",
    kind: "mbgnbd" as const,
    orders: ["did purchase"],
    valueProperty: null,
    rev: 0,
  };
  await expect(client.editModel({ params, body: model })).rejects.toMatchObject({ code: "conflict" });
  await client.editModel({ params: { key: "shop" }, body: model });
  await expect(client.editRating({ params: { key: "shop" }, body: rating() })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("people are asked for by a score it tells, of a segment there is", async () => {
  const client = clientOf(management.app);
  await client.editRating({ params, body: rating() });
  expect(await client.listRatedPeople({ params, query: {} })).toEqual({ people: [], next: null });
  const asked = (query: { score?: string; segment?: string; after?: string }) =>
    client.listRatedPeople({ params, query });
  await expect(asked({ score: "trend" })).rejects.toMatchObject({ code: "invalid_request" });
  await expect(asked({ segment: "none" })).rejects.toMatchObject({ code: "not_found" });
  await expect(asked({ after: "x" })).rejects.toMatchObject({ code: "invalid_cursor" });
  expect(await client.getPersonScores({ params: { id: "p1" } })).toEqual({
    scores: [],
    benefits: [],
    reasons: [],
    anyOrder: [],
  });
});

test("people of a segment are told by ids that the rating's purpose may read, and the segment's", async () => {
  const { deps } = createManagement();
  const source = { from: "trait", name: "email" } as const;
  const email = { key: "email", format: "email", sources: [source], perPerson: 5, rev: 1 } as const;
  const kind = { ...email, joins: "nothing", heldAbove: 100, isOn: true } as const;
  const ids = [...deps.profiles.ids(1), { kind: "email", value: "ada@example.com" }];
  const told = createManagement({
    profiles: { ...deps.profiles, ids: () => ids },
    idKinds: { ...deps.idKinds, list: () => [kind] },
    scored: () => Promise.resolve([{ person: 1, number: "3" }]),
  });
  await adminCookie(told);
  const client = clientOf(told.app);
  const by = { kind: "system", id: "test", name: "Test" } as const;
  const purpose = { kind: "purpose", otherwise: true, exceptIn: [], refusedBySignal: false } as const;
  for (const name of ["care", "sales"])
    await told.deps.purposes.set(name, { ...purpose, name, categories: [] }, 0, by);
  await told.deps.purposes.setOfData({ events: {}, properties: {}, traits: { email: ["care"] } }, 0, by);
  await client.createSegment({ body: newSegment("cared", "everyone", { purpose: "care" }) });
  await client.editRating({ params, body: rating({ purpose: "sales" }) });
  await client.editRating({ params: { key: "caring" }, body: rating({ purpose: "care" }) });
  const shown = async (key: string) =>
    (await client.listRatedPeople({ params: { key }, query: { segment: "cared" } })).people[0]?.ids;
  expect(await shown("caring")).toContain("ada@example.com");
  expect(await shown("lead")).toEqual(deps.profiles.ids(1).map(({ value }) => value));
});

test("a rating whose scores are in force has told, however many runs told nothing since", async () => {
  const kv = createMemoryKv();
  const told = createManagement({}, kv);
  await adminCookie(told);
  const client = clientOf(told.app);
  await client.editRating({ params, body: rating() });
  const warned = async () =>
    (await client.checkSegment({ body: { definition: 'predicted "lead.total" > 5' } })).warnings.map(
      ({ code }) => code,
    );
  const runs = createRatingRuns(kv);
  const run = {
    model: "lead",
    rev: 1,
    job: "j1",
    startedAt: 1,
    finishedAt: 2,
    error: null,
    result: null,
  };
  await runs.keep({ ...run, outcome: "refused" });
  expect(await warned()).toContain("missing_rating");
  await runs.keep({ ...run, outcome: "scored" });
  for (let more = 0; more < RUNS_KEPT; more++) await runs.keep({ ...run, outcome: "refused" });
  expect(await warned()).not.toContain("missing_rating");
});

test("ratings, their runs and when people were taken along are read again", async () => {
  type Kept = {
    readonly lead: object;
    readonly sought: { readonly rating: object; readonly runs: readonly object[] };
    readonly taken: object;
  };
  const { kept, kv } = await recorded<{ readonly answers: Kept }>("ratings-v1");
  const restarted = createManagement({}, kv);
  await restarted.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(restarted.app);
  const { uses } = restarted.deps.health;
  const { lead, sought, taken } = kept.answers;
  expect({
    lead: (await api.getRating({ params: { key: "lead" } })).rating,
    sought: await api.getRating({ params: { key: "sought" } }),
    taken: { vip: uses.lastTaken("vip"), since: uses.takingsSince() },
  }).toEqual({
    lead: { ...lead, warnings: [] },
    sought: { ...sought, rating: { ...sought.rating, warnings: [] } },
    taken,
  });
});
