import { BUCKET_TRAIT, bucketRank, DAY_MS, reservedTrait } from "@habitus/kernel";
import { DEFAULT_CONTEXT, parseDefinition, planDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { createMemoryEventStore } from "../../store/memory-event-store.ts";
import { batchOf, eventRow, traitRow } from "../../store/event-store.contract.ts";
import { readsOf } from "../testing.ts";
import { createReplayer } from "./replayer.ts";

const START = 40 * 365 * DAY_MS;
const NEVER = Number.POSITIVE_INFINITY;

/** 1 was named by a list before the first event, of 2 there are facts alone, of 3 nothing is known but an event; all have a bucket. */
async function replayed(text: string) {
  const store = createMemoryEventStore();
  const inList = reservedTrait("list", "vip");
  const bought = { name: "buy", time: START + 5 * DAY_MS };
  const buckets = [1, 2, 3].map((node) =>
    traitRow(4, { node, name: BUCKET_TRAIT, value: `"${"0".repeat(32)}"`, time: bucketRank(node) }),
  );
  await store.append(
    batchOf(4, {
      events: [eventRow(1, { node: 1, ...bought }), eventRow(2, { node: 3, ...bought })],
      traits: [
        traitRow(3, { node: 1, name: inList, value: "true", time: START + 2 * DAY_MS }),
        traitRow(3, { node: 2, name: inList, value: "true", time: START + 3 * DAY_MS }),
        traitRow(4, { node: 2, name: inList, value: "true", time: START + 4 * DAY_MS }),
        ...buckets,
      ],
    }),
  );
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, DEFAULT_CONTEXT);
  const to = START + 9 * DAY_MS;
  const question = { plans: [{ from: START, plan }], from: START, to, present: to };
  const replay = createReplayer({ question, upTo: 4 }, readsOf(store));
  const people = [bought.time, NEVER, bought.time].map((firstSeen, place) => {
    return { person: place + 1, nodes: [place + 1], firstSeen, transitions: [] };
  });
  const found = await replay({ from: 1, to: 3, people });
  return found.map(({ person, changes }) => [person, ...changes.map((at) => (at - START) / DAY_MS)]);
}

test("whoever is named by a fact is known from then on, whatever the definition reads", async () => {
  const courses = [
    [1, 2],
    [2, 3],
    [3, 5],
  ];
  expect(await replayed("everyone")).toEqual(courses);
  expect(await replayed('did not "view"')).toEqual(courses);
  // The instant of a bucket is a rank: it makes nobody known.
  expect(await replayed('bucket 0 to 98 of 100 by "a"')).toEqual(courses);
});
