import { DAY_MS, formatInstant } from "@habitus/kernel";
import { expect, test, vi } from "vitest";
import { ADMIN_TOKEN, clientOf, createManagement } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";
import { recorded } from "./testing/recorded.ts";

const NOW = Date.UTC(2026, 2, 1);
const BOUGHT = 'did "Order Completed" in last 36 hours';

async function set() {
  const management = createManagement();
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(management.app);
  const done = async (id: string): Promise<void> => {
    await vi.waitFor(async () => expect((await api.getJob({ params: { id } })).state).toBe("done"));
  };
  return { management, api, done };
}

test("a definition is rehearsed over the last 30 days, each figure with its people", async () => {
  const { api, done } = await set();
  const job = await api.rehearseSegment({ body: { definition: BOUGHT, segment: "soon" } });
  expect(job).toMatchObject({ kind: "rehearse-segment", unit: "ids" });
  expect(await api.listRehearsals({})).toMatchObject({ running: { job: job.id, segment: "soon" } });
  await done(job.id);
  const { rehearsals, running } = await api.listRehearsals({ query: { segment: "soon" } });
  const found = await api.getRehearsal({ params: { id: job.id } });
  expect([rehearsals, running]).toEqual([[found], null]);
  expect((await api.listRehearsals({ query: { segment: "other" } })).rehearsals).toEqual([]);
  expect(found).toMatchObject({
    segment: "soon",
    definition: { text: 'did "Order Completed" in last 36 hours' },
    from: formatInstant(NOW - 30 * DAY_MS),
    to: formatInstant(NOW),
    people: 3,
    before: 0,
    entered: 3,
    left: 0,
  });
  expect(found.days.map(({ day, entered, size }) => [day, entered, size]).slice(-4)).toEqual([
    ["2026-02-26", 1, 1],
    ["2026-02-27", 1, 2],
    ["2026-02-28", 1, 3],
    ["2026-03-01", 0, 3],
  ]);
  const params = { id: job.id };
  const first = await api.listRehearsedPeople({ params, query: { day: "2026-02-26", limit: 1 } });
  expect(first.people).toEqual([
    {
      id: "p3",
      ids: ["user-3", "anon/3"],
      wasIn: false,
      changes: [{ at: formatInstant(NOW - 3 * DAY_MS), entered: true }],
    },
  ]);
  const page = await api.listRehearsedPeople({ params, query: { side: "in", limit: 2 } });
  const rest = await api.listRehearsedPeople({ params, query: { side: "in", after: page.next ?? "" } });
  expect([...page.people, ...rest.people].map(({ id }) => id)).toEqual(["p1", "p2", "p3"]);
  expect(rest.next).toBeNull();
});

test("what cannot be rehearsed is refused with the place and the mend", async () => {
  const { api } = await set();
  const refused = async (
    body: Parameters<typeof api.rehearseSegment>[0]["body"],
    code: string,
    path?: string,
  ) => {
    const error = await api.rehearseSegment({ body }).catch((each: unknown) => each);
    expect(error).toMatchObject({ code });
    if (path !== undefined) expect(JSON.stringify(error)).toContain(path);
  };
  await refused({}, "invalid_request");
  await refused({ segment: "unknown" }, "not_found");
  await refused({ definition: "did" }, "definition_refused");
  await refused({ definition: BOUGHT, to: formatInstant(NOW + 1) }, "invalid_request");
  await refused({ definition: BOUGHT, from: formatInstant(NOW) }, "invalid_request");
  await refused({ definition: BOUGHT, from: formatInstant(NOW - 367 * DAY_MS) }, "invalid_request");
  await expect(api.getRehearsal({ params: { id: "j9" } })).rejects.toMatchObject({ code: "not_found" });
});

test("a saved segment is rehearsed with its own purpose", async () => {
  const { api, done } = await set();
  await api.createSegment({ body: newSegment("buyers", BOUGHT, { purpose: "ads" }) });
  const { id } = await api.rehearseSegment({ body: { segment: "buyers", from: "2026-02-27" } });
  await done(id);
  expect(await api.getRehearsal({ params: { id } })).toMatchObject({
    purpose: "ads",
    segment: "buyers",
    before: 2,
  });
});

test("what the first version kept is read again", async () => {
  const { kept, kv } = await recorded<{ readonly answers: unknown }>("rehearsals-v1");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(management.app);
  const params = { id: "j1" };
  expect({
    rehearsal: await api.getRehearsal({ params }),
    people: await api.listRehearsedPeople({ params, query: {} }),
  }).toEqual(kept.answers);
});
