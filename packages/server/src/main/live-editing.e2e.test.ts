import { must, type Random, seededRandom } from "@habitus/kernel";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf } from "./testing/live.ts";
import { startLoad } from "./testing/load.ts";
import { drained, startRealServer } from "./testing/real-server.ts";

/** By hand 5,000. */
const EVENTS_PER_SECOND = Number(process.env["HABITUS_RATE"] ?? 200);
const EDITS = Number(process.env["HABITUS_EDITS"] ?? 4);
const SEED = Number(process.env["HABITUS_SEED"] ?? 33);
const BATCH = 100;
const KEYS = ["a", "b", "c"];

const ORDER = '"Order Completed"';
const LEAVES: readonly ((random: Random) => string)[] = [
  (random) => `did ${ORDER} at least ${random.int(1, 9)} times in last ${random.int(10, 380)} days`,
  (random) => `did not ${ORDER} in last ${random.int(5, 200)} days`,
  (random) =>
    `did ${ORDER} at most ${random.int(1, 5)} times in last ${random.int(30, 300)} days where revenue > ${random.int(50, 450)}`,
  (random) => `sum of ${ORDER}.revenue in last ${random.int(10, 380)} days >= ${random.int(100, 4_000)}`,
  (random) => `average of ${ORDER}.revenue > ${random.int(150, 350)}`,
  (random) => `did ${ORDER} in last ${random.int(2, 9)} seconds where revenue < ${random.int(100, 400)}`,
  (random) => `did ${ORDER} then ${ORDER} within ${random.int(10, 90)} days`,
  (random) => `did ${ORDER} for the first time in last ${random.int(30, 380)} days`,
  (random) => `bucket 0 to ${random.int(0, 3)} of ${random.int(4, 9)} by "salt ${random.int(1, 9)}"`,
];

function anyDefinition(random: Random, depth = 2): string {
  const dice = random.next();
  if (depth === 0 || dice < 0.4) return random.pick(LEAVES)(random);
  const parts = Array.from({ length: random.int(2, 3) }, () => anyDefinition(random, depth - 1));
  const joined = parts.join(dice < 0.7 ? " and " : " or ");
  return random.next() < 0.2 ? `not (${joined})` : `(${joined})`;
}

test(`after each of ${EDITS} edits at ${EVENTS_PER_SECOND} events/s, who is in what is what the whole history says (seed ${SEED})`, {
  timeout: 1_800_000,
}, async () => {
  const random = seededRandom(SEED);
  // Everybody is compared, however many the load has made.
  const env = { HABITUS_RECONCILE_SAMPLE: "100000" };
  const server = await startRealServer({ dataDir: temporaryFolder("live-editing"), env });
  for (const key of KEYS) await server.api("POST", "/api/segments", segmentOf(key, anyDefinition(random)));
  const pauseMs = (1_000 * BATCH) / EVENTS_PER_SECOND;
  const load = startLoad({ url: () => server.url, senders: 1, batch: BATCH, pauseMs });
  onTestFinished(() => load.stop());
  for (const key of KEYS) await isLive(server, key);
  let people = 0;
  for (let edit = 0; edit < EDITS; edit++) {
    const key = must(KEYS[edit % KEYS.length], "there are segments");
    const { key: _, ...content } = segmentOf(key, anyDefinition(random));
    const { rev } = await server.api<{ readonly rev: number }>("GET", `/api/segments/${key}`);
    await server.api("PUT", `/api/segments/${key}`, { ...content, rev });
    await isLive(server, key);
    const found = await reconciled(server);
    expect([content["definition"], found]).toEqual([
      content["definition"],
      expect.objectContaining({ segments: KEYS.length, found: 0, differences: [] }),
    ]);
    people = found.people;
  }
  await load.stop();
  await drained(server);
  expect(await reconciled(server)).toMatchObject({ segments: KEYS.length, found: 0 });
  expect(people).toBeGreaterThan(100);
  console.info(
    `${EDITS} edits while ${load.acknowledged.size} events came, ${people} people compared each time, none differs`,
  );
  expect(await server.stop()).toBe(0);
});
