import { LIMITS } from "@habitus/contract";
import { expect, test } from "vitest";
import { bitsOf } from "../../membership/overlap.ts";
import type { ManagementDeps } from "./deps.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

// Person n of three bought n times.

const TWICE = 'did "Order Completed" at least 2 times';

async function start(part: Partial<ManagementDeps> = {}) {
  const management = createManagement(part);
  await adminCookie(management);
  const api = clientOf(management.app);
  await api.createSegment({ body: newSegment("twice", TWICE) });
  await api.createSegment({ body: newSegment("once", 'did "Order Completed" at most 1 times') });
  await api.createSegment({ body: newSegment("not-thrice", 'did "Order Completed" at most 2 times') });
  // Segments are looked for by their sizes.
  await api.listSegments({ query: { sizes: "fresh" } });
  return { ...management, api };
}

test("segments that are nearly the same as a definition are told, by who is in them live", async () => {
  const people: Readonly<Record<string, readonly number[]>> = { twice: [2, 3], "not-thrice": [1, 2] };
  const asked: string[] = [];
  const { api } = await start({
    liveSets(keys) {
      asked.push(...keys);
      const sets = keys.map((key) => bitsOf(people[key] ?? []));
      return Promise.resolve({ offset: 0, at: 0, sets });
    },
  });
  const told = await api.listSimilarSegments({ body: { definition: TWICE } });
  expect(told).toMatchObject({ count: 2, limit: 0.8, isCompared: true, leftOut: 0 });
  expect(told.segments).toEqual([{ key: "twice", size: 2, both: 2, share: 1 }]);
  // A segment of another size cannot be nearly the same, and is not asked for.
  expect(asked.toSorted()).toEqual(["not-thrice", "twice"]);
  const edited = await api.listSimilarSegments({ body: { definition: TWICE, except: "twice" } });
  expect(edited.segments).toEqual([]);
  const nobody = await api.listSimilarSegments({
    body: { definition: 'did "Order Completed" at least 9 times' },
  });
  expect(nobody).toMatchObject({ count: 0, isCompared: true, segments: [] });
});

test("segments that are not live are passed over", async () => {
  const { api } = await start();
  expect((await api.listSimilarSegments({ body: { definition: TWICE } })).segments).toEqual([]);
});

test("where the workspace's now is pinned, people are counted as of then", async () => {
  const { api } = await start();
  const { name, zone, weekStart, rev } = await api.getWorkspace({});
  await api.changeWorkspace({ body: { name, zone, weekStart, rev, pinnedNow: "2026-03-01" } });
  await api.listSegments({ query: { sizes: "fresh" } });
  const told = await api.listSimilarSegments({ body: { definition: TWICE } });
  expect(told.segments).toEqual([{ key: "twice", size: 2, both: 2, share: 1 }]);
});

test("what holds for very many is not compared", async () => {
  const { api, deps } = await start();
  const { evaluate } = deps.evaluator;
  Object.assign(deps.evaluator, {
    evaluate: async (...asked: Parameters<typeof evaluate>) => ({
      ...(await evaluate(...asked)),
      count: LIMITS.comparedPeople + 1,
    }),
  });
  const told = await api.listSimilarSegments({ body: { definition: TWICE } });
  expect(told).toMatchObject({ isCompared: false, segments: [], leftOut: 0 });
});
