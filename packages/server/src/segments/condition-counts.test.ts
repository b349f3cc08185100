import { HabitusError } from "@habitus/kernel";
import type { Plan, PlanSet } from "@habitus/segments";
import { expect, test } from "vitest";
import type { EventStore } from "../store/event-store.ts";
import { runCounts } from "./condition-counts.ts";
import { REFERENCE_QUERIES } from "./testing.ts";

const PLAN: Plan = { version: 1, root: { kind: "always", value: true }, leaves: [] };
const MOMENT = { at: 0, present: 0 };

/** Counts at most so many plans at once: the people of a plan are its place among all that were counted. */
async function counted(plans: number, most: number, code = "query_too_large") {
  const parts: number[] = [];
  let people = 0;
  const query = (statement: { readonly params: Readonly<Record<string, unknown>> }) => {
    const { plans: set } = statement.params["counts"] as { readonly plans: PlanSet };
    const { length } = set.roots;
    parts.push(length);
    if (length > most) return Promise.reject(new HabitusError(code, code));
    return Promise.resolve([Object.fromEntries(set.roots.map((_, place) => [`count${place}`, ++people]))]);
  };
  const store = { query } as unknown as EventStore;
  const all = Array.from({ length: plans }, () => PLAN);
  const signal = new AbortController().signal;
  const counts = await runCounts({ store, queries: REFERENCE_QUERIES }, all, MOMENT, {
    lane: "interactive",
    signal,
  });
  return { counts, parts };
}

test("what needs too much memory together is counted in parts, each once and in order", async () => {
  expect(await counted(5, 5)).toEqual({ counts: [1, 2, 3, 4, 5], parts: [5] });
  expect(await counted(5, 2)).toEqual({ counts: [1, 2, 3, 4, 5], parts: [5, 3, 2, 1, 2] });
});

test("one that is too much by itself fails, and any other failure is not tried again", async () => {
  await expect(counted(2, 0)).rejects.toMatchObject({ code: "query_too_large" });
  await expect(counted(2, 1, "query_timeout")).rejects.toMatchObject({ code: "query_timeout" });
});
