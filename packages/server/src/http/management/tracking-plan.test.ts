import { beforeEach, expect, test } from "vitest";
import { eventRow } from "../../store/event-store.contract.ts";
import {
  ADMIN_TOKEN,
  adminCookie,
  apiKey,
  clientOf,
  createManagement,
  keepDeadLetter,
  type Management,
} from "./testing/management.ts";
import { recorded } from "./testing/recorded.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const params = { event: "Order / Completed" };
const schema = {
  type: "object",
  properties: { revenue: { type: "number" } },
  required: ["revenue"],
} as const;
const body = { schema: { ...schema, required: [...schema.required] }, mode: "refuse" as const, rev: 0 };

test("a schema is kept under the event's name, told in the audit log, and taken out again", async () => {
  const client = clientOf(management.app);
  expect((await client.listTrackingPlan()).events).toEqual([]);
  const kept = await client.editPlannedEvent({ params, body });
  expect(kept).toMatchObject({ event: "Order / Completed", mode: "refuse", version: 1, rev: 1, schema });
  await expect(client.editPlannedEvent({ params, body })).rejects.toMatchObject({ code: "conflict" });
  await client.editPlannedEvent({ params, body: { ...body, mode: "count", rev: 1 } });
  expect((await client.listTrackingPlan()).events).toMatchObject([
    { event: "Order / Completed", mode: "count", fields: 1, violations: { day: 0, week: 0 } },
  ]);
  expect((await client.listPlanVersions({ params })).versions.map(({ version }) => version)).toEqual([2, 1]);
  await client.deletePlannedEvent({ params });
  await expect(client.getPlannedEvent({ params })).rejects.toMatchObject({ code: "not_found" });
  const { entries } = await client.listAudit();
  expect(entries.slice(0, 3).map(({ action, after }) => [action, after?.["mode"]])).toEqual([
    ["tracking_plan.delete", undefined],
    ["tracking_plan.change", "count"],
    ["tracking_plan.create", "refuse"],
  ]);
  const viewer = clientOf(management.app, await apiKey(management, "viewer"));
  await expect(viewer.editPlannedEvent({ params, body })).rejects.toMatchObject({ code: "forbidden" });
});

test.each([
  [{ type: "object", $ref: "https://example.com/schema" }, "schema"],
  [{ type: "object", properties: { a: { pattern: "(a+)+$" } } }, "schema.properties.a.pattern"],
  [{ type: "array" }, "schema.type"],
  [{ type: "object", properties: { a: { type: "text" } } }, "schema.properties.a.type"],
])("%j cannot be used, and the answer says where", async (wrong, path) => {
  const client = clientOf(management.app);
  const refused = client.editPlannedEvent({ params, body: { ...body, schema: wrong as never } });
  await expect(refused).rejects.toMatchObject({
    code: "invalid_request",
    details: { problems: [expect.objectContaining({ path: expect.stringMatching(`(?:body\\.)?${path}`) })] },
  });
});

test("a draft has the types that most values have", async () => {
  const client = clientOf(management.app);
  expect(await client.draftPlannedEvent({ params: { event: "Order Completed" } })).toEqual({
    looked: 100,
    schema: { type: "object", properties: { revenue: { type: "number" }, category: { type: "string" } } },
  });
});

test("a case is the stored event with its person, the dead letter, or neither once it is gone", async () => {
  const { deps, reads } = management;
  const client = clientOf(management.app);
  await keepDeadLetter(management, "{}", "against_plan");
  const found = { event: "Bought", path: "revenue", rule: "required", says: "is missing" } as const;
  const place = (kind: "event" | "letter", offset: number) => ({
    ...found,
    place: { kind, offset, index: 0 },
  });
  await deps.violations.count([place("event", 7), place("event", 8), place("letter", 1), place("letter", 5)]);
  Object.assign(reads, {
    at: () =>
      Promise.resolve([eventRow(7, { node: 2, name: "Bought", properties: '{"n":12345678901234567890}' })]),
  });
  const { violations } = await client.listViolations({ params: { event: "Bought" } });
  expect(violations).toMatchObject([
    { path: "revenue", rule: "required", says: "is missing", day: 4, week: 4 },
  ]);
  expect(violations[0]?.cases.map(({ deadLetter, event }) => [deadLetter, event?.person])).toEqual([
    [null, undefined],
    ["1-0", undefined],
    [null, undefined],
    [null, "p2"],
  ]);
});

// State written by the first version of the tables. It is never written anew: a new version of a table must read it.
test("plans, their versions and counts are read again", async () => {
  const { kept, kv } = await recorded<{ readonly answers: unknown }>("tracking-plan-v1");
  management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const client = clientOf(management.app);
  const event = { params: { event: "Bought" } };
  expect({
    plan: await client.listTrackingPlan(),
    versions: await client.listPlanVersions(event),
    violations: await client.listViolations(event),
  }).toEqual(kept.answers);
});
