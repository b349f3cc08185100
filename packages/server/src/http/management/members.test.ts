import { ApiError, type Client, LIMITS, writeColumns } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import { beforeEach, describe, expect, test } from "vitest";
import type { ProfileReads } from "../../profiles/profile-reads.ts";
import {
  ADMIN_TOKEN,
  adminCookie,
  apiKey,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

const START = Date.UTC(2026, 2, 1);
const { deps } = createManagement();

const trait = (name: string, value: unknown) => ({
  name,
  time: START,
  idHash: "",
  source: "k0",
  value: JSON.stringify(value),
});

/** Ada, whose name a spreadsheet would run, Ben with a first and a last name, and somebody of whom nothing is known. */
const TRAITS = [
  [trait("name", '=HYPERLINK("x"),Ada'), trait("email", "Ada@example.com"), trait("plan", "gold")],
  [trait("first_name", "Ben"), trait("last_name", "Béla"), trait("address", { country: "HU" })],
  [],
];

/** Ids of Ada's of a kind that is read from the trait `email`. */
let emails: readonly string[] = [];
const EMAIL = {
  key: "email",
  format: "email",
  sources: [{ from: "trait", name: "email" }],
  perPerson: 5,
  joins: "nothing",
  heldAbove: 100,
  isOn: true,
  rev: 1,
} as const;

const profiles: ProfileReads = {
  ...deps.profiles,
  ids: (person) => [
    ...deps.profiles.ids(person),
    ...(person === 1 ? emails.map((value) => ({ kind: "email", value })) : []),
  ],
  profile: (person) => {
    const own = TRAITS[person - 1];
    const profile = deps.profiles.profile(person);
    return own === undefined || profile === null ? null : { ...profile, traits: own };
  },
};

let management: Management;
let api: Client;

beforeEach(async () => {
  emails = [];
  management = createManagement({ profiles, idKinds: { ...deps.idKinds, list: () => [EMAIL] } });
  await adminCookie(management);
  api = clientOf(management.app);
  await api.createSegment({ body: newSegment("buyers", 'did "Order Completed"', { purpose: "marketing" }) });
});

async function failureOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  return error instanceof ApiError ? error.code : String(error);
}

type MembersQuery = NonNullable<Parameters<Client["listSegmentMembers"]>[0]["query"]>;

const members = async (query: MembersQuery) => {
  const page = await api.listSegmentMembers({ params: { key: "buyers" }, query });
  return { ...page, people: page.people.map(({ id }) => id) };
};

describe("who is in a segment", () => {
  test("comes oldest or newest first, a page at a time, and everybody once", async () => {
    expect((await members({})).people).toEqual(["p1", "p2", "p3"]);
    const first = await members({ order: "newest", limit: 2 });
    expect([first.people, first.count]).toEqual([["p3", "p2"], 3]);
    const after = first.next ?? "";
    expect(await members({ order: "newest", limit: 2, after })).toMatchObject({ people: ["p1"], next: null });
  });

  test("is looked for by the beginning of an id, a name or an address, among the members alone", async () => {
    expect(await members({ search: "user-2" })).toMatchObject({ people: ["p2"], count: 1, searchCut: false });
    expect((await members({ search: "ada@" })).people).toEqual(["p1"]);
    for (const search of ["Ben Béla", "ben b", " Ben "])
      expect((await members({ search })).people, search).toEqual(["p2"]);
    expect((await members({ search: "ben c" })).people).toEqual([]);
    expect((await members({ search: " " })).count).toBe(3);
    expect(await members({ search: "nobody" })).toMatchObject({ people: [], count: 0, next: null });
    const page = await members({ search: "user-", order: "newest", limit: 2 });
    expect([page.people, page.count, page.next]).toEqual([["p3", "p2"], 3, "2"]);
    expect((await members({ search: "user-", order: "newest", limit: 2, after: "2" })).people).toEqual([
      "p1",
    ]);
  });

  test("is not looked for by what may not be read for the segment's purpose", async () => {
    await management.deps.purposes.set(
      "care",
      {
        name: "Care",
        kind: "purpose",
        otherwise: true,
        exceptIn: [],
        refusedBySignal: false,
        categories: [],
      },
      0,
      { kind: "system", id: "test", name: "Test" },
    );
    await management.deps.purposes.setOfData(
      {
        events: { "Order Completed": ["care"] },
        properties: {},
        traits: { email: ["care"], address: ["care"] },
      },
      0,
      { kind: "system", id: "test", name: "Test" },
    );
    expect((await members({ search: "ada@" })).people).toEqual([]);
    emails = ["ada@example.com"];
    const page = await api.listSegmentMembers({ params: { key: "buyers" }, query: {} });
    expect(page.people[0]?.ids).toEqual(deps.profiles.ids(1).map(({ value }) => value));
    const file = await management.app.request(
      "/api/segments/buyers/members/csv?columns=email,country,since",
      {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      },
    );
    const head = [
      "person,id,all_ids,email (not read for this purpose: email)",
      "country (not read for this purpose: address),since",
    ];
    const text = await file.text();
    expect(text.split("\r\n")[0]).toBe(head.join(","));
    expect(text).not.toContain("ada@example.com");
    const asked = { people: ["p1"], traits: ["email", "plan"], events: ["Order Completed"] };
    const free = await api.describePeople({ body: asked });
    expect([free.notAllowed, free.people[0]?.email]).toEqual([[], "Ada@example.com"]);
    const bound = await api.describePeople({ body: { ...asked, segment: "buyers" } });
    expect(bound.notAllowed).toEqual(["email", "address", "Order Completed"]);
    expect(bound.people[0]).toMatchObject({ email: null, traits: { plan: "gold" }, events: {} });
    const other = await api.describePeople({ body: { ...asked, purposes: ["marketing"] } });
    expect([other.notAllowed, other.people[0]?.email]).toEqual([
      ["email", "address", "Order Completed"],
      null,
    ]);
    const same = await api.describePeople({ body: { ...asked, purposes: ["care"] } });
    expect([same.notAllowed, same.people[0]?.email]).toEqual([[], "Ada@example.com"]);
    // A segment looks at no more because a purpose is named beside it; one that is gone lets nothing be told.
    for (const named of [{ segment: "buyers" }, { segments: ["buyers"] }]) {
      const beside = await api.describePeople({ body: { ...asked, ...named, purposes: ["care"] } });
      expect([beside.notAllowed, beside.people[0]?.email]).toEqual([bound.notAllowed, null]);
    }
    const gone = { ...asked, segments: ["buyers", "no-such"] };
    expect(await failureOf(api.describePeople({ body: gone }))).toBe("not_found");
    // What rests on several purposes shows only what each of them may look at.
    const both = await api.describePeople({ body: { ...asked, purposes: ["care", "marketing"] } });
    expect([both.notAllowed, both.people[0]?.email]).toEqual([["email", "address", "Order Completed"], null]);
  });

  test("by when they came in is what transitions know: nobody while the segment is not live", async () => {
    expect(await members({ order: "since" })).toMatchObject({ people: [], known: false });
    expect(await failureOf(members({ order: "newest", after: "x" }))).toBe("invalid_cursor");
    expect(await failureOf(members({ order: "since", after: "7" }))).toBe("invalid_cursor");
  });
});

describe("a paused segment of a workspace that counts as of a day long past", () => {
  const SINCE = START - DAY_MS;
  const known = [1, 2, 3].map((person) => ({ person, since: SINCE + person }));
  const own = (isFollowed: boolean) => {
    const paused = isFollowed ? [{ key: "buyers", version: 1, size: 3, since: SINCE }] : [];
    const made = createManagement({
      profiles,
      membership: () => ({ at: START, segments: [], paused, building: null }) as never,
      stages: () => [],
    });
    made.reads.knownMembers = ({ after, at, limit }) => {
      const rest = known.filter(({ person }) => person > (after?.person ?? 0));
      return Promise.resolve({ count: known.length, people: at < SINCE ? [] : rest.slice(0, limit) });
    };
    return made;
  };
  const pausedOf = async (made: Management): Promise<Client> => {
    await adminCookie(made);
    const client = clientOf(made.app);
    await client.createSegment({ body: newSegment("buyers", "did nothing", { name: "B" }) });
    await client.pauseSegment({ params: { key: "buyers" } });
    const { name, zone, weekStart, rev } = await client.getWorkspace({});
    const pinnedNow = "2011-12-10T00:00:00.000Z";
    await client.changeWorkspace({ body: { name, zone, weekStart, rev, pinnedNow } });
    return client;
  };
  const download = (made: Management) =>
    made.app.request("/api/segments/buyers/members/csv", {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });

  test("has the people that transitions told of, a page at a time and as a file", async () => {
    const made = own(true);
    const client = await pausedOf(made);
    const page = (query: MembersQuery) => client.listSegmentMembers({ params: { key: "buyers" }, query });
    const seen: string[] = [];
    let query: MembersQuery = { limit: 1 };
    for (;;) {
      const { people, known: isKnown, next, at, count } = await page(query);
      expect([isKnown, count]).toEqual([true, 3]);
      seen.push(...people.map(({ id }) => id));
      if (next === null) break;
      query = { limit: 1, after: next, at };
    }
    expect(seen).toEqual(["p1", "p2", "p3"]);
    expect((await page({ order: "since" })).known).toBe(true);
    expect((await (await download(made)).text()).split("\r\n")).toHaveLength(5);
  });

  test("is refused as a file while it is not known who was in it", async () => {
    const made = own(false);
    const client = await pausedOf(made);
    const { known: isKnown } = await client.listSegmentMembers({ params: { key: "buyers" } });
    expect(isKnown).toBe(false);
    const answer = await download(made);
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { error: { code: "segment_not_live" } },
    ]);
  });
});

describe("a description of people", () => {
  test("has what was asked for, in the order asked, of whoever is known", async () => {
    const people = ["p2", "p9", "p1", "p2", "p3"];
    const { people: told } = await api.describePeople({
      body: { people, traits: ["plan", "constructor"], events: ["Product Viewed", "nothing"] },
    });
    expect(told.map(({ id, name, email, country }) => [id, name, email, country])).toEqual([
      ["p2", "Ben Béla", null, "HU"],
      ["p1", '=HYPERLINK("x"),Ada', "Ada@example.com", null],
      ["p3", null, null, null],
    ]);
    expect(told[1]).toMatchObject({
      traits: { plan: "gold" },
      events: { "Product Viewed": new Date(START - 2 * DAY_MS).toISOString() },
      since: null,
    });
  });

  test("is bounded, and needs the right to read people", async () => {
    const many = Array.from({ length: LIMITS.describedPeople + 1 }, (_, n) => `p${n}`);
    const refused = async (body: Parameters<Client["describePeople"]>[0]["body"]) =>
      failureOf(api.describePeople({ body }));
    expect(await refused({ people: many })).toBe("invalid_request");
    expect(await refused({ people: ["ada"] })).toBe("invalid_request");
    expect(await refused({ people: ["p1"], segment: "no-such" })).toBe("not_found");
    const key = await apiKey(management, "admin", ["segments:read"]);
    const other = clientOf(management.app, key);
    expect(await failureOf(other.describePeople({ body: { people: ["p1"] } }))).toBe("scope_missing");
  });
});

describe("the file of a segment's people", () => {
  const download = (query: string, token: string = ADMIN_TOKEN) =>
    management.app.request(`/api/segments/buyers/members/csv${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });

  test("has everybody with the columns asked for, and no formula", async () => {
    const asked = writeColumns(["name", "email", "country", "trait:plan", "event:Order Completed"]);
    const answer = await download(`?columns=${encodeURIComponent(asked)}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toContain("buyers.csv");
    const at = new Date(START - DAY_MS).toISOString();
    expect((await answer.text()).split("\r\n")).toEqual([
      "person,id,all_ids,name,email,country,trait:plan,event:Order Completed",
      `p1,user-1,user-1 anon/1,"'=HYPERLINK(""x""),Ada",Ada@example.com,,gold,${at}`,
      `p2,user-2,user-2 anon/2,Ben Béla,,HU,,${at}`,
      `p3,user-3,user-3 anon/3,,,,,${at}`,
      "",
    ]);
  });

  test("has a name of its own where it holds only who allows a channel", async () => {
    const by = { kind: "system", id: "test", name: "Test" } as const;
    const channel = { name: "Letters", kind: "channel", otherwise: true } as const;
    const made = { ...channel, exceptIn: [], refusedBySignal: false, categories: [] };
    await management.deps.purposes.set("letters", made, 0, by);
    const answer = await download("?channel=letters");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toContain('"buyers-letters.csv"');
  });

  test("is audited with what it held, and not given to who may not read people", async () => {
    await (await download("?columns=since")).text();
    const { entries } = await api.listAudit({ query: {} });
    expect(entries[0]).toMatchObject({
      action: "segment.export",
      target: "segment/buyers",
      after: { people: 3, columns: ["since"] },
    });
    const key = await apiKey(management, "admin", ["segments:read"]);
    expect((await download("", key)).status).toBe(403);
    expect((await download("?columns=nothing")).status).toBe(400);
    expect((await download("?columns=%25")).status).toBe(400);
  });
});

test("computed traits are columns of people and of the file, as far as the segment's purpose may read all they are made of", async () => {
  const bought = (revenue: number) => ({
    name: "Order Completed",
    time: START - DAY_MS,
    idHash: "0",
    offsetMinutes: null,
    properties: { revenue },
  });
  management = createManagement({
    profiles,
    reload: {
      history: ([node = 0]) => Promise.resolve({ events: node === 3 ? [] : [bought(node * 10)], traits: [] }),
    },
  });
  await adminCookie(management);
  api = clientOf(management.app);
  await api.createSegment({ body: newSegment("buyers", 'did "Order Completed"', { purpose: "marketing" }) });
  const define = (key: string, definition: string) =>
    api.editComputedTrait({ params: { key }, body: { name: key, definition, rev: 0 } });
  await define("spend", 'average of "Order Completed".revenue');
  await define("orders", 'count of "Order Completed"');
  const describe = async () => {
    const body = { people: ["p1", "p2", "p3"], computed: ["spend", "orders", "gone"], segment: "buyers" };
    const { people, notAllowed } = await api.describePeople({ body });
    return { computed: people.map(({ computed }) => computed), notAllowed };
  };
  const all = [{ spend: 10, orders: 1 }, { spend: 20, orders: 1 }, { orders: 0 }];
  expect(await describe()).toEqual({ computed: all, notAllowed: [] });
  const download = async () => {
    const address = `/api/segments/buyers/members/csv?columns=${writeColumns(["computed:spend"])}`;
    const answer = await management.app.request(address, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    return (await answer.text())
      .trim()
      .split("\r\n")
      .map((line) => line.split(",").at(-1));
  };
  expect(await download()).toEqual(["computed:spend", "10", "20", ""]);
  const properties = { "Order Completed": { revenue: ["care"] } };
  const care = {
    name: "Care",
    kind: "purpose" as const,
    otherwise: true,
    exceptIn: [],
    refusedBySignal: false,
    categories: [],
    rev: 0,
  };
  await api.editPurpose({ params: { key: "care" }, body: care });
  await api.editDataPurposes({ body: { events: {}, properties, traits: {}, rev: 0 } });
  expect(await describe()).toEqual({
    computed: [{ orders: 1 }, { orders: 1 }, { orders: 0 }],
    notAllowed: ["spend"],
  });
  expect((await download()).slice(1)).toEqual(["", "", ""]);
});

test("how segments changed over a span is told in one answer, of what is not live by the sizes alone", async () => {
  await api.createSegment({ body: newSegment("none", "did nothing") });
  // Its threshold is worked out by the count.
  await api.createSegment({ body: newSegment("most", 'in top 50% by count of "Order Completed"') });
  const span = { from: new Date(START - 2.5 * DAY_MS).toISOString(), to: new Date(START).toISOString() };
  const { segments, unknown, from } = await api.getSegmentChanges({ query: span });
  expect([segments, unknown, from]).toEqual([
    [
      { key: "buyers", before: 1, after: 3, entered: null, left: null },
      { key: "most", before: 1, after: 2, entered: null, left: null },
      { key: "none", before: 0, after: 0, entered: null, left: null },
    ],
    [],
    span.from,
  ]);
  expect(await failureOf(api.getSegmentChanges({ query: { from: span.to, to: span.from } }))).toBe(
    "invalid_request",
  );
});

test("how segments changed that were live all along is what transitions tell", async () => {
  const buyers = { key: "buyers", version: 1, size: 5, since: START - 9 * DAY_MS };
  const live = createManagement({
    profiles,
    membership: () => ({ at: START, segments: [buyers], paused: [], building: null }) as never,
    stages: () => [],
  });
  await adminCookie(live);
  const own = clientOf(live.app);
  await own.createSegment({ body: newSegment("buyers", 'did "Order Completed"') });
  live.reads.changes = () =>
    Promise.resolve([{ segment: "buyers", before: 4, after: 5, entered: 3, left: 2 }]);
  expect((await own.getSegmentChanges({})).segments).toEqual([
    { key: "buyers", before: 4, after: 5, entered: 3, left: 2 },
  ]);
});

describe("people are found", () => {
  type PeopleQuery = NonNullable<NonNullable<Parameters<Client["listPeople"]>[0]>["query"]>;
  const found = async (query: PeopleQuery) => {
    const { people, ...rest } = await api.listPeople({ query });
    return { people: people.map(({ id }) => id), ...rest };
  };

  test("by an id first, and then by a name or an address in either letter case, nobody twice and page by page", async () => {
    expect(await found({ search: "user-" })).toMatchObject({ people: ["p1", "p2", "p3"], searchCut: false });
    expect(await found({ search: "ada@" })).toMatchObject({ people: ["p1"], next: null });
    expect((await found({ search: " Ben b " })).people).toEqual(["p2"]);
    expect((await found({ search: "nobody" })).people).toEqual([]);
    expect(await found({})).toEqual({ people: ["p1", "p2", "p3"], next: null });
    const first = await found({ search: "ada", limit: 1 });
    expect(first).toMatchObject({ people: ["p1"], next: null });
    await expect(found({ search: "ada", after: "x1" })).rejects.toMatchObject({ code: "invalid_cursor" });
  });

  test("and a page of names goes on behind its last", async () => {
    management = createManagement({
      profiles: {
        ...profiles,
        profile: (person) => {
          const profile = deps.profiles.profile(person);
          return profile === null ? null : { ...profile, traits: [trait("name", `Sam ${person}`)] };
        },
      },
      events: { ...deps.events, saidTexts: () => Promise.resolve([1, 2, 3]) },
    });
    await adminCookie(management);
    api = clientOf(management.app);
    const first = await found({ search: "sam", limit: 2 });
    expect(first).toMatchObject({ people: ["p1", "p2"], next: "t2", searchCut: false });
    expect(await found({ search: "sam", limit: 2, after: "t2" })).toMatchObject({
      people: ["p3"],
      next: null,
    });
  });
});
