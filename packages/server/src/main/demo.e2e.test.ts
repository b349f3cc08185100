import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { type RealServer, startRealServer } from "./testing/real-server.ts";

type Job = { readonly state: string; readonly result: unknown };
type Overview = {
  readonly totals: { readonly events: number; readonly people: number };
  readonly demo: { readonly job: Job | null };
};
type Evaluation = {
  readonly count: number;
  readonly people: readonly { readonly id: string; readonly ids: readonly string[] }[];
};

let server: RealServer;

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("demo"), args: ["--demo"] });
  for (;;) {
    const { demo } = await server.api<Overview>("GET", "/api/overview");
    if (demo.job !== null && demo.job.state !== "running" && demo.job.state !== "queued") break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}, 180_000);

afterAll(() => server.kill());

test("the demo becomes 22,190 order events of 4,372 people", async () => {
  const { totals, demo } = await server.api<Overview>("GET", "/api/overview");
  const { names } = await server.api<{ names: { name: string; count: number }[] }>(
    "GET",
    "/api/events/names",
  );
  const counts = Object.fromEntries(names.map(({ name, count }) => [name, count]));
  expect(demo.job?.state).toBe("done");
  expect(totals).toMatchObject({ events: 22_190, people: 4_372 });
  expect([counts["Order Completed"], counts["Order Cancelled"]]).toEqual([18_536, 3_654]);
});

// Computed from the raw file by a plain script that shares no code with the product (decimal sums of quantity x price
// per invoice rounded to cents, instants as written, as of 2011-12-10T00:00:00Z).
test.each([
  [`did "Order Completed" at least 2 times in last 90 days`, 1_387],
  [`did "Order Completed" at least 6 times in last 180 days`, 417],
  [`sum of "Order Completed".revenue >= 5000`, 275],
  [`did "Order Completed" at least 3 times and did not "Order Completed" in last 180 days`, 86],
  [`did "Order Completed" in last 30 days and did not "Order Completed" more than 30 days ago`, 253],
  [`did "Order Cancelled" in last 365 days`, 1_546],
  [`did not "Order Completed"`, 4_372 - 4_339],
  ["everyone", 4_372],
])("%s has %i members", async (definition, count) => {
  const answer = await server.api<Evaluation>("POST", "/api/segments/evaluate", {
    definition,
    at: "2011-12-10T00:00:00Z",
  });
  expect(answer.count).toBe(count);
});

test("the ready-made segments have the sizes an independent count gives, at the data's own last day", async () => {
  const sizes: Record<string, number> = {};
  const { segments } = await server.api<{ segments: { key: string }[] }>("GET", "/api/segments");
  for (const { key } of segments) {
    sizes[key] = (await server.api<Evaluation>("GET", `/api/segments/${key}/members?limit=1`)).count;
  }
  expect(sizes).toEqual({
    "heavy-buyers": 417,
    "medium-buyers": 1_595,
    "light-buyers": 1_466,
    interested: 0,
    champions: 313,
    loyal: 1_009,
    sleeping: 86,
    "new-customers": 253,
    "one-time": 1_494,
    "big-spenders": 275,
    "returned-goods": 1_546,
  });
});

test("loading the demo again adds nothing", async () => {
  const before = await server.api<Overview>("GET", "/api/overview");
  const job = await server.api<{ id: string }>("POST", "/api/demo");
  for (;;) {
    const { state } = await server.api<Job>("GET", `/api/jobs/${job.id}`);
    if (state === "done") break;
    expect(["queued", "running"]).toContain(state);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const after = await server.api<Overview>("GET", "/api/overview");
  expect(after.totals).toEqual(before.totals);
});

test("a person is found by any id, with ids, country and orders newest first", async () => {
  const person = await server.api<{ id: string; ids: unknown; traits: unknown }>("GET", "/api/people/12583");
  expect(person.ids).toEqual([{ kind: "user", value: "12583" }]);
  expect(person.traits).toEqual({ country: "France" });
  const { events } = await server.api<{ events: { name: string; time: string }[] }>(
    "GET",
    `/api/people/${person.id}/events?limit=50`,
  );
  const times = events.map((event) => event.time);
  expect(times).toEqual([...times].sort().reverse());
  expect(events.some((event) => event.name === "Order Completed")).toBe(true);
});

type Memberships = {
  readonly memberships: readonly { readonly segment: string; readonly member: boolean }[];
};

test("a person's own page agrees with the count over all people: stream, reference and SQL say the same", async () => {
  const { segments } = await server.api<{ segments: { key: string }[] }>("GET", "/api/segments");
  const members = new Map<string, ReadonlySet<string>>();
  for (const { key } of segments) {
    const page = await server.api<Evaluation>("GET", `/api/segments/${key}/members?limit=1000`);
    members.set(key, new Set(page.people.map((person) => person.id)));
  }
  for (const person of ["12583", "13047", "17850", "12346"]) {
    const { id } = await server.api<{ id: string }>("GET", `/api/people/${person}`);
    const { memberships } = await server.api<Memberships>("GET", `/api/people/${id}/memberships`);
    expect(memberships.length).toBe(segments.length);
    for (const { segment, member } of memberships) {
      const why = await server.api<{ member: boolean }>("GET", `/api/people/${id}/why?segment=${segment}`);
      expect([segment, why.member]).toEqual([segment, member]);
      const listed = members.get(segment);
      if (listed !== undefined && listed.size < 1_000)
        expect([segment, member]).toEqual([segment, listed.has(id)]);
    }
  }
});
