import { type Random, seededRandom } from "@habitus/kernel";
import { evaluateReference, type Plan } from "@habitus/segments";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { membersStatement } from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import { makePlan, makeWorld, NOW, type World } from "./worlds.ts";

const RUN = {
  seed: Number(process.env["HABITUS_SEED"] ?? 20_261),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 2),
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
  const sizes: number[] = [];
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const random = seededRandom(seed);
    const world = makeWorld(random, PEOPLE);
    await store.empty();
    await store.fill(world.people, world.texts);
    for (let turn = 0; turn < PLANS; turn++) sizes.push(await compare(tellingPlan(random, world), world));
  });
  await fc.assert(property, RUN);
  // The generator must not drift to plans that hold for everybody or nobody.
  const mixed = sizes.filter((size) => size > 0 && size < PEOPLE);
  expect(mixed.length).toBeGreaterThan(sizes.length / 2);
});

const TRIES = 5;

/** A plan that holds for some people and not for others, if one comes up soon. */
function tellingPlan(random: Random, world: World): Plan {
  let plan = makePlan(random);
  for (let turn = 1; turn < TRIES; turn++) {
    const size = holdsFor(plan, world).size;
    if (size > 0 && size < PEOPLE) break;
    plan = makePlan(random);
  }
  return plan;
}

function holdsFor(plan: Plan, world: World): ReadonlySet<number> {
  const people = world.people.filter((person) => evaluateReference(plan, person.history, NOW));
  return new Set(people.map(({ nodes: [person] }) => person));
}

/** How many people the plan holds for, once both agree about each. */
async function compare(plan: Plan, world: World): Promise<number> {
  const expected = holdsFor(plan, world);
  const statement = membersStatement(plan, { at: NOW, after: null, limit: PEOPLE });
  const rows = await store.rows<{ person: string }>(statement);
  const found = new Set(rows.map((row) => Number(row.person)));
  const wrong = world.people.find(({ nodes: [person] }) => expected.has(person) !== found.has(person));
  expect(wrong === undefined ? null : { plan, person: wrong, texts: textsOf(wrong, world) }).toBeNull();
  expect(rows.length).toBe(expected.size);
  return expected.size;
}

function textsOf(person: World["people"][number], world: World): readonly string[] {
  return person.history.events.map((event) => world.texts.get(event.idHash) ?? "");
}
