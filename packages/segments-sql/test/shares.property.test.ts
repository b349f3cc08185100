import { isJsonObject, type JsonValue, type Random, seededRandom } from "@habitus/kernel";
import { evaluateReference, mergePlans, type Plan } from "@habitus/segments";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  eventSharesStatement,
  reachedStatement,
  type ShareRow,
  traitSharesStatement,
  valueSharesStatement,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import type { StoredPerson } from "./history-rows.ts";
import { makePlan, makeWorld, NOW } from "./worlds.ts";

const RUN = {
  seed: Number(process.env["HABITUS_SEED"] ?? 8_214),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 2),
  endOnFailure: true,
};
const PEOPLE = 120;
const DAY = 86_400_000;
const SPAN = { from: NOW - 20 * DAY, to: NOW };
const ALL = { fewest: 1, limit: 10_000 };
/** Texts that no other value than themselves is written as. */
const WORDS = ["shoes", "Shoes", "ΑΣ", "ας", "x", "sho", "es", "😀", "\\"];

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

type World = {
  readonly people: readonly StoredPerson[];
  /** Of each part. */
  readonly inside: readonly ReadonlySet<StoredPerson>[];
  readonly lookedAt: ReadonlySet<StoredPerson>;
};

function worldOf(
  random: Random,
  plans: readonly Plan[],
): World & { readonly texts: ReadonlyMap<string, string> } {
  const { people, texts } = makeWorld(random, PEOPLE);
  const sets = plans.map(
    (plan) => new Set(people.filter(({ history }) => evaluateReference(plan, history, NOW))),
  );
  return { people, texts, inside: sets.slice(0, -1), lookedAt: sets.at(-1) ?? new Set() };
}

const EVERYBODY: Plan = { version: 1, root: { kind: "always", value: true }, leaves: [] };

/** Of the people who are looked at: those who have it, inside of each part and in all. */
function sharesOf<T>(
  world: World,
  has: (person: StoredPerson) => Iterable<T>,
): ReadonlyMap<T, readonly number[]> {
  const shares = new Map<T, readonly number[]>();
  for (const person of world.lookedAt) {
    for (const each of new Set(has(person))) {
      const sets = [...world.inside, world.lookedAt];
      const before = shares.get(each) ?? sets.map(() => 0);
      shares.set(
        each,
        before.map((count, place) => count + (sets[place]?.has(person) === true ? 1 : 0)),
      );
    }
  }
  return shares;
}

const PARTS = [0, 1] as const;
const countsOf = (row: ShareRow): readonly number[] => [
  ...PARTS.map((part) => Number(row[`inside${part}`])),
  Number(row.everybody),
];
const isInSpan = ({ time }: { readonly time: number }): boolean => time >= SPAN.from && time < SPAN.to;

function valuesAt(value: JsonValue, path: readonly string[]): readonly JsonValue[] {
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  if (Array.isArray(value)) return value.flatMap((each) => (Array.isArray(each) ? [] : valuesAt(each, path)));
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return [];
  return valuesAt(value[key] ?? null, rest);
}

const wordsOf = (values: readonly JsonValue[]): readonly string[] =>
  values.filter((value) => typeof value === "string").filter((value) => WORDS.includes(value));

it("shares of events, traits and values are those of the people one by one", {
  timeout: 600_000,
}, async () => {
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const random = seededRandom(seed);
    const lookedAt = random.int(0, 1) === 0 ? EVERYBODY : makePlan(random);
    const plans = [...PARTS.map(() => makePlan(random)), lookedAt];
    const judged = { plans: mergePlans(plans) };
    const world = worldOf(random, plans);
    await store.empty();
    await store.fill(world.people, world.texts);

    const hidden = ["open"];
    const events = await store.rows<ShareRow & { readonly name: string }>(
      eventSharesStatement(judged, { ...ALL, span: SPAN, hidden }, { at: NOW }),
    );
    const did = sharesOf(world, ({ history }) =>
      history.events.filter((event) => isInSpan(event) && event.name !== "open").map(({ name }) => name),
    );
    expect(new Map(events.map((row) => [row.name, countsOf(row)]))).toEqual(did);

    const traits = await store.rows<ShareRow & { readonly name: string; readonly value: string }>(
      traitSharesStatement(judged, { ...ALL, names: ["plan", "it's"] }, { at: NOW }),
    );
    for (const name of ["plan", "it's"]) {
      const own = traits.filter((row) => row.name === name && WORDS.includes(row.value));
      const held = sharesOf(world, ({ history }) =>
        WORDS.filter((value) => {
          const test = { kind: "text", op: "is", value, ignoreCase: false } as const;
          const plan = {
            version: 1,
            root: { kind: "leaf", leaf: 0 },
            leaves: [{ kind: "trait", path: [name], test }],
          } as const;
          return evaluateReference(plan, history, NOW);
        }),
      );
      expect(new Map(own.map((row) => [row.value, countsOf(row)]))).toEqual(held);
    }

    const paths = [["a"], ["b", "a"]];
    const rows = await store.rows<ShareRow & { readonly place: number; readonly value: string }>(
      valueSharesStatement(judged, { ...ALL, event: "Order Completed", paths, span: SPAN }, { at: NOW }),
    );
    for (const [place, path] of paths.entries()) {
      const own = rows.filter((row) => row.place === place && WORDS.includes(row.value));
      const had = sharesOf(world, ({ history }) =>
        history.events
          .filter((event) => isInSpan(event) && event.name === "Order Completed")
          .flatMap(({ properties }) => wordsOf(valuesAt(properties, path))),
      );
      expect(new Map(own.map((row) => [row.value, countsOf(row)]))).toEqual(had);
    }
  });
  await fc.assert(property, RUN);
});

it("who did something within a span, of those for whom a plan holds", { timeout: 600_000 }, async () => {
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const random = seededRandom(seed);
    const plans = [makePlan(random), makePlan(random)] as const;
    const { people, texts } = makeWorld(random, PEOPLE);
    await store.empty();
    await store.fill(people, texts);
    const at = NOW - 10 * DAY;
    const span = { from: at + 1, to: NOW + 1 };
    const [row] = await store.rows<Record<string, string>>(
      reachedStatement(mergePlans([...plans]), { event: "open", span }, { at }),
    );
    for (const [index, plan] of plans.entries()) {
      const inside = people.filter(({ history }) => evaluateReference(plan, history, at));
      const reached = inside.filter(({ history }) =>
        history.events.some(({ name, time }) => name === "open" && time >= span.from && time < span.to),
      );
      expect([Number(row?.[`count${index}`]), Number(row?.[`reached${index}`])]).toEqual([
        inside.length,
        reached.length,
      ]);
    }
  });
  await fc.assert(property, RUN);
});
