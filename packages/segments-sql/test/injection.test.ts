import { type JsonObject, seededRandom } from "@habitus/kernel";
import { evaluateReference, type Leaf, type Plan, type TextTest } from "@habitus/segments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countsStatement, membersStatement, STORE_TABLES } from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import type { StoredPerson } from "./history-rows.ts";

const AT = 1_774_958_400_000;

/** Texts that mean something to the engine, to its parameters or to the way they travel. */
const ATTACKS = [
  "'; DROP TABLE events_by_name; --",
  "' OR 1 = 1 OR '' = '",
  "\\' OR 1 = 1 --",
  "\\",
  "\\\\'",
  "`",
  "`; DROP TABLE moves; --",
  '"',
  '\\"',
  "{p1:String}",
  "{x:Identifier}",
  "}{",
  "/* */ SELECT 1 /*",
  "-- comment",
  "# comment",
  "\n\n; SELECT 1;\n",
  "\0",
  "a\0b",
  "\t\r\n\b\f\v",
  "\\N",
  "\\0\\t\\x41",
  "NULL",
  "null",
  "[1,2]",
  "%s %d ?",
  "${process.exit()}",
  "s",
  "n1",
  "\ufffd",
  "\u2028\u2029",
  "＇ ʼ ‘ ’",
  "😀 👩‍👩‍👧 e\u0301",
  "مرحبا ‮abc‬",
  "x".repeat(500),
  "__proto__",
  "constructor",
] as const;

const text = (value: string, op: TextTest["op"] = "is"): TextTest => ({
  kind: "text",
  op,
  value,
  ignoreCase: false,
});
const ever = { kind: "ever" } as const;

/** Every place where a person's text enters a plan. */
function leavesWith(attack: string): readonly Leaf[] {
  const anyOf = { kind: "any", of: [text("none"), text(attack)] } as const;
  const upper: TextTest = { ...text(attack.toUpperCase()), ignoreCase: true };
  const test = (path: readonly string[], wanted: TextTest | typeof anyOf) =>
    ({ kind: "test", path, test: wanted }) as const;
  const events = (name: string, where: ReturnType<typeof test>) => ({ name, where, window: ever });
  return [
    { kind: "count", atLeast: 1, events: { name: attack, where: { kind: "and", of: [] }, window: ever } },
    { kind: "count", atLeast: 1, events: events(attack, test([attack], text(attack))) },
    { kind: "count", atLeast: 1, events: events("plain", test(["in", attack], text(attack, "contains"))) },
    { kind: "count", atLeast: 1, events: events("plain", test([attack], text(attack, "starts with"))) },
    { kind: "count", atLeast: 1, events: events("plain", test([attack], text(attack, "ends with"))) },
    { kind: "count", atLeast: 1, events: events("plain", test([attack], anyOf)) },
    { kind: "count", atLeast: 1, events: events("plain", test([attack], upper)) },
    {
      kind: "aggregate",
      of: "sum",
      path: ["sums", attack],
      events: events("plain", test([attack], text(attack))),
      op: ">",
      value: "0",
    },
    { kind: "trait", path: [attack], test: text(attack) },
    { kind: "trait", path: ["object", attack, attack], test: text(attack) },
  ];
}

/** A person for each attack whose data is made of it, and a bystander. */
const PEOPLE: readonly StoredPerson[] = [...ATTACKS, "bystander"].map((attack, index) => {
  const own = (value: unknown): JsonObject => JSON.parse(JSON.stringify({ [attack]: value })) as JsonObject;
  const properties: JsonObject = { ...own(attack), in: own(attack), sums: own(3) };
  const id = (place: number): string => (index * 16 + place + 1).toString(16).padStart(32, "0");
  const event = (name: string, place: number) => ({
    name,
    time: AT - 1,
    idHash: id(place),
    offsetMinutes: null,
    properties,
  });
  const trait = (name: string, value: JsonObject | string, place: number) => ({
    name,
    value,
    time: AT - 1,
    idHash: id(place),
  });
  return {
    nodes: [index + 1],
    history: {
      events: [event(attack, 0), event("plain", 1)],
      traits: [trait(attack, attack, 2), trait("object", own(own(attack)), 3)],
    },
  };
});

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
  await store.fill(PEOPLE);
});
afterAll(() => store.close());

async function counts(): Promise<readonly unknown[]> {
  const sizes = STORE_TABLES.map(({ name }) => `SELECT '${name}' AS name, count() AS rows FROM ${name}`);
  return store.rows({ sql: `SELECT * FROM (${sizes.join(" UNION ALL ")}) ORDER BY name`, params: {} });
}

describe("a text that a person wrote stays a text", () => {
  test.each(ATTACKS.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))(
    "%s",
    async (_, attack) => {
      const before = await counts();
      const leaves = leavesWith(attack);
      const plan: Plan = {
        version: 1,
        leaves,
        root: { kind: "or", of: leaves.map((_each, leaf) => ({ kind: "leaf", leaf })) },
      };
      const roots = [plan.root, ...leaves.map((_each, leaf) => ({ kind: "leaf", leaf }) as const)];
      const statement = countsStatement({ leaves, roots }, { at: AT });
      if (attack.length > 8) expect(statement.sql).not.toContain(attack);
      const holding = (one: Plan): number =>
        PEOPLE.filter((person) => evaluateReference(one, person.history, AT)).length;
      const expected = leaves.map((_each, leaf) =>
        holding({ version: 1, leaves, root: { kind: "leaf", leaf } }),
      );
      expect(Math.min(...expected)).toBeGreaterThan(0);
      const [found] = await store.rows<Record<string, string>>(statement);
      expect(leaves.map((_each, leaf) => Number(found?.[`count${leaf + 1}`]))).toEqual(expected);
      expect(Number(found?.["count0"])).toBe(holding(plan));
      expect(await counts()).toEqual(before);
    },
  );
});

test("random bytes of ASCII as name, key and value", async () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 20_261));
  for (let turn = 0; turn < 5; turn++) {
    const attack = String.fromCodePoint(...Array.from({ length: 30 }, () => random.int(0, 127)));
    const leaves = leavesWith(attack);
    const plan: Plan = {
      version: 1,
      leaves,
      root: { kind: "or", of: leaves.map((_, leaf) => ({ kind: "leaf", leaf })) },
    };
    expect(await store.rows(membersStatement(plan, { at: AT, after: null, limit: 100 }))).toEqual([]);
  }
});
