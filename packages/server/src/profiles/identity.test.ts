import { readFileSync } from "node:fs";
import { seededRandom } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { decodeIdentityCommand, encodeIdentityCommand, type IdentityCommand } from "./identity-command.ts";
import type { KindRule } from "./id-kinds.ts";
import { IDENTITY_LIMITS } from "./identity.ts";
import { identityRun } from "./testing/identity-run.ts";

const ADA = { kind: "user", id: "u1", name: "Ada" } as const;

describe("who is who", () => {
  test("a shared device stays with whom the earliest call says, also when that call comes last", async () => {
    const { send, person, ids } = identityRun();
    await send([20, { user: "bob", device: "tablet" }], [30, { user: "ann", device: "phone" }]);
    expect(person("tablet")).toBe(person("bob"));
    const { batch } = await send([10, { user: "ann", device: "tablet" }]);
    expect(ids("ann")).toEqual(["user ann", "anonymous tablet", "anonymous phone"]);
    expect(ids("bob")).toEqual(["user bob"]);
    // bob 1, tablet 2, ann 3, phone 4: the smallest number names the person, so ann and her phone move too.
    expect(batch.moves).toEqual([
      { offset: 2, node: 2, person: 2 },
      { offset: 2, node: 3, person: 2 },
      { offset: 2, node: 4, person: 2 },
    ]);
    expect(person("p3")).toBe(2);
  });

  test("the previous id of an alias call is whichever kind other calls know, whenever they come", async () => {
    for (const late of [{ user: "old" }, { device: "old" }]) {
      const { send, person, ids, profiles } = identityRun();
      const first = await send([10, { user: "new", previous: "old" }]);
      expect(first.batch.nodes).toHaveLength(1);
      expect(ids("new")).toEqual(["user new", "anonymous old"]);
      const second = await send([5, late]);
      expect(second.batch.nodes).toHaveLength(1);
      expect(person("old")).toBe(person("new"));
      const kind = "user" in late ? "user" : "anonymous";
      expect(ids("new").toSorted()).toEqual([`${kind} old`, "user new"].toSorted());
      expect(profiles.profile(person("new"))).toMatchObject({ firstSeen: 5, lastSeen: 10 });
    }
  });

  test("a person has at most so many ids, and the earliest of them", async () => {
    const limits = { ...IDENTITY_LIMITS, idsPerPerson: { user: 1, anonymous: 2 } };
    const { send, ids, person } = identityRun(limits);
    for (const [time, device] of [
      [30, "d3"],
      [20, "d2"],
      [10, "d1"],
    ] as const) {
      await send([time, { user: "ann", device }]);
    }
    expect(ids("ann").toSorted()).toEqual(["anonymous d1", "anonymous d2", "user ann"]);
    expect(person("d3")).not.toBe(person("ann"));
  });
});

describe("undo", () => {
  test("keeps two ids apart whatever comes, until it is lifted", async () => {
    const { send, person, ids, reads, changes } = identityRun();
    await send([10, { device: "phone" }], [20, { user: "ann", device: "laptop" }]);
    await send([30, { user: "ann", device: "phone" }]);
    const [laptop, phone] = reads.merges(person("ann"));
    expect(laptop).toMatchObject({ at: 20, cause: "same call", undone: null });
    expect(phone).toMatchObject({
      at: 30,
      ids: [
        { kind: "user", value: "ann" },
        { kind: "anonymous", value: "laptop" },
      ],
    });
    const id = phone?.id ?? "";
    expect(await changes.undo(person("ann"), id, ADA)).toEqual({ offset: 3, inForce: true });
    expect(ids("phone")).toEqual(["anonymous phone"]);
    // The browser goes on sending both ids, with new calls and with old ones that were on their way.
    await send([40, { user: "ann", device: "phone" }], [5, { user: "ann", device: "phone" }]);
    expect(person("phone")).not.toBe(person("ann"));
    for (const side of ["ann", "phone"]) {
      const line = reads.merges(person(side)).find(({ undone }) => undone !== null);
      expect(line).toMatchObject({ id, at: 30, undone: { by: ADA, at: 5_000 } });
    }
    await expect(changes.undo(person("ann"), id, ADA)).rejects.toMatchObject({ code: "already_undone" });
    await changes.lift(person("phone"), id, ADA);
    expect(person("phone")).toBe(person("ann"));
    expect(reads.merges(person("ann")).map(({ undone }) => undone)).toEqual([null, null]);
    await expect(changes.lift(person("ann"), id, ADA)).rejects.toMatchObject({ code: "not_found" });
  });

  test("an absorbed person's number finds the survivor, and is theirs again after the undo", async () => {
    const { send, person, reads, changes } = identityRun();
    await send([1, { user: "old" }], [2, { user: "new" }], [3, { user: "new", previous: "old" }]);
    expect([person("old"), person("new"), person("p2")]).toEqual([1, 1, 1]);
    const [merge] = reads.merges(1);
    expect(reads.merges(1)).toHaveLength(1);
    await changes.undo(1, merge?.id ?? "", ADA);
    expect([person("old"), person("new"), person("p2")]).toEqual([1, 2, 2]);
    await expect(changes.undo(1, "7-8-call", ADA)).rejects.toMatchObject({ code: "not_found" });
    await expect(changes.undo(1, "nonsense", ADA)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("review", () => {
  test("an id named together with too many others joins nobody until somebody allows it", async () => {
    const limits = { ...IDENTITY_LIMITS, heldAbove: { user: 100, anonymous: 3 }, idsPerAccount: 100 };
    const { send, person, reads, changes } = identityRun(limits);
    for (const n of [1, 2, 3]) await send([n, { user: `u${n}`, device: "kiosk" }]);
    expect(person("kiosk")).toBe(person("u1"));
    expect(reads.held()).toEqual([]);
    await send([4, { user: "u4", device: "kiosk" }]);
    expect(person("kiosk")).not.toBe(person("u1"));
    const [held] = reads.held();
    expect(held).toMatchObject({ neighbours: 4, decision: null, identifier: { value: "kiosk" } });
    await changes.decide(held?.id ?? "", "allow", ADA);
    expect(person("kiosk")).toBe(person("u1"));
    await send([5, { user: "u5", device: "kiosk" }]);
    expect(person("kiosk")).toBe(person("u1"));
    await changes.decide(held?.id ?? "", "refuse", ADA);
    expect(person("kiosk")).not.toBe(person("u1"));
    expect(reads.held()).toMatchObject([{ neighbours: 5, decision: "refuse" }]);
    await expect(changes.decide("i1", "allow", ADA)).rejects.toMatchObject({ code: "not_found" });
    await expect(changes.decide("kiosk", "allow", ADA)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a hub", () => {
  const DEVICES = 2_000;
  const limits = {
    idsPerPerson: { user: 10, anonymous: DEVICES },
    heldAbove: { user: DEVICES, anonymous: 10 },
    sweptPerRecord: 100,
    idsPerAccount: 100,
    traitsPerAccount: 3,
    accountWordsPerRecord: 10,
    wordsAheadPerTrait: 2,
  };

  test("with thousands of devices costs the same per edge, in time's order and against it", async () => {
    const random = seededRandom(3);
    const times = Array.from({ length: DEVICES }, (_, n) => ({ n, key: random.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ n }) => n + 1);
    const { send, person, ids, kv } = identityRun(limits);
    let writes = 0;
    const commit = kv.commit.bind(kv);
    Object.assign(kv, {
      commit: (...args: Parameters<typeof commit>) => {
        writes += args[0].length;
        return commit(...args);
      },
    });
    for (let at = 0; at < DEVICES; at += 100) {
      await send(...times.slice(at, at + 100).map((t) => [t, { user: "hub", device: `d${t}` }] as const));
    }
    expect(ids("hub")).toHaveLength(DEVICES + 1);
    expect(person(`d${DEVICES}`)).toBe(person("hub"));
    // Ten rows per device: two nodes, two ways of the edge, merge, move, two memberships, key and person.
    expect(writes / DEVICES).toBeLessThan(11);
  });
});

describe("the record of what a person said", () => {
  const ann = { kind: "user", value: "ann" } as const;
  const phone = { kind: "anonymous", value: "phone \u{1F600}" } as const;
  const first: readonly IdentityCommand[] = [
    { action: "cut", a: ann, b: phone, cause: "alias", time: 30, by: ADA },
    { action: "lift", a: ann, b: phone, by: ADA },
    { action: "decide", id: phone, decision: "refuse", by: ADA },
  ];
  const rule: KindRule = {
    key: "email",
    format: "email",
    sources: [
      { from: "trait", name: "email" },
      { from: "property", path: "customer.email" },
      { from: "external_id", type: "email" },
    ],
    perPerson: 5,
    joins: "anonymous",
    heldAbove: 100,
  };
  const second: readonly IdentityCommand[] = [
    ...first,
    {
      action: "cut",
      a: ann,
      b: { kind: "email", value: "ann@shop.co" },
      cause: "id",
      time: 30,
      by: ADA,
    },
    { action: "kind", rule, by: ADA },
    { action: "kind_off", key: "email", by: ADA },
    { action: "sweep" },
  ];
  const kept = (version: number): readonly string[] => {
    const sample = new URL(`./recordings/identity-command-v${version}.json`, import.meta.url);
    return JSON.parse(readFileSync(sample, "utf8")) as readonly string[];
  };
  const read = (texts: readonly string[]) =>
    texts.map((text) => decodeIdentityCommand(new TextEncoder().encode(text)));

  test("is read as either version wrote it", () => {
    expect(read(kept(1))).toEqual(first);
    expect(read(kept(2))).toEqual(second);
    const texts = second.map((command) => new TextDecoder().decode(encodeIdentityCommand(command)));
    expect(texts).toEqual(kept(2));
  });

  test("of a later version is refused, not guessed at", () => {
    expect(() => decodeIdentityCommand(new TextEncoder().encode("3 {}"))).toThrow(/format "3"/);
  });
});
