import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { reference, streamEvaluator } from "../engines/evaluators.ts";
import { STREAM_FAULTS } from "../faults/stream-faults.ts";
import { runPair } from "./pair.ts";
import { run } from "./run.ts";

test("a failure comes back as small as it can be, fails still, and passes without the mistake", async () => {
  const late = must(
    STREAM_FAULTS.find(({ name }) => name === "late events are dropped"),
    "the mistake is seeded",
  );
  const { failures } = await run({
    seed: 3,
    pairs: 600,
    reference,
    live: late.live,
    sql: null,
    mostFailures: 1,
  });
  const [failure] = failures;
  const { plan, life, tries } = must(failure, "the mistake is noticed");
  expect(tries).toBeGreaterThan(5);
  expect(plan.leaves).toHaveLength(1);
  // Nothing can be left out any more.
  for (const place of life.arrivals.keys()) {
    const fewer = { ...life, arrivals: life.arrivals.toSpliced(place, 1) };
    expect(runPair(plan, fewer, reference, late.live).mismatch).toBeNull();
  }
  // What a regression file holds is all that is needed.
  const kept = JSON.parse(JSON.stringify({ plan, life })) as { plan: typeof plan; life: typeof life };
  expect(runPair(kept.plan, kept.life, reference, late.live).mismatch).not.toBeNull();
  expect(runPair(kept.plan, kept.life, reference, streamEvaluator()).mismatch).toBeNull();
});

test("a seed makes the same run again", async () => {
  const figures = async (seed: number) => {
    const live = streamEvaluator();
    const { pairs, flips, edges } = await run({
      seed,
      pairs: 240,
      reference,
      live,
      sql: null,
      mostFailures: 1,
    });
    return { pairs, flips, edges };
  };
  expect(await figures(11)).toEqual(await figures(11));
  expect(await figures(12)).not.toEqual(await figures(11));
});
