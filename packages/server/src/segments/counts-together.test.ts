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

/** Sizes are the lengths of names; "bad" is refused. */
function setup() {
  const queries: string[] = [];
  const count = createCountsTogether({
    async counts(questions, at, signal, lane) {
      const names = questions.map(nameOf);
      queries.push(`${lane} ${String(at)}: ${names.join(" ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      signal.throwIfAborted();
      if (names.includes("bad")) throw new HabitusError("definition_refused", "It names what is not there.");
      return names.map(({ length }) => length);
    },
  });
  return { count, queries };
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
  expect(queries).toHaveLength(4);
});

test("very many are counted in several queries", async () => {
  const { count, queries } = setup();
  await Promise.all(Array.from({ length: 45 }, (_, n) => count(asks(`event ${n}`), 7, signal)));
  expect(queries.map((query) => query.split("event").length - 1)).toEqual([20, 20, 5]);
});
