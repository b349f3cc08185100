import { fileURLToPath } from "node:url";
import type { BuyingResult, Model, ModelFit, ModelRun } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import { mbgCnbd } from "@habitus/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOnlineRetail } from "../demo/online-retail.ts";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { byClock, counts, heavyMediumLight, rfmCells, writeReport } from "./testing/plain-report.ts";
import { ADMIN_TOKEN, type RealServer, startRealServer } from "./testing/real-server.ts";

type Job = { readonly state: string; readonly result: unknown };
type Overview = {
  readonly totals: { readonly events: number; readonly people: number };
  readonly demo: { readonly job: Job | null };
};
type Evaluation = {
  readonly count: number;
  readonly people: readonly { readonly id: string; readonly ids: readonly string[] }[];
};

const dataDir = temporaryFolder("demo");
let server: RealServer;

beforeAll(async () => {
  server = await startRealServer({ dataDir, args: ["--demo"] });
  for (;;) {
    const { demo } = await server.api<Overview>("GET", "/api/overview");
    if (demo.job !== null && demo.job.state !== "running" && demo.job.state !== "queued") break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}, 180_000);

afterAll(() => server.kill());

/**
 * What `npm run model -- fit` prints of the same orders, which a plain script has written from the raw file (customer, day and worth of each
 * invoice that is not cancelled): --model mbgnbd --calibration-end 2011-12-09, and 2011-09-10 with --holdout-end 2011-12-09.
 */
const FITTED = {
  parameters: { r: 0.827661288235, alpha: 9.521907163613, a: 0.06661869747, b: 5.299769322146 },
  logLikelihood: -37664.802932,
};
const JUDGED = {
  parameters: { r: 0.729215909671, alpha: 9.03170347263, a: 0.087120700652, b: 4.096210944933 },
  logLikelihood: -22939.841754,
};
const ERRORS = { people: 3_370, actual: 4_483, predicted: 3246.75306057, rmse: 1.534363313958 };
const SPENT = { p: 2.103523369052, q: 3.449906576706, gamma: 485.57072118946 };

/** Orders after the first, weeks from the first order to the last and to the last day of the data, by the raw file. */
async function figuresOf(customer: string): Promise<readonly [number, number, number]> {
  const { invoices } = await demoInvoices();
  const days = invoices
    .filter((invoice) => !invoice.cancelled && invoice.customer === customer)
    .map(({ time }) => Math.floor(Date.parse(time) / DAY_MS));
  const [first, last] = [Math.min(...days), Math.max(...days)];
  return [new Set(days).size - 1, (last - first) / 7, (Date.UTC(2011, 11, 9) / DAY_MS - first) / 7];
}

let read: ReturnType<typeof readOnlineRetail> | null = null;
function demoInvoices(): ReturnType<typeof readOnlineRetail> {
  read ??= readOnlineRetail(fileURLToPath(new URL("../../data/online_retail.csv.gz", import.meta.url)));
  return read;
}

/** Said once, whatever was cut off. */
async function scoreOf(customer: string, score: string): Promise<unknown> {
  const path = `/api/people/${customer}/traits/${encodeURIComponent(`$score/shop.${score}`)}`;
  const { values } = await server.api<{ values: { value: unknown }[] }>("GET", path);
  expect(values).toHaveLength(1);
  return values[0]?.value;
}

/** What a run of a model of buying came to. */
function bought(run: ModelRun | undefined): BuyingResult | null {
  return run?.result?.kind === "buying" ? run.result : null;
}

function expectFit(told: ModelFit | null | undefined, known: typeof FITTED): void {
  expect(told?.logLikelihood).toBeCloseTo(known.logLikelihood, 4);
  for (const [name, value] of Object.entries(known.parameters)) {
    expect((told?.parameters[name] ?? 0) / value).toBeCloseTo(1, 5);
  }
}

test("its model is run by itself and comes to the figures of the raw file, also when the server is killed while it writes", {
  timeout: 300_000,
}, async () => {
  const { jobs } = await server.api<{ jobs: { id: string; kind: string }[] }>("GET", "/api/jobs");
  const id = jobs.find(({ kind }) => kind === "model-run")?.id;
  await expect(server.api("POST", "/api/models/shop/run")).rejects.toThrow(/job_running/);
  const job = () => server.api<Job & { phase: string | null; done: number }>("GET", `/api/jobs/${id}`);
  for (let seen = await job(); ; seen = await job()) {
    expect(seen.state).toBe("running");
    if (seen.phase === "Writing the scores that changed" && seen.done > 0) break;
  }
  await server.kill();
  server = await startRealServer({ dataDir });
  while ((await job()).state !== "done") await new Promise((resolve) => setTimeout(resolve, 100));

  const { model, runs } = await server.api<{ model: Model; runs: ModelRun[] }>("GET", "/api/models/shop");
  expect([model.inForce, model.job, runs.length]).toEqual([1, null, 1]);
  const result = bought(runs[0]);
  const window = { from: "2010-12-01", to: "2011-12-09", seenUpTo: "2011-09-10" };
  expect(result).toMatchObject({ ...window, people: 4_339, orders: 4_339 + 12_427 });
  expectFit(result?.fit, FITTED);
  expectFit(result?.quality?.fit, JUDGED);
  for (const [name, value] of Object.entries(SPENT)) {
    expect((result?.value?.parameters[name] ?? 0) / value).toBeCloseTo(1, 5);
  }
  for (const [name, value] of Object.entries(ERRORS)) {
    expect((result?.quality?.errors?.[name as keyof typeof ERRORS] ?? 0) / value).toBeCloseTo(1, 5);
  }
  expect(result?.quality?.tenths.map(({ people }) => people)).toEqual(Array.from({ length: 10 }, () => 337));
  // Each person has one whole set of scores, those of the fit.
  expect(result?.scored).toBe(4_339);
  const definition = 'predicted "shop.orders" >= 0 and predicted "shop.value" > 0';
  const { count } = await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition });
  expect(count).toBe(4_339);
  const { r, alpha, a, b } = FITTED.parameters;
  const of = Float64Array.of(r, alpha, a, b);
  for (const customer of ["12583", "17850", "12346", "14911"]) {
    const figures = await figuresOf(customer);
    expect(await scoreOf(customer, "alive")).toBeCloseTo(mbgCnbd(1).alive(of, ...figures) ?? -1, 4);
    expect(await scoreOf(customer, "orders")).toBeCloseTo(mbgCnbd(1).expected(of, ...figures, 90 / 7), 4);
  }
});

test("the demo becomes 22,190 order events of 4,372 people", async () => {
  const overview = () => server.api<Overview>("GET", "/api/overview");
  // Totals are worked out for all who ask, and may be some seconds old.
  const totals = async () => (await overview()).totals;
  await expect.poll(totals, { timeout: 10_000 }).toMatchObject({ events: 22_190, people: 4_372 });
  const { demo } = await overview();
  const { names } = await server.api<{ names: { name: string; count: number }[] }>(
    "GET",
    "/api/events/names",
  );
  const counts = Object.fromEntries(names.map(({ name, count }) => [name, count]));
  expect(demo.job?.state).toBe("done");
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

/** Per customer the instants of orders, by the raw file. */
async function ordersByCustomer(): Promise<ReadonlyMap<string, readonly number[]>> {
  const orders = new Map<string, number[]>();
  for (const { cancelled, customer, time } of (await demoInvoices()).invoices) {
    if (!cancelled) orders.set(customer, [...(orders.get(customer) ?? []), Date.parse(time)]);
  }
  return orders;
}

test("the report is a page of what a plain count of the raw file comes to", {
  timeout: 300_000,
}, async () => {
  const { page, told } = await writeReport(["online-retail", "--server", server.url], {
    HABITUS_ADMIN_TOKEN: ADMIN_TOKEN,
  });
  expect(page.match(/<svg/g)?.length).toBe(7);
  expect(page).not.toMatch(/NaN|undefined|https?:/);
  const orders = await ordersByCustomer();
  const clock = byClock(orders, "UTC");
  expect(told.people).toBe(4_372);
  expect(counts(told.weekdays)).toEqual(clock.weekdays);
  expect(counts(told.hours)).toEqual(clock.hours);
  const end = Date.UTC(2011, 11, 10);
  const inYear = [...orders.values()]
    .map((own) => own.filter((at) => at > end - 365 * DAY_MS).length)
    .filter((count) => count > 0);
  expect(counts(told.frequency)).toEqual(heavyMediumLight(inYear));
  expect(told.rfm).toEqual(rfmCells(orders));
  expect(told.health.map(({ segment }) => segment)).toContain("RFM champions");
  expectFit(bought(told.model)?.fit, FITTED);
  // Nothing has happened since the run before, so all scores stay.
  expect(told.model.result).toMatchObject({ scored: 4_339, written: 0, takenBack: 0 });
});

test("deleting a model takes its scores back", { timeout: 120_000 }, async () => {
  const ran = async (method: string, path: string): Promise<unknown> => {
    const { id } = await server.api<{ id: string }>(method, path);
    for (;;) {
      const { state, result } = await server.api<Job>("GET", `/api/jobs/${id}`);
      if (state === "done") return result;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  expect(await ran("POST", "/api/models/shop/run")).toMatchObject({
    written: 0,
    takenBack: 0,
    people: 4_339,
  });
  const likely = 'predicted "shop.alive" > 0.7';
  const before = await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition: likely });
  expect(before.count).toBeGreaterThan(500);
  expect(await ran("DELETE", "/api/models/shop")).toMatchObject({ written: 0 });
  await expect(server.api("GET", "/api/models/shop")).rejects.toThrow(/not_found/);
  const after = await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition: likely });
  expect(after.count).toBe(0);
});
