import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { PeopleMap } from "./people-map.ts";

test("rings of nodes are what a plain map of owners would be, also read back from pages", () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 4));
  const pages = new Map<number, Uint8Array>();
  let map = new PeopleMap([]);
  const owners = new Map<number, number>();
  const named = new Set<number>();
  const told = new Set<number>();
  const count = 700;
  for (let node = 1; node <= count; node++) owners.set(node, node);
  for (let round = 0; round < 400; round++) {
    if (random.next() < 0.3) {
      const node = random.int(1, count);
      map.name(node);
      named.add(node);
    }
    if (random.next() < 0.3) {
      const node = random.int(1, count);
      map.tell(node);
      told.add(node);
    }
    // A person joins another, or its upper half leaves it: the smallest node is always the person's number.
    const [a, b] = [owners.get(random.int(1, count)) ?? 1, owners.get(random.int(1, count)) ?? 1];
    const nodesOf = (person: number) => [...owners].filter(([, owner]) => owner === person).map(([n]) => n);
    const all = nodesOf(Math.max(a, b));
    const leaving = a === b ? all.slice(Math.ceil(all.length / 2)) : all;
    const person = a === b ? Math.min(...leaving) : Math.min(a, b);
    if (leaving.length === 0) continue;
    map.move(leaving.map((node) => ({ offset: round, node, person })));
    for (const node of leaving) owners.set(node, person);
    for (const { key, value } of map.takeWrites()) if (value !== null) pages.set(key, value);
    if (random.next() < 0.05) map = new PeopleMap([...pages].map(([key, value]) => ({ key, value })));
    for (const asked of [a, b, person]) {
      expect(map.nodesOf(asked)).toEqual(nodesOf(asked));
      expect(map.isSaid(asked)).toBe(named.has(asked) || told.has(asked));
      expect(map.isKnown(asked)).toBe(nodesOf(asked).some((node) => named.has(node)));
    }
  }
  for (const [node, owner] of owners) expect(map.personOf(node)).toBe(owner);
});
