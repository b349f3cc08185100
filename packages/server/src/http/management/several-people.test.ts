import { ApiError, type Client } from "@habitus/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { createPeople } from "../../people/people.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { identityRun } from "../../profiles/testing/identity-run.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

// Person 1 is user u1, person 2 is user p1; person 3 has "same" as a user id, person 4 as an anonymous id.

let api: Client;
let run: ReturnType<typeof identityRun>;
/** Whom the API took for who was meant, call by call. */
let meant: (number | null)[] = [];
const uploadsDir = temporaryFolder("uploads");

beforeEach(async () => {
  run = identityRun();
  const { kv, log, reads, changes, resolve } = run;
  await run.send(
    [10, { user: "u1" }],
    [20, { user: "p1" }],
    [30, { user: "same" }],
    [40, { device: "same" }],
  );
  await run.send([50, { user: "p6", traits: { plan: "pro" } }]);
  meant = [];
  const profiles: typeof run.profiles = {
    ...run.profiles,
    find(id, as) {
      const person = run.profiles.find(id, as);
      meant.push(person);
      return person;
    },
    findNode(id, as) {
      const found = run.profiles.findNode(id, as);
      meant.push(found?.person ?? null);
      return found;
    },
  };
  const base = createManagement();
  const { access, jobs, workspace, now } = base.deps;
  const people = createPeople({
    kv,
    log,
    audit: access.audit.record,
    now,
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => workspace.shownNow(),
    profiles,
    identity: reads,
    readers: () => [],
    segmentsFor: () => [],
    uploadsDir,
    pause: resolve,
  }).with(jobs);
  const management = createManagement({ ...people, profiles, identity: { reads, changes } });
  await adminCookie(management);
  api = clientOf(management.app);
  await api.createSegment({ body: newSegment("top", "did purchase") });
  const group = { name: "News", otherwise: false, rev: 0 };
  await api.editSubscriptionGroup({ params: { key: "news" }, body: group });
  const purpose = { name: "Ads", kind: "purpose" as const, otherwise: false, exceptIn: [], categories: [] };
  await api.editPurpose({ params: { key: "ads" }, body: { ...purpose, refusedBySignal: false, rev: 0 } });
});

type Of = { readonly params: { readonly id: string }; readonly query: { readonly as?: "number" } };

const CHANGES: readonly (readonly [name: string, call: (of: Of) => Promise<unknown>])[] = [
  ["erase", (of) => api.erasePerson(of)],
  ["export", (of) => api.exportPerson(of)],
  ["consent", (of) => api.sayPersonConsent({ ...of, body: { purpose: "ads", allowed: false, source: "x" } })],
  ["events/delete", (of) => api.deletePersonEvents({ ...of, body: { names: ["Page Viewed"] } })],
  [
    "subscriptions",
    ({ params, query }) =>
      api.setPersonSubscription({
        params: { ...params, group: "news" },
        query,
        body: { subscribed: true },
      }),
  ],
  ["unmerge", (of) => api.unmergePerson({ ...of, body: { merge: "1-2-call" } })],
  ["lift", (of) => api.liftUnmerge({ ...of, body: { merge: "1-2-call" } })],
];

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (reason: unknown) => (reason instanceof ApiError ? reason.code : String(reason)),
  );

describe("what changes or discloses guesses at nobody", () => {
  test.each(CHANGES)("%s", async (_, call) => {
    const head = run.log.head();
    for (const [id, people] of [
      ["p1", ["p2", "p1"]],
      ["same", ["p3", "p4"]],
    ] as const) {
      await expect(call({ params: { id }, query: {} })).rejects.toMatchObject({
        code: "several_people",
        status: 409,
        fix: expect.stringContaining(`as=number\`: ${people.join(", ")}.`),
        details: { people },
      });
    }
    expect(run.log.head()).toEqual(head);
    // A merge of theirs there is none; whose number nobody has as an id is meant by it alone.
    for (const of of [
      { params: { id: "p1" }, query: { as: "number" } },
      { params: { id: "p4" }, query: {} },
    ] as const) {
      expect(["done", "not_found"]).toContain(await codeOf(call(of)));
    }
    expect(await codeOf(call({ params: { id: "u1" }, query: { as: "number" } }))).toBe("not_found");
  });

  test("and the number is that of the person who is said", async () => {
    const body = { purpose: "ads", allowed: false, source: "desk" };
    await api.sayPersonConsent({ params: { id: "p1" }, query: { as: "number" }, body });
    const heard = async (id: string): Promise<number> =>
      (await api.getPersonConsent({ params: { id } })).history.length;
    expect([await heard("u1"), await heard("p1")]).toEqual([1, 0]);
  });
});

const READS: readonly (readonly [name: string, call: (of: Of) => Promise<unknown>])[] = [
  ["one", (of) => api.getPerson(of)],
  ["events", (of) => api.listPersonEvents(of)],
  ["timeline", (of) => api.getPersonTimeline(of)],
  ["traits", ({ params, query }) => api.getTraitHistory({ params: { ...params, name: "plan" }, query })],
  ["memberships", (of) => api.listPersonMemberships(of)],
  ["why", ({ params, query }) => api.explainMembership({ params, query: { ...query, segment: "top" } })],
  ["merges", (of) => api.listPersonMerges(of)],
  ["consent", (of) => api.getPersonConsent(of)],
  ["scores", (of) => api.getPersonScores(of)],
  ["computed", (of) => api.getPersonComputed(of)],
];

test.each(READS)("what only tells is of whose id it is before whose number it is: %s", async (_, call) => {
  const personOf = async (id: string, query: Of["query"] = {}): Promise<number | null | undefined> => {
    meant = [];
    // What is told needs stores that are not part of this test.
    await codeOf(call({ params: { id }, query }));
    return meant[0];
  };
  expect(await personOf("p1")).toBe(2);
  expect(await personOf("p1", { as: "number" })).toBe(1);
  expect(await personOf("p4")).toBe(4);
  expect(await personOf("u1", { as: "number" })).toBeNull();
});

describe("files and lists of ids name nobody by number", () => {
  const idsOf = async (key: string): Promise<readonly string[]> => {
    const people = [1, 2, 3, 4, 5, 6].filter((person) =>
      run.profiles.profile(person)?.traits.some(({ name }) => name === key),
    );
    return people.flatMap((person) => run.profiles.ids(person).map(({ value }) => value));
  };

  test("members of a list, at once and by a file", async () => {
    const params = { key: "beta" };
    await api.replaceList({ params, body: { name: "Beta", members: ["p1"] } });
    expect(await idsOf("$list/beta")).toEqual(["p1"]);
    const { change } = await api.uploadList({ params, query: { mode: "add" }, file: "id\np3\n" });
    // Nobody has that id yet: it is taken for one that is to come.
    expect(change).toMatchObject({ added: 1, unknown: 1 });
    expect(await idsOf("$list/beta")).toEqual(["p1", "p3"]);
  });

  test("predictions", async () => {
    await api.writePredictions({ params: { key: "churn" }, body: { values: [{ id: "p1", value: 0.5 }] } });
    expect(await idsOf("$score/churn")).toEqual(["p1"]);
  });
});
