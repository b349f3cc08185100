import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const model = (more: Record<string, unknown> = {}) => ({
  name: "Shop",
  goal: "Know who will buy",
  owner: "CRM",
  kind: "mbgnbd" as const,
  orders: ['DID "Order Completed" where revenue > 0'],
  valueProperty: "revenue",
  rev: 0,
  ...more,
});
const params = { key: "shop" };

test("a model is made with defaults, changed, run, and audited", async () => {
  const client = clientOf(management.app);
  const made = await client.editModel({ params, body: model() });
  expect(made).toMatchObject({
    orders: ['did "Order Completed" where revenue > 0'],
    unit: "week",
    holdoutDays: 90,
    horizonDays: 90,
    everyHours: 24,
    purpose: null,
    rev: 1,
    newest: null,
    inForce: null,
    job: null,
  });
  expect(made.scores.map(({ key }) => key)).toEqual(
    ["alive", "orders", "rate", "next", "spend", "value"].map((name) => `shop.${name}`),
  );
  const changed = await client.editModel({
    params,
    body: model({ kind: "bgnbd", valueProperty: null, rev: 1 }),
  });
  expect(changed.scores.map(({ name }) => name)).toEqual(["orders", "rate", "next"]);
  await expect(client.editModel({ params, body: model() })).rejects.toMatchObject({ code: "conflict" });
  const job = await client.runModel({ params });
  expect((await client.getModel({ params })).model.job).toBe(job.id);
  await expect(client.runModel({ params })).rejects.toMatchObject({ code: "job_running" });
  const { entries } = await client.listAudit({ query: {} });
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["model.create", "model.change", "job.start"]),
  );
});

test.each([
  [{ orders: ['did "Order Completed" at least 2 times'] }, "not_an_order"],
  [{ orders: ['did "Order Completed" in last 30 days'] }, "not_an_order"],
  [{ orders: ['country is "GB"'] }, "not_an_order"],
  [{ orders: ["did"] }, "definition_refused"],
  [{ orders: [] }, "invalid_request"],
  [{ kind: "gammagamma" }, "invalid_request"],
  [{ horizonDays: 0 }, "invalid_request"],
])("%j is refused with %s", async (more, code) => {
  const body = model(more) as ReturnType<typeof model>;
  await expect(clientOf(management.app).editModel({ params, body })).rejects.toMatchObject({ code });
});

const likelihood = (more: Record<string, unknown> = {}) => ({
  name: "Leaving",
  goal: "Keep them",
  owner: "CRM",
  kind: "propensity" as const,
  outcome: 'did not "Order Completed" in last 90 days',
  rev: 0,
  ...more,
});

test("how likely anything is is asked in the language of segments, and keeps the segment it is asked of", async () => {
  const client = clientOf(management.app);
  await client.createSegment({ body: newSegment("buyers", 'did "Order Completed"') });
  const leaving = { key: "leaving" };
  const made = await client.editModel({
    params: leaving,
    body: likelihood({ audience: 'IN segment "buyers"' }),
  });
  expect(made).toMatchObject({
    kind: "propensity",
    outcome: 'did not "Order Completed" in last 90 days',
    audience: 'in segment "buyers"',
    valueProperty: null,
    everyHours: 24,
    scores: [{ name: "chance", key: "leaving.chance" }],
  });
  expect((await client.getSegment({ params: { key: "buyers" } })).usedBy).toMatchObject([
    { kind: "model", key: "leaving", name: "Leaving" },
  ]);
  await expect(client.deleteSegment({ params: { key: "buyers" }, query: { rev: 1 } })).rejects.toMatchObject({
    code: "segment_in_use",
  });
  await client.createSegment({ body: newSegment("likely", 'predicted "leaving.chance" > 0.7') });
  // A model of buying tells no such chance.
  await expect(client.editModel({ params: leaving, body: model({ rev: 1 }) })).rejects.toMatchObject({
    code: "in_use",
    details: { segments: ["likely"] },
  });
});

test.each([
  [{ outcome: 'did "Order Completed"' }, "not_an_outcome"],
  [{ outcome: 'did "Order Completed" in last 30 days and country is "GB"' }, "not_an_outcome"],
  [{ outcome: "did" }, "definition_refused"],
  [{ audience: 'in segment "nobody"' }, "definition_refused"],
  [{ orders: ["did purchase"] }, "invalid_request"],
])("%j is no likelihood: %s", async (more, code) => {
  const body = likelihood(more) as ReturnType<typeof likelihood>;
  await expect(clientOf(management.app).editModel({ params, body })).rejects.toMatchObject({ code });
});

test("values in several currencies are refused of a likelihood too, until they are taken in that of the workspace", async () => {
  const client = clientOf(management.app);
  management.reads.seenCurrencies = [
    { said: "EUR", own: "EUR", events: 69 },
    { said: "USD", own: "EUR", events: 31 },
  ];
  await client.changeMoney({ body: { currency: "EUR", rev: 0 } });
  const edited = (valueProperty: string) =>
    client.editModel({ params, body: likelihood({ valueProperty }) as ReturnType<typeof likelihood> });
  await expect(edited("revenue")).rejects.toMatchObject({
    code: "definition_refused",
    details: { problems: [{ code: "mixed_currencies", suggestion: "$revenue" }] },
  });
  expect(await edited("$revenue")).toMatchObject({ valueProperty: "$revenue" });
});

test("a model whose scores a segment compares stays; predictions never write its scores", async () => {
  const client = clientOf(management.app);
  await client.editModel({ params, body: model() });
  const segment = newSegment("likely", 'predicted "shop.alive" > 0.7');
  await client.createSegment({ body: segment });
  await expect(client.deleteModel({ params })).rejects.toMatchObject({ code: "in_use" });
  // Orders under this kind cannot tell whether somebody is still there.
  const edited = (more: Record<string, unknown>) =>
    client.editModel({ params, body: model({ rev: 1, ...more }) });
  await expect(edited({ kind: "bgnbd" })).rejects.toMatchObject({
    code: "in_use",
    details: { segments: ["likely"] },
  });
  await edited({ valueProperty: null });
  await client.deleteSegment({ params: { key: "likely" }, query: { rev: 1 } });
  expect(await client.deleteModel({ params })).toMatchObject({ kind: "model-run" });
  await expect(
    client.writePredictions({
      params: { key: "shop.alive" },
      body: { values: [{ id: "user-1", value: 1 }] },
    }),
  ).rejects.toMatchObject({ code: "invalid_request" });
});

test("a ready-made segment says what it needs, and a definition is warned of a score that nobody tells", async () => {
  const definition = {
    version: 1,
    condition: { kind: "predicted", score: "shop.next", op: "<=", value: { kind: "number", value: "7" } },
  } as const;
  const template = {
    family: "lifecycle",
    key: "due",
    name: "Due",
    goal: "",
    action: "",
    about: "",
    definition,
  };
  const asked = createManagement({ templates: () => Promise.resolve([template]) });
  await adminCookie(asked);
  const client = clientOf(asked.app);
  const needs = async () => (await client.listTemplates({})).templates.map((each) => each.needs);
  const warned = async () => {
    const { warnings } = await client.checkSegment({ body: { definition: 'predicted "shop.next" <= 7' } });
    return warnings.map(({ code, line, column }) => ({ code, line, column }));
  };
  expect(await needs()).toEqual([[{ kind: "model", key: "shop", state: "missing" }]]);
  expect(await warned()).toEqual([{ code: "missing_score", line: 1, column: 11 }]);
  await client.editModel({ params, body: model() });
  expect(await needs()).toEqual([[{ kind: "model", key: "shop", state: "silent" }]]);
  expect(await warned()).toHaveLength(1);
});
