import { decodeFacts } from "@habitus/events";
import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const element = (when: string, value: number) => ({ when, value });
const scoreOf = (...elements: readonly ReturnType<typeof element>[]) => {
  return { name: "Lead", kind: "behaviour" as const, elements: [...elements], rev: 0 };
};

test("a score is the sum of its elements, compared by definitions, and in use as long as one does", async () => {
  const client = clientOf(management.app);
  const params = { key: "lead" };
  const body = scoreOf(
    element('DID "Order Completed"', 2.5),
    element('country is "GB" or did "Product Viewed"', -1),
  );
  expect(await client.editScore({ params, body })).toMatchObject({
    key: "lead",
    purpose: null,
    rev: 1,
    elements: [
      { when: 'did "Order Completed"', value: 2.5 },
      { when: 'country is "GB" or did "Product Viewed"', value: -1 },
    ],
  });
  await client.createSegment({ body: newSegment("warm", 'score "lead" >= 1') });
  await expect(client.deleteScore({ params })).rejects.toMatchObject({ code: "in_use" });
  await client.deleteSegment({ params: { key: "warm" }, query: { rev: 1 } });
  await client.deleteScore({ params });
  await expect(client.evaluateSegment({ body: { definition: 'score "lead" >= 1' } })).rejects.toMatchObject({
    code: "definition_refused",
  });
});

test("mistakes in an element are refused with their place, and a ring over segments and scores with its path", async () => {
  const client = clientOf(management.app);
  const edit = (key: string, ...elements: readonly ReturnType<typeof element>[]) =>
    client.editScore({ params: { key }, body: scoreOf(...elements) });
  await expect(edit("lead", element("did", 1))).rejects.toMatchObject({ code: "definition_refused" });
  await expect(edit("lead", element("did x", 1e-7))).rejects.toMatchObject({ code: "definition_refused" });
  await edit("lead", element("did x", 1));
  await client.createSegment({ body: newSegment("warm", 'score "lead" >= 1') });
  const ring = { ...scoreOf(element('in segment "warm"', 1)), rev: 1 };
  await expect(client.editScore({ params: { key: "lead" }, body: ring })).rejects.toThrow(/"warm"/);
  await edit("other", element('in segment "warm"', 1));
  const gone = client.deleteSegment({ params: { key: "warm" }, query: { rev: 1 } });
  await expect(gone).rejects.toMatchObject({ code: "segment_in_use" });
});

test("a score that is a lead is made a segment only by who says so, also where another score adds it up", async () => {
  const client = clientOf(management.app);
  const points = scoreOf(element('did "Order Completed"', 5));
  await client.editScore({ params: { key: "fit" }, body: { ...points, kind: "lead" } });
  await client.editScore({ params: { key: "all" }, body: scoreOf(element('score "fit" > 3', 1)) });
  await client.editScore({ params: { key: "habit" }, body: points });
  expect((await client.listScores({})).scores.map(({ kind }) => kind)).toEqual([
    "behaviour",
    "lead",
    "behaviour",
  ]);
  for (const [definition, score] of [
    ['score "fit" >= 1', "fit"],
    ['country is "GB" or not score "all" >= 1', "all"],
    ['in top 10% by score "fit"', "fit"],
  ] as const) {
    const checked = await client.checkSegment({ body: { definition } });
    expect(checked.warnings).toMatchObject([{ code: "lead_as_segment" }]);
    const body = newSegment("hot", definition);
    await expect(client.createSegment({ body })).rejects.toMatchObject({
      code: "lead_as_segment",
      details: { scores: [score], tag: "lead" },
    });
  }
  const checked = await client.checkSegment({ body: { definition: 'score "habit" >= 1' } });
  expect(checked.warnings).toEqual([]);
  await client.createSegment({ body: newSegment("regular", 'score "habit" >= 1') });
  const meant = { ...newSegment("hot", 'score "fit" >= 1'), tags: ["lead"] };
  expect(await client.createSegment({ body: meant })).toMatchObject({ tags: ["lead"] });
  // Whoever reads a segment that was meant has not made another by accident.
  await client.createSegment({ body: newSegment("both", 'in segment "hot" and did visit') });
});

test("what a score is must be said", async () => {
  const client = clientOf(management.app);
  const { kind: _, ...unsaid } = scoreOf(element("did visit", 1));
  const body = unsaid as ReturnType<typeof scoreOf>;
  await expect(client.editScore({ params: { key: "fit" }, body })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("predictions become facts; what is refused names its place and the rest is said", async () => {
  const client = clientOf(management.app);
  const values = [
    { id: "user-1", value: 0.75 },
    { id: "null", value: 1 },
    { id: "somebody new", value: null },
    { id: "user-2", value: 1e30 },
  ];
  const before = management.log.head().offset;
  const said = await client.writePredictions({ params: { key: "churn" }, body: { values } });
  expect(said).toMatchObject({
    said: 2,
    refused: [
      { place: 1, code: "unfit_id" },
      { place: 3, code: "unfit_number" },
    ],
  });
  const [record] = management.log.read(before + 1, { records: 1, bytes: 1e6 });
  if (record === undefined) throw new Error("nothing was said");
  expect(decodeFacts(record.payload).facts).toMatchObject([
    { id: { kind: "user", value: "user-1" }, name: "$score/churn", value: "0.75" },
    { id: { kind: "user", value: "somebody new" }, name: "$score/churn", value: "null" },
  ]);
});
