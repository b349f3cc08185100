import { ApiError, type Client } from "@habitus/contract";
import { encodeFacts, type TrackedEvent } from "@habitus/events";
import { formatInstant, must } from "@habitus/kernel";
import { beforeEach, describe, expect, test } from "vitest";
import type { FactsOf, PrivacySignal } from "../../ingest/ingest.ts";
import type { FactWriter } from "../../people/fact-writer.ts";
import { createPeople } from "../../people/people.ts";
import { identityRun } from "../../profiles/testing/identity-run.ts";
import { eventRow } from "../../store/event-store.contract.ts";
import { newSegment } from "./testing/new-segment.ts";
import { adminCookie, clientOf, createManagement, trackedEvent } from "./testing/management.ts";

let api: Client;
let run: ReturnType<typeof identityRun>;
let factsOf: FactsOf;
let facts: FactWriter;
let now: () => number;
/** The time of the latest event that has arrived. */
let latest: number;

beforeEach(async () => {
  run = identityRun();
  latest = 0;
  const { kv, log, profiles, reads: identity, resolve } = run;
  const base = createManagement();
  const { access, jobs, workspace } = base.deps;
  ({ now } = base.deps);
  const people = createPeople({
    kv,
    log,
    audit: access.audit.record,
    now: () => now(),
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => Math.max(workspace.shownNow(), latest),
    profiles,
    identity,
    readers: () => [],
    segmentsFor: (purpose) => (purpose === "used" ? ["vip"] : []),
    uploadsDir: "/nowhere",
    pause: resolve,
  });
  ({ factsOf } = people);
  const traitPast: typeof base.deps.events.traitPast = async ({ name, before, limit }) => {
    const all = [2, 1].map((time) => {
      const place = { offset: time, index: 0, node: 1, idHash: String(time).padStart(32, "0") };
      // The first is of before sources were kept.
      return { ...place, name: "plan", value: `"${time}"`, time, source: time === 1 ? "" : "site" };
    });
    const older = all.filter((each) => each.name === name && each.time < (before?.time ?? 3));
    const changes = older.slice(0, limit);
    return { changes, next: older.length > limit ? (changes.at(-1) ?? null) : null };
  };
  const at: typeof base.deps.events.at = async ({ places }) =>
    places.flatMap((place) => (place.offset === 1 ? [{ ...eventRow(1), ...place, source: "till" }] : []));
  const events = { ...base.deps.events, traitPast, at };
  const withJobs = people.with(jobs);
  ({ facts } = withJobs);
  const management = createManagement({ ...withJobs, profiles, events });
  await adminCookie(management);
  api = clientOf(management.app);
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.code : String(error);
}

const ads = {
  name: "Advertising",
  kind: "purpose" as const,
  otherwise: true,
  exceptIn: ["de", "FR"],
  refusedBySignal: true,
  categories: ["targeting"],
  rev: 0,
};

const makeAds = () => api.editPurpose({ params: { key: "ads" }, body: ads });
const ann = { params: { id: "ann" } };

/** What the pipeline would have of an event, as far as consent goes. */
async function arrives(part: Partial<TrackedEvent>, signal: PrivacySignal | null = null): Promise<number> {
  const events = [trackedEvent({ userId: "ann", time: now(), ...part })];
  latest = Math.max(latest, ...events.map(({ time }) => time));
  const { facts, ended } = factsOf({ events, withheld: [], signal });
  if (facts.length > 0)
    await run.log.append([{ kind: "facts", payload: encodeFacts({ source: "k0", facts }) }]);
  ended(true);
  await run.resolve();
  return facts.length;
}

async function allowed(): Promise<readonly [allowed: boolean | undefined, said: boolean | null | undefined]> {
  const { purposes } = await api.getPersonConsent(ann);
  return [purposes[0]?.allowed, purposes[0]?.said];
}

test("a purpose that there is none of is told wherever a segment is written, once the workspace has any", async () => {
  const everyone = newSegment("all", "everyone", { purpose: "adds" });
  expect(await api.createSegment({ body: everyone })).toMatchObject({ warnings: [] });
  await makeAds();
  const said = {
    code: "unknown_purpose",
    message:
      "The workspace has no purpose `adds`, so nobody is left out by what they allow; did you mean `ads`?",
    line: null,
    path: null,
    suggestion: "ads",
  };
  expect(await api.getSegment({ params: { key: "all" } })).toMatchObject({ warnings: [said] });
  expect(await api.getSegmentWarnings({ params: { key: "all" } })).toMatchObject({ meaning: [said] });
  const { key: _, ...content } = everyone;
  const edited = await api.editSegment({ params: { key: "all" }, body: { ...content, rev: 1 } });
  expect(edited).toMatchObject({ warnings: [said] });
  const asked = { definition: "everyone", purpose: "adds" };
  expect(await api.checkSegment({ body: asked })).toMatchObject({ ok: true, warnings: [said] });

  const warningsOf = async (purpose: string): Promise<readonly string[]> =>
    (await api.checkSegment({ body: { ...asked, purpose } })).warnings.map(({ message }) => message);
  expect(await warningsOf("ads")).toEqual([]);
  // Words that senders use for it are not the key of it.
  expect(await warningsOf("targeting")).toEqual([expect.stringMatching(/; did you mean `ads`\?$/)]);
  expect(await warningsOf("newsletter")).toEqual([expect.stringMatching(/by what they allow$/)]);

  const written = { name: "Lead", goal: "Call first", owner: "Sales", purpose: "adds", rev: 0 };
  const elements = [{ when: 'plan is "pro"', value: 5 }];
  const part = { key: "fit", name: "Fit", rules: [{ when: "company_size >= 100", points: 20 }] };
  const params = { key: "lead" };
  const score = { name: "Lead", kind: "behaviour" as const, purpose: "adds", elements, rev: 0 };
  expect(await api.editScore({ params, body: score })).toMatchObject({ warnings: [said] });
  expect(await api.listScores()).toMatchObject({ scores: [{ warnings: [said] }] });
  const rating = { ...written, kind: "lead" as const, parts: [part] };
  expect(await api.editRating({ params: { key: "fit" }, body: rating })).toMatchObject({ warnings: [said] });
  const model = { ...written, kind: "bgnbd" as const, orders: ["did purchase"], valueProperty: null };
  const modelled = await api.editModel({ params: { key: "shop" }, body: model });
  expect(modelled).toMatchObject({ warnings: [said] });
  expect(await api.getModel({ params: { key: "shop" } })).toMatchObject({ model: { warnings: [said] } });
});

describe("purposes over the management API", () => {
  test("are made, changed and deleted when nothing uses them", async () => {
    expect(await makeAds()).toMatchObject({ key: "ads", rev: 1, exceptIn: ["de", "FR"] });
    expect(await codeOf(makeAds())).toBe("conflict");
    const data = { events: { Viewed: ["ads"] }, properties: {}, traits: { email: ["ads"] }, rev: 0 };
    expect(await api.editDataPurposes({ body: data })).toEqual({ ...data, rev: 1 });
    const unknown = { ...data, traits: { email: ["other"] }, rev: 1 };
    expect(await codeOf(api.editDataPurposes({ body: unknown }))).toBe("invalid_request");
    expect(await codeOf(api.deletePurpose({ params: { key: "ads" } }))).toBe("in_use");
    await api.editDataPurposes({ body: { events: {}, properties: {}, traits: {}, rev: 1 } });
    await api.deletePurpose({ params: { key: "ads" } });
    expect((await api.listPurposes()).purposes).toEqual([]);
    await api.editPurpose({ params: { key: "used" }, body: ads });
    expect(await codeOf(api.deletePurpose({ params: { key: "used" } }))).toBe("in_use");
  });
});

describe("a person's consent", () => {
  beforeEach(async () => {
    await makeAds();
    await run.send([10, { user: "ann", device: "phone" }]);
  });

  test("is said with proof, taken back, and kept as history", async () => {
    expect(await allowed()).toEqual([true, null]);
    const body = { purpose: "ads", allowed: false, text: "No ads, please", source: "preference centre" };
    expect(await api.sayPersonConsent({ ...ann, body })).toMatchObject({ inForce: true });
    expect(await allowed()).toEqual([false, false]);
    expect(await api.getPerson(ann)).toMatchObject({ consent: { ads: false }, traits: {}, lists: [] });
    await api.sayPersonConsent({ params: { id: "phone" }, body: { ...body, allowed: null } });
    expect(await allowed()).toEqual([true, null]);
    const { history } = await api.getPersonConsent({ params: { id: "phone" } });
    expect(history).toMatchObject([
      { allowed: null, id: { value: "phone" } },
      {
        purpose: "ads",
        allowed: false,
        text: "No ads, please",
        source: "preference centre",
        by: { kind: "token" },
        id: { value: "ann" },
      },
    ]);
  });

  test("that was said by the API is not taken back by what a device repeats before it is put to people", async () => {
    const id = { kind: "user", value: "ann" } as const;
    const refusal = { id, name: "$consent/ads", value: "false", time: now() - 9, idHash: null, proof: null };
    const context = JSON.stringify({ consent: { categoryPreferences: { targeting: true } } });
    const repeated = () =>
      factsOf({
        events: [trackedEvent({ userId: "ann", time: now(), context })],
        withheld: [],
        signal: null,
      });
    const writing = facts.write([refusal]);
    const meanwhile = repeated();
    expect(meanwhile.facts.map(({ time }) => time)).toEqual([refusal.time - 1]);
    meanwhile.ended(false);
    await writing;
    expect(repeated().facts).toEqual([]);
  });

  test("of a call whose facts could not be made is not held for on its way", () => {
    const real = now;
    const said = { consent: { categoryPreferences: { targeting: false } } };
    const call = (time: number) => {
      const zoned = { time, context: JSON.stringify(said), properties: '{"$timezone":"Europe/Kyiv"}' };
      const events = [trackedEvent({ userId: "ann", ...zoned })];
      return factsOf({ events, withheld: [], signal: null });
    };
    now = () => {
      throw new Error("no clock");
    };
    expect(() => call(real() - 5)).toThrow("no clock");
    now = real;
    const [word] = call(real() - 1).facts;
    expect(word).toMatchObject({ name: "$consent/ads", time: real() - 1 });
  });

  test("stands beside the traits, whose former values can be read with what they were said by", async () => {
    const page = (name: string, query: { readonly before?: string; readonly limit?: number } = {}) =>
      api.getTraitHistory({ params: { id: "ann", name }, query });
    const shown = ({ values }: Awaited<ReturnType<typeof page>>) =>
      values.map(({ value, source }) => [value, source]);
    const all = await page("plan");
    expect([shown(all), all.next]).toEqual([
      [
        ["2", "site"],
        ["1", "till"],
      ],
      null,
    ]);
    const newest = await page("plan", { limit: 1 });
    expect(shown(newest)).toEqual([["2", "site"]]);
    const older = await page("plan", { limit: 1, before: must(newest.next, "there is an older one") });
    expect([shown(older), older.next]).toEqual([[["1", "till"]], null]);
    expect((await page("other")).values).toEqual([]);
    expect(await codeOf(page("plan", { before: "2" }))).toBe("invalid_cursor");
  });

  test("is not said of a purpose there is none of, of nobody, or ahead of time", async () => {
    const body = { purpose: "ads", allowed: true, source: "form" };
    expect(await codeOf(api.sayPersonConsent({ ...ann, body: { ...body, purpose: "x" } }))).toBe("not_found");
    expect(await codeOf(api.sayPersonConsent({ params: { id: "bob" }, body }))).toBe("not_found");
    const time = formatInstant(now() + 1);
    expect(await codeOf(api.sayPersonConsent({ ...ann, body: { ...body, time } }))).toBe("invalid_request");
  });

  test("comes with events: choices always, what a device repeats only while nothing was said", async () => {
    const repeated = { context: '{"consent":{"categoryPreferences":{"Targeting":false,"Other":true}}}' };
    expect(await arrives({ id: "1", ...repeated })).toBe(1);
    expect(await allowed()).toEqual([false, false]);
    const choice = { name: "Consent Changed", properties: '{"purpose":"advertising","allowed":true}' };
    await arrives({ id: "2", time: now() + 1, ...choice });
    expect(await allowed()).toEqual([true, true]);
    expect(await arrives({ id: "3", time: now() + 2, ...repeated })).toBe(0);
    expect(await allowed()).toEqual([true, true]);
    // A copy of the choice, and an older one that was on its way, change nothing.
    await arrives({ id: "2", time: now() + 1, ...choice });
    await arrives({ id: "0", time: now() - 5, ...choice, properties: '{"consent":{"ads":false}}' });
    expect(await allowed()).toEqual([true, true]);
  });

  test("a signal refuses until the person allows; the browser that goes on sending it takes nothing back", async () => {
    expect(await arrives({ id: "1", context: '{"ip":"203.0.113.9"}' }, "Sec-GPC")).toBe(1);
    expect(await allowed()).toEqual([false, false]);
    const choice = { name: "Consent Changed", properties: '{"purpose":"ads","allowed":true}' };
    await arrives({ id: "2", time: now() + 1, ...choice }, "Sec-GPC");
    expect(await allowed()).toEqual([true, true]);
    expect(await arrives({ id: "3", time: now() + 2 }, "Sec-GPC")).toBe(0);
    expect(await allowed()).toEqual([true, true]);
    const { history } = await api.getPersonConsent(ann);
    expect(history.map(({ source, ip }) => [source, ip])).toEqual([
      ["Consent Changed", null],
      ["Sec-GPC", "203.0.113.0"],
    ]);
  });

  test("a signal that comes after a choice counts; a choice in the very event that brings it goes before it", async () => {
    const choice = { name: "Consent Changed", properties: '{"purpose":"ads","allowed":true}' };
    await arrives({ id: "1", ...choice });
    await arrives({ id: "2", time: now() + 10 }, "DNT");
    expect(await allowed()).toEqual([false, false]);
    await arrives({ id: "3", userId: "bob", ...choice }, "DNT");
    expect((await api.getPersonConsent({ params: { id: "bob" } })).purposes[0]?.allowed).toBe(true);
  });
});
