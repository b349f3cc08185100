import { HabitusError } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import { expect, test } from "vitest";
import type { Statement } from "../store/event-store.ts";
import { createHealthReads, type HealthQueries } from "./health-queries.ts";

const PLAN: Plan = { version: 1, root: { kind: "always", value: true }, leaves: [] };

test("who reached a goal is asked by halves where that takes too much memory, each once and in order", async () => {
  const parts: number[] = [];
  let people = 0;
  const query = ({ params }: Statement) => {
    const size = Number(params["roots"]);
    parts.push(size);
    if (size > 2) return Promise.reject(new HabitusError("query_too_large", "It is too large."));
    const told = Array.from({ length: size }, (_, place) => [
      [`count${place}`, String(++people)],
      [`reached${place}`, String(people * 10)],
    ]);
    return Promise.resolve([Object.fromEntries(told.flat())]);
  };
  const queries = {
    reached: ({ roots }: { readonly roots: readonly unknown[] }) => ({
      sql: "",
      params: { roots: roots.length },
    }),
  };
  const reads = createHealthReads({ query } as never, queries as unknown as HealthQueries);
  const goal = { event: "Order Completed", span: { from: 0, to: 1 } };
  const plans = [PLAN, PLAN, PLAN];
  const { signal } = new AbortController();
  expect(await reads.reached(plans, goal, { at: 0, present: 0 }, signal)).toEqual([
    { people: 1, reached: 10 },
    { people: 2, reached: 20 },
    { people: 3, reached: 30 },
  ]);
  expect(parts).toEqual([3, 2, 1]);
});
