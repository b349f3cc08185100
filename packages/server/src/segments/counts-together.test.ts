import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createCountsTogether } from "./counts-together.ts";
import { mustReadDefinition } from "./language.ts";
import type { Question } from "./plan-contexts.ts";

const asks = (event: string): Question => ({
  definition: mustReadDefinition(`did "${event}"`),
  purpose: null,
});
const nameOf = ({ definition: { condition } }: Question): string =>
  condition.kind === "did" && typeof condition.event === "string" ? condition.event : "";

/** Sizes are the lengths of names; "bad" is refused, the store does not answer for "away", and "slow" waits to be let go. */
function setup() {
  const queries: string[] = [];
  let letGo = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const count = createCountsTogether({
    async counts(questions, at, signal, lane) {
      const names = questions.map(nameOf);
      queries.push(`${lane} ${String(at)}: ${names.join(" ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (names.includes("slow")) await slow;
      signal.throwIfAborted();
      if (names.includes("away")) throw new HabitusError("store_unavailable", "It does not answer.");
      if (names.includes("bad")) throw new HabitusError("definition_refused", "It names what is not there.");
      return names.map(({ length }) => length);
    },
  });
  return { count, queries, letGo };
}

const { signal } = new AbortController();

test("what is asked of one instant meanwhile is counted by one query", async () => {
  const { count, queries } = setup();
  const trend = async (name: string): Promise<readonly number[]> => {
    const sizes: number[] = [];
    for (const at of [1, 2, 3]) sizes.push(await count(asks(name), at, signal));
    return sizes;
  };
  expect(await Promise.all(["a", "bb", "ccc"].map(trend))).toEqual([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
  ]);
  expect(queries).toEqual(["backfill 1: a bb ccc", "backfill 2: a bb ccc", "backfill 3: a bb ccc"]);
});

test("one that cannot be counted is refused alone, and what nobody waits for is given up", async () => {
  const { count, queries } = setup();
  const left = new AbortController();
  const answers = [
    count(asks("a"), 1, signal),
    count(asks("bad"), 1, signal),
    count(asks("bb"), 1, left.signal),
  ];
  const settled = Promise.allSettled(answers);
  setTimeout(() => left.abort(new Error("gone")), 1);
  const [a, bad, bb] = await settled;
  expect(a).toEqual({ status: "fulfilled", value: 1 });
  expect(bad).toMatchObject({ reason: { code: "definition_refused" } });
  expect(bb).toMatchObject({ reason: { message: "gone" } });
  expect(queries.slice(1)).toEqual(["backfill 1: a bad", "backfill 1: a", "backfill 1: bad"]);
});

test("the one of many that cannot be counted is found by halves", async () => {
  const { count, queries } = setup();
  const names = [...Array.from({ length: 15 }, (_, n) => `e${n}`), "bad"];
  const settled = await Promise.allSettled(names.map((name) => count(asks(name), 1, signal)));
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(15);
  expect(settled.at(-1)).toMatchObject({ reason: { code: "definition_refused" } });
  expect(queries).toHaveLength(9);
});

test("what would meet each of them refuses all at once", async () => {
  const { count, queries } = setup();
  const settled = await Promise.allSettled(["a", "away", "bb"].map((name) => count(asks(name), 1, signal)));
  expect(settled).toMatchObject(Array(3).fill({ reason: { code: "store_unavailable" } }));
  expect(queries).toHaveLength(1);
});

test("another instant is counted beside a query that takes long, and whoever leaves meanwhile is not counted", async () => {
  const { count, queries, letGo } = setup();
  const left = new AbortController();
  const slow = [count(asks("slow"), 1, signal), count(asks("slow"), 2, signal)];
  await expect.poll(() => queries).toHaveLength(2);
  const gone = count(asks("a"), 3, left.signal);
  const stays = count(asks("bb"), 3, signal);
  left.abort(new Error("gone"));
  letGo();
  await expect(gone).rejects.toThrow("gone");
  expect(await Promise.all([...slow, stays])).toEqual([4, 4, 2]);
  expect(queries).toEqual(["backfill 1: slow", "backfill 2: slow", "backfill 3: bb"]);
});

test("very many are counted in several queries", async () => {
  const { count, queries } = setup();
  await Promise.all(Array.from({ length: 45 }, (_, n) => count(asks(`event ${n}`), 7, signal)));
  expect(queries.map((query) => query.split("event").length - 1)).toEqual([20, 20, 5]);
});
