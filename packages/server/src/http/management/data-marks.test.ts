import { parseDefinition } from "@habitus/segments";
import { beforeEach, expect, test } from "vitest";
import {
  ADMIN_TOKEN,
  adminCookie,
  apiKey,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";
import { recorded } from "./testing/recorded.ts";

const definitionOf = (text: string) => {
  const parsed = parseDefinition(text);
  if (parsed.kind !== "ok") throw new Error(text);
  return parsed.definition;
};

let management: Management;
beforeEach(async () => {
  const definition = definitionOf('did "Order Completed" where revenue > 5');
  const template = { family: "f", key: "buyers", name: "", goal: "", action: "", about: "", definition };
  management = createManagement({ templates: () => Promise.resolve([template]) });
  await adminCookie(management);
});

const params = { event: "Order Completed" };
const none = { segments: [], scores: [], computedTraits: [], models: [], surveys: [], templates: [] };

test("before something is no longer kept it is said who reads it, and refused unless it is meant", async () => {
  const client = clientOf(management.app);
  await client.createSegment({ body: newSegment("dear", 'did "Order Completed" where revenue > 50') });
  await client.createSegment({ body: newSegment("outer", 'not in segment "dear"') });
  await client.createSegment({ body: newSegment("british", 'country is "GB"') });
  await client.createSegment({ body: newSegment("moved", 'country changed from "GB" in last 30 days') });
  await client.createSegment({ body: newSegment("settled", 'country has been "GB" for 90 days') });
  const trait = { name: "Spent", definition: 'sum of "Order Completed".revenue', rev: 0 };
  await client.editComputedTrait({ params: { key: "spent" }, body: trait });
  const marks = {
    mark: null,
    fields: { revenue: "unnecessary", colour: "unnecessary", category: "mandatory" },
  } as const;
  const { stopped } = await client.previewDataMarks({ params, body: marks });
  const readers = { ...none, segments: ["dear", "outer"], computedTraits: ["spent"], templates: ["buyers"] };
  expect(stopped).toEqual([
    { field: "revenue", ...readers },
    { field: "colour", ...none },
  ]);
  const edit = (rev: number, anyway: boolean) =>
    client.editDataMarks({ params, body: { ...marks, rev, anyway } });
  await expect(edit(0, false)).rejects.toMatchObject({
    code: "in_use",
    message: '"revenue" of "Order Completed" is read by segments dear, outer and computed traits spent.',
  });
  expect(await edit(0, true)).toMatchObject({ event: "Order Completed", ...marks, rev: 1, dropped: [] });
  // What is dropped already is not asked for again.
  expect(await edit(1, false)).toMatchObject({ rev: 2 });
  const traits = await client.previewDataMarks({
    params: { event: "$identify" },
    body: { mark: null, fields: { country: "unnecessary" } },
  });
  const reading = ["british", "moved", "settled"];
  expect(traits.stopped).toEqual([{ field: "country", ...none, segments: reading }]);
  const { entries } = await client.listAudit();
  expect(entries[0]).toMatchObject({ action: "data_marks.change", target: "data-marks/Order Completed" });
});

test("a place inside of a field is read by what reads it, what is around it or inside of it", async () => {
  const client = clientOf(management.app);
  await client.createSegment({ body: newSegment("local", 'did moved where address.city is "Bath"') });
  const inside = { "address.city": "unnecessary", "address.zip": "unnecessary" } as const;
  const moved = { params: { event: "moved" }, body: { mark: null, fields: inside } };
  expect((await client.previewDataMarks(moved)).stopped).toEqual([
    { field: "address.city", ...none, segments: ["local"] },
    { field: "address.zip", ...none },
  ]);
});

test("answers to surveys are read by the surveys there are", async () => {
  const client = clientOf(management.app);
  const question = {
    key: "liked",
    text: "Liked it?",
    answer: { type: "yes_no" },
    tag: "nps",
    decayDays: null,
  } as const;
  await client.editSurvey({ params: { key: "nps" }, body: { name: "NPS", questions: [question], rev: 0 } });
  const answered = { event: "Survey Answered" };
  const whole = { mark: "unnecessary", fields: {} } as const;
  const { stopped } = await client.previewDataMarks({ params: answered, body: whole });
  expect(stopped).toEqual([{ field: null, ...none, surveys: ["nps"] }]);
  const fields = { answer: "unnecessary", channel: "unnecessary" } as const;
  const some = await client.previewDataMarks({ params: answered, body: { mark: null, fields } });
  expect(some.stopped).toEqual([
    { field: "answer", ...none, surveys: ["nps"] },
    { field: "channel", ...none },
  ]);
  const edit = client.editDataMarks({ params: answered, body: { ...whole, rev: 0, anyway: false } });
  await expect(edit).rejects.toMatchObject({
    code: "in_use",
    message: '"Survey Answered" is read by surveys nps.',
  });
});

test("the audit tells where what is mandatory is missing, and segments that what they read is not kept", async () => {
  const client = clientOf(management.app);
  await client.createSegment({ body: newSegment("dear", 'did "Order Completed" where category is "a"') });
  const fields = { revenue: "mandatory", absent: "mandatory", category: "unnecessary" } as const;
  await client.editDataMarks({ params, body: { mark: "mandatory", fields, rev: 0, anyway: true } });
  const never = { mark: "mandatory", fields: {}, rev: 0 } as const;
  await client.editDataMarks({ params: { event: "Never Sent" }, body: { ...never } });
  expect(await client.auditEvents({ query: {} })).toMatchObject({
    missing: ["Never Sent"],
    events: [{ name: "Order Completed", mark: "mandatory" }, { mark: null }],
  });
  const audit = await client.auditFields({ query: { event: "Order Completed" } });
  expect(audit.missing).toEqual(["absent"]);
  expect(audit.fields.map(({ name, mark, missing }) => [name, mark, missing])).toEqual([
    ["revenue", "mandatory", 10],
    ["category", "unnecessary", 0],
  ]);
  await management.deps.violations.count([
    { event: "Order Completed", path: "category.name", rule: "type", says: "", place: null },
    { event: "Order Completed", path: "categoryx", rule: "type", says: "", place: null },
  ]);
  const { warnings } = await client.getSegmentWarnings({ params: { key: "dear" } });
  expect(warnings.slice(0, 2)).toEqual([
    { event: "Order Completed", field: "category", code: "not_kept", figures: {} },
    { event: "Order Completed", field: "category", code: "against_plan", figures: { count: 1 } },
  ]);
});

test("only an admin says what is no longer kept", async () => {
  const editor = clientOf(management.app, await apiKey(management, "editor"));
  const body = { mark: "useful", fields: {}, rev: 0 } as const;
  await expect(editor.editDataMarks({ params, body })).rejects.toMatchObject({ code: "forbidden" });
  expect((await editor.listDataMarks()).events).toEqual([]);
});

// State written by the first version of the table. It is never written anew: a new version of a table must read it.
test("marks are read again", async () => {
  const { kept, kv } = await recorded<{ readonly answers: unknown }>("data-marks-v1");
  management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  expect(await clientOf(management.app).listDataMarks()).toEqual(kept.answers);
});
