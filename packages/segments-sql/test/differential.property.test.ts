import { seededRandom } from "@habitus/kernel";
import { evaluateReference, type Plan } from "@habitus/segments";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countStatement, membersStatement } from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import { makePlan, makeWorld, NOW, type World } from "./worlds.ts";

const RUN = {
  seed: Number(process.env["HABITUS_SEED"] ?? 20_261),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 4),
  endOnFailure: true,
};
const PEOPLE = 200;
const PLANS = 25;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

it("SQL finds exactly the people for whom the reference holds", { timeout: 600_000 }, async () => {
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const random = seededRandom(seed);
    const world = makeWorld(random, PEOPLE);
    await store.empty();
    await store.fill(world.people, world.texts);
    for (let turn = 0; turn < PLANS; turn++) await compare(makePlan(random), world);
  });
  await fc.assert(property, RUN);
});

async function compare(plan: Plan, world: World): Promise<void> {
  const expected = world.people
    .filter((person) => evaluateReference(plan, person.history, NOW))
    .map((person) => person.nodes[0]);
  const rows = await store.rows<{ person: string }>(
    membersStatement(plan, { at: NOW, after: null, limit: PEOPLE }),
  );
  const found = rows.map((row) => Number(row.person));
  const wrong = world.people.find(
    ({ nodes: [person] }) => expected.includes(person) !== found.includes(person),
  );
  expect(wrong === undefined ? null : { plan, person: wrong, texts: textsOf(wrong, world) }).toBeNull();
  const [count] = await store.rows<{ count: string }>(countStatement(plan, { at: NOW }));
  expect(Number(count?.count)).toBe(expected.length);
}

function textsOf(person: World["people"][number], world: World): readonly string[] {
  return person.history.events.map((event) => world.texts.get(event.idHash) ?? "");
}
