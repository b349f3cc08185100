import { beforeEach, expect, test } from "vitest";
import {
  ADMIN_TOKEN,
  adminCookie,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

test("events and fields tell which segments read them, nested ones included, in pages", async () => {
  const client = clientOf(management.app);
  await client.createSegment({ body: newSegment("dear", 'did "Order Completed" where revenue > 50') });
  await client.createSegment({ body: newSegment("outer", 'not in segment "dear"') });
  await client.createSegment({ body: newSegment("any", 'did any event starting with "Order"') });
  const first = await client.auditEvents({ query: { limit: 1 } });
  expect(first.events).toMatchObject([
    { name: "Order Completed", events: 100, volume: "dropped", segments: ["any", "dear", "outer"] },
  ]);
  const second = await client.auditEvents({ query: { limit: 1, after: first.next ?? "" } });
  expect([second.events[0]?.name, second.events[0]?.segments, second.next]).toEqual(["=cmd()", [], null]);
  const audit = await client.auditFields({ query: { event: "Order Completed" } });
  expect(audit).toMatchObject({ looked: 100, duplicates: 3, next: null });
  expect(audit.fields).toMatchObject([
    { name: "revenue", share: 0.9, kind: "number", invalid: 10, segments: ["dear", "outer"] },
    { name: "category", share: 0.5, kind: "text", invalid: 0, outOfRange: null, segments: [] },
  ]);
});

test("a segment tells what is wrong with the data that it reads, and that it looks further back than that is kept", async () => {
  const client = clientOf(management.app);
  const definition = 'did "Order Completed" in last 30 days where revenue > 50 and colour is "red"';
  await client.createSegment({ body: newSegment("dear", definition) });
  await client.createSegment({
    body: newSegment("near", 'did "Order Completed" in last 7 days where category is "a"'),
  });
  const rules = [{ event: "*", days: 10 }];
  await client.editRetention({ body: { rules, rev: 0 } });
  const codes = async (key: string) =>
    (await client.getSegmentWarnings({ params: { key } })).warnings.map(({ code, field }) => [code, field]);
  expect(await codes("dear")).toEqual([
    ["kept_shorter", null],
    ["dropped", null],
    ["mixed_values", "revenue"],
    ["missing_field", "colour"],
  ]);
  expect(await codes("near")).toEqual([["dropped", null]]);
});

test("the download is CSV in which nothing is a formula", async () => {
  const answer = await management.app.request("/api/audit/data/csv", {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(answer.headers.get("content-type")).toBe("text/csv");
  const lines = (await answer.text()).split("\r\n");
  expect(lines).toHaveLength(6);
  expect(lines[1]).toContain("Order Completed,100,");
  expect(lines[3]?.startsWith("'=cmd(),99,")).toBe(true);
  expect(lines[2]).toContain('"""shoes"""');
});
