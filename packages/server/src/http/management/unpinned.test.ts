import type { Client } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";

// Places among people whose thresholds nobody has worked out yet: right after an edit, or while the event store was away.

const NOW = Date.UTC(2026, 2, 1);
const TOP = 'in top 20% by count of "Order Completed"';
const segment = {
  name: "Top",
  goal: "Keep them",
  owner: "Retention",
  action: "Thank them",
  reviewDate: "2026-06-01",
  purpose: "marketing",
};

let management: Management;
let api: Client;

/** Person n of 3 bought n times, as the world of these tests has it. */
const reload: Management["deps"]["reload"] = {
  history: (nodes) =>
    Promise.resolve({
      traits: [],
      events: Array.from({ length: nodes[0] ?? 0 }, (_, index) => ({
        name: "Order Completed",
        time: NOW - (index + 1) * DAY_MS,
        idHash: String(index).padStart(32, "0"),
        offsetMinutes: null,
        properties: {},
      })),
    }),
};

beforeEach(async () => {
  management = createManagement({ reload });
  await adminCookie(management);
  api = clientOf(management.app);
});

test("a comparison gives its reasons with the thresholds that it was made with", async () => {
  const body = { before: 'did "Order Completed" at most 1 times', after: TOP, reasons: true };
  const compared = await api.diffSegment({ body });
  expect(compared).toMatchObject({
    entered: { people: [{ id: "p3", why: { before: { truth: false }, after: { truth: true } } }] },
    left: { people: [{ id: "p1", why: { before: { truth: true }, after: { truth: false } } }] },
  });
  expect(compared.entered.people[0]?.words).toMatchObject({
    before: { truth: false, says: ['did "Order Completed" at most 1 time'] },
    after: { truth: true, says: [TOP] },
  });
  expect((await api.diffSegment({ body: { ...body, reasons: false } })).entered.people[0]).not.toHaveProperty(
    "words",
  );
  const past = await api.diffSegment({ body: { ...body, at: "2026-02-26" } });
  expect(past).toMatchObject({ entered: { people: [] }, both: 1 });
});

test("a person's segments are shown and explained", async () => {
  await api.createSegment({ body: { ...segment, key: "top", definition: TOP } });
  const { memberships } = await api.listPersonMemberships({ params: { id: "p3" } });
  expect(memberships).toMatchObject([{ segment: "top", member: true }]);
  const why = await api.explainMembership({ params: { id: "p2" }, query: { segment: "top" } });
  expect(why).toMatchObject({ member: false });
});
