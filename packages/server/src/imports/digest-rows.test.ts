import type { ImportMapping } from "@habitus/contract";
import { ok } from "@habitus/kernel";
import { expect, test } from "vitest";
import { digestRows } from "./digest-rows.ts";
import { createRowMapper } from "./map-row.ts";
import { createMemorySeenIds } from "./seen-ids.ts";

const from = (...columns: readonly string[]) => ({ columns: [...columns], constant: null });
const COLUMNS = ["order", "customer", "city", "company"] as const;

const MAPPING: ImportMapping = {
  dataset: "orders",
  what: "events",
  file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  event: { from: { columns: [], constant: "Ordered" }, names: {}, otherwise: "keep" },
  time: null,
  userId: from("customer"),
  anonymousId: null,
  groupId: from("company"),
  key: [],
  blanks: [],
  fields: [{ to: "city", as: "trait", from: from("city"), type: "text" }],
};

const FILE = ["1,ann,Kyiv,acme", "2,bob,,acme", "3,cy,Oslo,", "3,cy,Oslo,", "4,di,,"] as const;

/** What comes of a file, as `name id`. */
function eventsOf(lines: readonly string[], mapping: ImportMapping = MAPPING): readonly string[] {
  const mapper = createRowMapper({ columns: COLUMNS, mapping, startedAt: "2026-01-02T00:00:00.000Z" });
  const rows = lines.map((line, place) => {
    return { kind: "row" as const, number: place + 2, cells: line.split(","), text: null };
  });
  const deps = { mapping, mapper, seen: createMemorySeenIds(), receivedAt: 0, admit: ok };
  const { good, bad } = digestRows(deps, rows);
  expect(bad).toEqual([]);
  return good.flatMap(({ events }) => events.map(({ type, id }) => `${type} ${id}`));
}

test("a file that comes again gives the same ids, and one of more rows those and new ones", () => {
  const first = eventsOf(FILE);
  expect(new Set(first.map((each) => each.split(" ")[1])).size).toBe(first.length);
  expect(first.map((each) => each.split(" ")[0])).toEqual([
    "track",
    "identify",
    "group",
    "track",
    "group",
    "track",
    "identify",
    "track",
    "identify",
    "track",
  ]);
  expect(eventsOf(FILE)).toEqual(first);
  // One that was not there, and one more of two that are the same.
  const more = eventsOf(["5,eve,Rome,", "3,cy,Oslo,", ...FILE]);
  expect(more).toHaveLength(first.length + 4);
  expect(more).toEqual(expect.arrayContaining([...first]));
  expect(new Set(more).size).toBe(more.length);
});

test("each call of a row has the id of its kind, whatever else the row says this time", () => {
  const keyed: ImportMapping = { ...MAPPING, key: ["order"] };
  const [track, identify, group] = eventsOf(["1,ann,Kyiv,acme"], keyed);
  expect(eventsOf(["1,ann,,acme"], keyed)).toEqual([track, group]);
  expect(eventsOf(["1,ann,Kyiv,"], keyed)).toEqual([track, identify]);
  // Also when the mapping says more, or less, than it did the last time.
  const without: ImportMapping = { ...MAPPING, fields: [] };
  expect(eventsOf(FILE, without)).toEqual(eventsOf(FILE).filter((each) => !each.startsWith("identify")));
});

test("a row of accounts need name nobody; a row of people does", () => {
  const accounts: ImportMapping = {
    ...MAPPING,
    what: "accounts",
    event: null,
    userId: null,
    fields: [{ to: "city", as: "account", from: from("city"), type: "text" }],
  };
  const mapper = createRowMapper({
    columns: COLUMNS,
    mapping: accounts,
    startedAt: "2026-01-02T00:00:00.000Z",
  });
  const rows = ["1,,Kyiv,acme", "2,,Oslo,none", "3,,Oslo,"].map((line, place) => {
    return { kind: "row" as const, number: place + 2, cells: line.split(","), text: null };
  });
  const deps = { mapping: accounts, mapper, seen: createMemorySeenIds(), receivedAt: 0, admit: ok };
  const { good, bad, people } = digestRows(deps, rows);
  expect(good.flatMap(({ events }) => events)).toMatchObject([
    { type: "group", userId: null, anonymousId: null, groupId: "acme", traits: '{"city":"Kyiv"}' },
  ]);
  expect(bad.map(({ reason }) => reason)).toEqual(["blocked_id", "no_account"]);
  expect(people).toEqual([]);
  const named = { ...accounts, userId: from("customer") };
  expect(eventsOf(["1,ann,Kyiv,acme", "2,,Kyiv,acme"], named)).toHaveLength(2);
  const ofPeople: ImportMapping = { ...MAPPING, what: "people", event: null };
  const asPeople = createRowMapper({
    columns: COLUMNS,
    mapping: ofPeople,
    startedAt: "2026-01-02T00:00:00.000Z",
  });
  const judged = digestRows({ ...deps, mapping: ofPeople, mapper: asPeople }, rows);
  expect(judged.bad.map(({ reason }) => reason)).toEqual([
    "no_user_anon_id",
    "no_user_anon_id",
    "no_user_anon_id",
  ]);
});

test("rows of people and of accounts keep the ids they had", () => {
  const people: ImportMapping = { ...MAPPING, what: "people", event: null };
  expect(eventsOf(["1,ann,Kyiv,acme"], people)).toMatchInlineSnapshot(`
    [
      "identify import-1987860b8be3ff1f0a3df21f72c3879e",
      "group import-1987860b8be3ff1f0a3df21f72c3879e-1",
    ]
  `);
  expect(eventsOf(["1,ann,Kyiv,acme"], { ...people, what: "accounts", fields: [] })).toMatchInlineSnapshot(`
    [
      "group import-1e3d078fceeb0d3006d2597b697db4c0",
    ]
  `);
  expect(eventsOf(["1,ann,Kyiv,acme"])).toMatchInlineSnapshot(`
    [
      "track import-74afa50dd79d1847dd6e4b955200c606",
      "identify import-74afa50dd79d1847dd6e4b955200c606-1",
      "group import-74afa50dd79d1847dd6e4b955200c606-2",
    ]
  `);
});
