import type { Plan } from "@habitus/segments";
import { expect, test } from "vitest";
import { createMemoryMembershipStore } from "../memory-membership-store.ts";
import { Registry } from "./registry.ts";

const EVERYONE: Plan = { version: 1, root: { kind: "always", value: true }, leaves: [] };
const NOBODY: Plan = { version: 1, root: { kind: "always", value: false }, leaves: [] };
const [everyone, nobody] = [JSON.stringify(EVERYONE), JSON.stringify(NOBODY)];

/** As version 1 was written; it is read for ever. */
const PINNED = `{"v":1,"numbers":{"a":1,"b":2,"c":3},"nextLeaf":3,"nextBuild":2,"inForce":[1],"paused":[],"since":{"a":5},"live":[{"key":"a","version":1,"plan":${everyone}}],"targets":[{"key":"b","version":2,"plan":${nobody},"refreshedAt":4},{"key":"c","version":1,"plan":${everyone}}],"leaves":{"{\\"kind\\":\\"count\\"}":1,"other":2}}`;

test("the stored form of the definitions in force is pinned and read back, whatever of it changes between two steps", async () => {
  const store = createMemoryMembershipStore();
  const registry = new Registry(store);
  const texts: string[] = [];
  const step = async (): Promise<void> => {
    const writes = registry.takeWrites();
    const own = writes.find(({ key }) => key === 0)?.value ?? undefined;
    texts.push(new TextDecoder().decode(own));
    await store.commit({ position: texts.length, at: 1, transitions: [], redact: [], writes });
  };
  registry.want({ key: "a", version: 1, plan: EVERYONE });
  await step();
  const [built] = registry.targets;
  const { build, leaves } = registry.beginBuild(['{"kind":"count"}', "other"]);
  registry.cutOver(built === undefined ? [] : [built], build, { offset: 3, at: 5 });
  registry.setLeaves(leaves);
  registry.want({ key: "b", version: 1, plan: NOBODY });
  await step();
  registry.want({ key: "b", version: 2, plan: NOBODY, refreshedAt: 4 });
  registry.want({ key: "c", version: 1, plan: EVERYONE });
  await step();
  expect(texts.at(-1)).toBe(PINNED);
  for (const text of texts) expect(JSON.stringify(JSON.parse(text))).toBe(text);
  const again = new Registry(store);
  expect([again.live, again.targets, again.leaves, again.newestBuild, again.since("a")]).toEqual([
    registry.live,
    registry.targets,
    leaves,
    1,
    5,
  ]);
});
