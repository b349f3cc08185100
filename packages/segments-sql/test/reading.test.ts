import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_CONTEXT, parseDefinition, planDefinition } from "@habitus/segments";
import { countStatement, membersStatement, type Statement } from "../src/index.ts";
import { TestStore } from "./chdb.ts";

const AT = 1_774_958_400_000;
const HOUR = 3_600_000;
const NAMES = ["a", "b", "c", "d"];
const PER_NAME = 2_000;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
  for (const [place, name] of NAMES.entries()) {
    const rows = Array.from({ length: PER_NAME }, (_, hour) => {
      const time = new Date(AT - hour * HOUR).toISOString().slice(0, 23).replace("T", " ");
      return {
        offset: place * PER_NAME + hour,
        node: hour % 50,
        name,
        time,
        received_at: time,
        properties: '{"x":1}',
      };
    });
    await store.insert("events_by_name", rows);
  }
  await store.run("OPTIMIZE TABLE events_by_name FINAL");
});
afterAll(() => store.close());

function statementOf(definition: string): Statement {
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return countStatement(planDefinition(parsed.definition, DEFAULT_CONTEXT), {
    at: AT,
  });
}

/** Granules of the events that are read, of those there are. */
async function granulesRead(definition: string): Promise<number> {
  const { sql, params } = statementOf(definition);
  const lines = await store.rows<{ explain: string }>({ sql: `EXPLAIN indexes = 1 ${sql}`, params });
  const text = lines.map((line) => line.explain).join("\n");
  const [events = ""] = text.split("events_by_name").slice(1);
  const granules = [...(events.split("ReadFrom")[0]?.matchAll(/Granules: (\d+)\/(\d+)/g) ?? [])].at(-1);
  return Number(granules?.[1]);
}

test("only the named events inside the windows are read", async () => {
  const all = await granulesRead("did a or did b or did c or did d");
  expect(all).toBe((NAMES.length * PER_NAME) / 4);
  expect(await granulesRead("did a")).toBeLessThan(all / 3.9);
  expect(await granulesRead("did a in last 4 hours")).toBeLessThanOrEqual(3);
  expect(
    await granulesRead("did a in last 4 hours and did b between 104 and 100 hours ago"),
  ).toBeLessThanOrEqual(6);
  expect(
    await granulesRead("did a in last 4 hours and did a between 104 and 100 hours ago"),
  ).toBeLessThanOrEqual(6);
  expect(await granulesRead("did a this month in their time zone")).toBeLessThan(all / 4);
});

test("a window's edges are exact to the millisecond, wherever the index has its marks", async () => {
  const plan = (fromMs: number) =>
    ({
      version: 1,
      root: { kind: "leaf", leaf: 0 },
      leaves: [
        {
          kind: "count",
          atLeast: 1,
          events: {
            name: "a",
            where: { kind: "and", of: [] },
            window: { kind: "sliding", fromMs, toMs: fromMs - 1 },
          },
        },
      ],
    }) as const;
  for (let hour = 0; hour < 40; hour++) {
    for (const [late, expected] of [
      [-1, []],
      [0, [hour % 50]],
      [1, []],
    ] as const) {
      // (at - fromMs, at - fromMs + 1] holds the event of that hour only when its edge is on it.
      const statement = membersStatement(plan(hour * HOUR + 1 + late), { at: AT, after: null, limit: 10 });
      const rows = await store.rows<{ person: string }>(statement);
      expect([hour, late, rows.map((row) => Number(row.person))]).toEqual([hour, late, expected]);
    }
  }
});

test("a page of people comes in either order, and of those asked for alone", async () => {
  const parsed = parseDefinition("did a");
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, DEFAULT_CONTEXT);
  const page = async (asked: Omit<Parameters<typeof membersStatement>[1], "at">) => {
    const rows = await store.rows<{ person: string }>(membersStatement(plan, { at: AT, ...asked }));
    return rows.map((row) => Number(row.person));
  };
  expect(await page({ after: null, limit: 3 })).toEqual([0, 1, 2]);
  expect(await page({ after: null, limit: 3, isDescending: true })).toEqual([49, 48, 47]);
  expect(await page({ after: 47, limit: 2, isDescending: true })).toEqual([46, 45]);
  expect(await page({ after: null, limit: 9, among: [7, 3, 77] })).toEqual([3, 7]);
  expect(await page({ after: 3, limit: 9, among: [7, 3] })).toEqual([7]);
  expect(await page({ after: null, limit: 9, among: [] })).toEqual([]);
});

test("nobody else is looked at where the plan cannot hold for people who did nothing", () => {
  for (const definition of [
    "did a",
    "did a and not did b",
    "sum of a.x > 5",
    "sum of a.x = 5 or did b",
    "plan exists",
    "average of a.x < 5",
  ]) {
    expect(statementOf(definition).sql).not.toContain("`nodes`");
  }
  for (const definition of [
    "did not a",
    "sum of a.x < 5",
    "sum of a.x >= 0",
    "sum of a.x = 0",
    "plan does not exist",
    "not average of a.x < 5",
  ]) {
    expect(statementOf(definition).sql).toContain("`nodes`");
  }
});
