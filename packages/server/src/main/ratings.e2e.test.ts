import type { Job, RatedPeople, Rating, RatingRun } from "@habitus/contract";
import { DAY_MS, formatInstant, seededRandom } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

// Engagement, leads and benefits on the real server: what is worked out, and who is found by it.

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("ratings") });
}, 120_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const NOW = Date.now();
type Call = Readonly<Record<string, unknown>>;

const did = (userId: string, event: string, daysAgo: number, properties: Call = {}): Call => ({
  type: "track",
  event,
  userId,
  properties,
  timestamp: formatInstant(NOW - Math.round(daysAgo * DAY_MS)),
});
const is = (userId: string, traits: Call): Call => ({
  type: "identify",
  userId,
  traits,
  timestamp: formatInstant(NOW - DAY_MS),
});

async function sent(batch: readonly Call[]): Promise<void> {
  for (let from = 0; from < batch.length; from += 400) {
    const answer = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
      body: JSON.stringify({ batch: batch.slice(from, from + 400) }),
    });
    expect(answer.status).toBe(200);
  }
  await drained(server);
}

async function found(definition: string): Promise<readonly string[]> {
  await drained(server);
  type Page = { readonly people: readonly { readonly ids: readonly string[] }[] };
  const { people } = await server.api<Page>("POST", "/api/segments/evaluate", { definition, limit: 200 });
  return people.map(({ ids }) => ids[0] ?? "").sort();
}

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = await server.api<Job>("GET", `/api/jobs/${id}`);
    if (job.state === "done") return job;
    expect(["queued", "running", "interrupted"]).toContain(job.state);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ran(key: string): Promise<RatingRun> {
  await ended((await server.api<Job>("POST", `/api/ratings/${key}/run`)).id);
  const { runs } = await server.api<{ runs: readonly RatingRun[] }>("GET", `/api/ratings/${key}`);
  const [newest] = runs;
  if (newest === undefined) throw new Error("a run is kept");
  return newest;
}

const told = { goal: "g", owner: "o", everyHours: null, rev: 0 };
const part = (key: string, rules: readonly (readonly [when: string, points: number])[], said?: string) => ({
  key,
  name: key,
  rules: rules.map(([when, points]) => ({ when, points })),
  ...(said === undefined ? {} : { said }),
});

const ENGAGEMENT = {
  ...told,
  name: "Engagement",
  kind: "engagement",
  halfLifeDays: 14,
  parts: [
    part("email", [
      ['did "Message Opened" where channel is "email" and machine is not true', 1],
      ['did "Message Clicked" where channel is "email"', 3],
    ]),
    part("app", [['did "Application Opened"', 2]]),
  ],
};

test("points of a channel are halved with each half-life, and tell who fades", {
  timeout: 120_000,
}, async () => {
  const open = (who: string, daysAgo: number, channel = "email") =>
    did(who, "Message Opened", daysAgo, { channel });
  await sent([
    // 3 for a click, and 1 halved once: 3.5.
    did("ann", "Message Clicked", 0.001, { channel: "email" }),
    open("ann", 14),
    open("ann", 0.001, "push"),
    did("ann", "Message Opened", 0.001, { channel: "email", machine: true }),
    // 2 + 2 * 2^-2 of the app now, and 4 weeks ago 2: it is more now.
    did("bob", "Application Opened", 0.001),
    did("bob", "Application Opened", 28),
    // 4 weeks ago 8 points, now a quarter of them.
    ...[28.001, 28.001, 28.001, 28.001].map((days) => did("cem", "Application Opened", days)),
    did("dora", "Order Completed", 1),
  ]);
  await server.api("PUT", "/api/ratings/engagement", ENGAGEMENT);
  const run = await ran("engagement");
  expect(run).toMatchObject({
    outcome: "scored",
    result: { people: 3, parts: { email: 1, app: 2, total: 3 } },
  });
  expect(await found('predicted "engagement.email" >= 3.45 and predicted "engagement.email" <= 3.5')).toEqual(
    ["ann"],
  );
  expect(await found('predicted "engagement.app" >= 2.4 and predicted "engagement.app" <= 2.5')).toEqual([
    "bob",
  ]);
  expect(await found('predicted "engagement.app.trend" <= 50')).toEqual(["cem"]);
  expect(await found('predicted "engagement.app.trend" > 100')).toEqual(["bob"]);
  // What is as near as a hundredth stays.
  expect((await ran("engagement")).result).toMatchObject({ written: 0, takenBack: 0 });
});

test("a lead is worth points, has a band, is sorted by them, and warns whoever makes a segment of it", {
  timeout: 120_000,
}, async () => {
  await sent([
    ...["l1", "l2", "l3", "l4"].map((who) => is(who, { company_size: who === "l1" ? 10 : 200 })),
    did("l2", "Demo Requested", 0.001),
    did("l3", "Demo Requested", 30),
    did("l4", "Demo Requested", 0.001),
    did("l4", "Unsubscribed", 1),
  ]);
  const lead = {
    ...told,
    name: "Lead",
    kind: "lead",
    halfLifeDays: 30,
    bands: [
      { name: "warm", from: 20 },
      { name: "hot", from: 50 },
    ],
    parts: [
      part("fit", [["company_size >= 100", 20]]),
      part("interest", [
        ['did "Demo Requested"', 40],
        ["did Unsubscribed in last 30 days", -100],
      ]),
    ],
  };
  await server.api("PUT", "/api/ratings/lead", lead);
  await ran("lead");
  const page = await server.api<RatedPeople>("GET", "/api/ratings/lead/people?limit=2");
  const shown = ({ people }: RatedPeople) =>
    people.map(({ ids, points, band }) => [ids[0], Math.round(points), band]);
  expect(shown(page)).toEqual([
    ["l2", 60, "hot"],
    ["l3", 40, "warm"],
  ]);
  const rest = await server.api<RatedPeople>(
    "GET",
    `/api/ratings/lead/people?limit=2&after=${encodeURIComponent(page.next ?? "")}`,
  );
  expect(shown(rest)).toEqual([["l4", -40, null]]);
  expect(rest.next).toBeNull();
  await expect(server.api("GET", "/api/ratings/lead/people?score=trend")).rejects.toThrow(/invalid_request/);
  await expect(server.api("GET", "/api/ratings/lead/people?after=x")).rejects.toThrow(/invalid_cursor/);
  type Checked = { readonly warnings: readonly { readonly code: string; readonly message: string }[] };
  const check = (definition: string) => server.api<Checked>("POST", "/api/segments/check", { definition });
  for (const definition of ['predicted "lead.total" >= 50', 'in top 10% by predicted "lead.fit"']) {
    expect((await check(definition)).warnings).toMatchObject([
      { code: "lead_as_segment", message: expect.stringContaining("where to invest first") as string },
    ]);
  }
  expect((await check('predicted "engagement.email" >= 50')).warnings).toEqual([]);
});

const BENEFITS = ["work", "social", "status"] as const;
const OWN = { work: "Report Exported", social: "Friend Invited", status: "Badge Shared" } as const;

/** So many people of each benefit: most of what they do is what such people do. */
function seekers(each: number, isAsked: (number: number) => boolean): readonly Call[] {
  const random = seededRandom(4);
  return BENEFITS.flatMap((benefit) =>
    Array.from({ length: each }, (_, number) => number).flatMap((number) => {
      const who = `${benefit}-${number}`;
      const own = Array.from({ length: random.int(3, 8) }, (_, time) => did(who, OWN[benefit], time + 1));
      const other = OWN[BENEFITS[random.int(0, 2)] ?? "work"];
      const said = did(who, "Survey Answered", 1, {
        survey: "Benefits",
        question: "sought",
        answer: benefit,
      });
      return [...own, did(who, other, 2), ...(isAsked(number) ? [said] : [])];
    }),
  );
}

test("benefits are told of those who were never asked, by what those do who were", {
  timeout: 240_000,
}, async () => {
  await server.api("PUT", "/api/surveys/benefits", {
    name: "Benefits",
    questions: [
      {
        key: "sought",
        text: "What for?",
        answer: { type: "choice", choices: [...BENEFITS] },
        tag: "benefit",
        decayDays: null,
      },
    ],
    rev: 0,
  });
  const rating = {
    ...told,
    name: "Benefits sought",
    kind: "benefits",
    halfLifeDays: 60,
    parts: BENEFITS.map((benefit) =>
      part(benefit, [[`did "${OWN[benefit]}"`, 1]], `$answer_benefits_sought is "${benefit}"`),
    ),
  };
  await server.api("PUT", "/api/ratings/sought", rating);
  const early = await ran("sought");
  expect(early).toMatchObject({
    outcome: "refused",
    result: { people: 0, benefits: { refused: { reason: "too_few_answers" } } },
  });
  await sent(seekers(40, (number) => number < 30));
  await sent([
    did("nobody", "Report Exported", 1),
    did("nobody", "Friend Invited", 1),
    did("nobody", "Badge Shared", 1),
  ]);
  const run = await ran("sought");
  expect(run.outcome).toBe("scored");
  const quality = run.result?.benefits?.quality ?? null;
  expect(quality).toMatchObject({ people: 90, guessed: 30 });
  expect(quality?.right ?? 0).toBeGreaterThan(80);
  for (const benefit of BENEFITS) {
    const all = await found(`$benefit_sought is "${benefit}" and predicted "sought.probability" >= 0.6`);
    expect(all.every((id) => id.startsWith(benefit))).toBe(true);
    expect(all.filter((id) => Number(id.split("-")[1]) >= 30).length).toBeGreaterThan(7);
  }
  expect(await found('$benefit_sought is "unclear"')).toContain("nobody");
  const second = await found('$second_benefit_sought in ("work", "social", "status")');
  expect(second.length).toBeGreaterThan(100);
  await expect(server.api("DELETE", "/api/surveys/benefits")).rejects.toThrow(/in_use/);
  // What nobody is to know any more is taken back of everybody.
  await ended((await server.api<Job>("DELETE", "/api/ratings/sought")).id);
  expect(await found('$benefit_sought exists or predicted "sought.distance" >= 0')).toEqual([]);
  const { ratings } = await server.api<{ ratings: readonly Rating[] }>("GET", "/api/ratings");
  expect(ratings.map(({ key }) => key)).toEqual(["engagement", "lead"]);
});

test("what cannot be rated is refused with the way out", { timeout: 60_000 }, async () => {
  const edited = (more: Call) => server.api("PUT", "/api/ratings/other", { ...ENGAGEMENT, ...more });
  await expect(edited({ parts: [part("a", [['did not "Order Completed"', 1]])] })).rejects.toThrow(
    /nothing is known/,
  );
  await expect(edited({ parts: [part("total", [["did a", 1]])] })).rejects.toThrow(/invalid_request/);
  await expect(edited({ kind: "benefits" })).rejects.toThrow(/who seeks the benefit/);
  await expect(edited({ parts: [part("a", [["did", 1]])] })).rejects.toThrow(/definition_refused/);
  const change = { ...ENGAGEMENT, rev: 1, parts: ENGAGEMENT.parts.slice(0, 1) };
  await expect(server.api("PUT", "/api/ratings/engagement", change)).rejects.toThrow(/parts/);
  const model = {
    name: "M",
    goal: "g",
    owner: "o",
    kind: "mbgnbd",
    orders: ["did purchase"],
    valueProperty: null,
    rev: 0,
  };
  await expect(server.api("PUT", "/api/models/lead", model)).rejects.toThrow(/conflict/);
});
