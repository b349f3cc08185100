import { encodeFacts } from "@habitus/events";
import { hash128, hashHex } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { encodeErase } from "./erase-command.ts";
import type { KindRule } from "./id-kinds.ts";
import { EDGES, IDENTITY_LIMITS, NODES, RESOLVER_KEY, RESOLVER_POSITION } from "./identity.ts";
import { encodeWithdraw } from "./withdraw-command.ts";
import { TEST_DIGEST } from "./testing/digest.ts";
import { identityRun } from "./testing/identity-run.ts";
import { recordedState } from "./testing/recorded-state.ts";

const ADA = { kind: "user", id: "u1", name: "Ada" } as const;
const EMAIL: KindRule = {
  key: "email",
  format: "email",
  sources: [
    { from: "trait", name: "email" },
    { from: "external_id", type: "email" },
    { from: "property", path: "customer.email" },
  ],
  perPerson: 2,
  joins: "anonymous",
  heldAbove: 4,
};

async function runWith(...rules: readonly Partial<KindRule>[]) {
  const run = identityRun({ ...IDENTITY_LIMITS, sweptPerRecord: 3 });
  for (const rule of rules) await run.kinds.put({ ...EMAIL, ...rule }, 0, ADA);
  return run;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

const mail = (email: string) => ({ traits: { email } });

describe("ids of a kind", () => {
  test("join devices, and a device to a user, wherever a call names them and however it writes them", async () => {
    const { send, ids, person } = await runWith({ heldAbove: 5 });
    await send(
      [1, { device: "phone", ...mail("Ann@Shop.co") }],
      [2, { device: "tablet", context: { externalIds: [{ id: "ann@shop.co", type: "email" }] } }],
      [3, { device: "till", properties: { customer: { email: " ANN@shop.co " } } }],
      [4, { device: "tv", context: { traits: { email: "ann@shop.co" } } }],
    );
    await send([5, { user: "ann", ...mail("ann@shop.co") }]);
    const all = ["user ann", "anonymous phone", "anonymous tablet", "anonymous till", "anonymous tv"];
    expect(ids("ANN@shop.co")).toEqual([...all, "email ann@shop.co"]);
    expect(person("ann@shop.co")).toBe(1);
  });

  test("are numbers as tills write them, once the kind has their country; those that are known are read again", async () => {
    const phone: KindRule = {
      ...EMAIL,
      key: "phone",
      format: "phone",
      sources: [{ from: "trait", name: "phone" }],
    };
    const { send, kinds, sweep, ids } = await runWith(phone);
    await send(
      [1, { user: "ann", traits: { phone: "+380 44 123 45 67" } }],
      [2, { device: "till", traits: { phone: "044 123 45 67" } }],
    );
    expect(ids("till")).toEqual(["anonymous till"]);
    const [known] = kinds.list();
    await kinds.put({ ...phone, country: "UA" }, known?.rev ?? 0, ADA);
    await sweep();
    await send([3, { device: "crm", traits: { phone: "380441234567" } }]);
    expect(ids("0 44 1234567")).toEqual([
      "user ann",
      "anonymous till",
      "anonymous crm",
      "phone +380441234567",
    ]);
  });

  test("join nobody before the kind is on, nor where they are nobody's", async () => {
    const off = await runWith();
    await off.send(
      [1, { device: "phone", ...mail("ann@shop.co") }],
      [2, { user: "ann", ...mail("ann@shop.co") }],
    );
    expect([off.ids("ann"), off.ids("ann@shop.co")]).toEqual([["user ann"], []]);
    const { send, ids } = await runWith({});
    for (const [place, junk] of [
      "null@shop.co",
      "no@no.no",
      "ann",
      "a@b",
      "",
      12,
      true,
      { a: 1 },
    ].entries()) {
      await send(
        [place, { device: "phone", traits: { email: junk } }],
        [place, { user: "ann", traits: { email: junk } }],
      );
    }
    expect(ids("ann")).toEqual(["user ann"]);
  });

  test("put two user ids together only where the kind joins people, and nobody where it joins nothing", async () => {
    const found = new Map<string, readonly string[]>();
    for (const joins of ["nothing", "anonymous", "people"] as const) {
      const { send, ids } = await runWith({ joins });
      await send(
        [1, { user: "ann", ...mail("us@home.co") }],
        [2, { user: "bob", ...mail("us@home.co") }],
        [3, { device: "tablet", ...mail("us@home.co") }],
      );
      found.set(joins, ids("us@home.co"));
    }
    expect(found.get("nothing")).toEqual(["user ann", "email us@home.co"]);
    expect(found.get("anonymous")).toEqual(["user ann", "anonymous tablet", "email us@home.co"]);
    expect(found.get("people")).toEqual(["user ann", "user bob", "anonymous tablet", "email us@home.co"]);
  });

  test.each(["email", "constructor"])(
    "of the kind %s are counted from the first: a person has no more than may be",
    async (key) => {
      const { send, ids } = await runWith({ key });
      const all = range(4).map((n) => `a${n}@shop.co`);
      await send(...all.map((email, n) => [n, { user: "ann", ...mail(email) }] as const));
      await send(
        [9, { device: "phone", ...mail("a0@shop.co") }],
        [10, { device: "phone", ...mail("a8@shop.co") }],
      );
      expect(ids("ann")).toEqual(["user ann", "anonymous phone", `${key} a0@shop.co`, `${key} a1@shop.co`]);
    },
  );

  test("above the limit stay apart, the earliest first, and are nobody by themselves", async () => {
    const { send, ids, profiles } = await runWith({ perPerson: 1 });
    await send([2, { user: "ann", ...mail("new@shop.co") }]);
    const { named, batch } = await send([1, { user: "ann", ...mail("old@shop.co") }]);
    expect(ids("ann")).toEqual(["user ann", "email old@shop.co"]);
    expect(profiles.find("new@shop.co")).toBeNull();
    expect(profiles.profile(2)).toBeNull();
    expect(profiles.search("new", null, 10)).toEqual({ people: [], next: null });
    expect(profiles.search("OLD@", null, 10).people).toEqual([1]);
    // The event store knows ids that events belong to alone; whoever tells of people knows all.
    expect([named.map(({ id }) => id.value), batch.nodes]).toEqual([["old@shop.co"], []]);
  });

  test("are undone, lifted and decided on like others, and the merge log names the kind", async () => {
    const { send, ids, reads, changes, person } = await runWith({});
    await send([1, { user: "ann", ...mail("us@home.co") }], [2, { device: "tablet", ...mail("us@home.co") }]);
    const merge = reads
      .merges(1)
      .find(({ between }) => between[1].value === "tablet" || between[0].value === "tablet");
    expect(merge).toMatchObject({
      id: "2-3-id",
      cause: "email",
      ids: [{ kind: "anonymous", value: "tablet" }],
    });
    await changes.undo(1, "2-3-id", ADA);
    await send([3, { device: "tablet", ...mail("us@home.co") }]);
    expect(ids("tablet")).toEqual(["anonymous tablet"]);
    expect(reads.merges(person("tablet"))).toMatchObject([{ cause: "email", undone: { by: ADA } }]);
    await changes.lift(1, "2-3-id", ADA);
    expect(ids("tablet")).toEqual(["user ann", "anonymous tablet", "email us@home.co"]);
    await send(...[4, 5, 6].map((n) => [n, { device: `d${n}`, ...mail("us@home.co") }] as const));
    expect(reads.held()).toMatchObject([{ identifier: { kind: "email" }, neighbours: 5, decision: null }]);
    expect(ids("ann")).toEqual(["user ann"]);
    await changes.decide("i2", "allow", ADA);
    expect(ids("ann")).toHaveLength(6);
  });

  test("are told by facts as by calls", async () => {
    const { send, append, ids } = await runWith({});
    await send([1, { device: "phone", ...mail("ann@shop.co") }]);
    const fact = { name: "email", value: '"ann@shop.co"', time: 2, idHash: null, proof: null };
    const facts = [{ ...fact, id: { kind: "user", value: "ann" } as const }];
    await append({ kind: "facts", payload: encodeFacts({ source: "api", facts }) });
    expect(ids("ann")).toEqual(["user ann", "anonymous phone", "email ann@shop.co"]);
  });

  test("go with whoever is erased; a later call names them anew", async () => {
    const { send, append, ids, person, profiles } = await runWith({});
    await send([1, { user: "ann", ...mail("ann@shop.co") }]);
    const found = profiles.findNode("ann@shop.co");
    expect(found).toEqual({ node: 1, person: 1, id: { kind: "user", value: "ann" } });
    const erased = { digest: TEST_DIGEST({ kind: "user", value: "ann" }), node: 1 };
    const { batch } = await append({ kind: "erase", payload: encodeErase({ erasure: 1, ids: [erased] }) });
    expect(batch.erased.map(({ node }) => node)).toEqual([1, 2]);
    expect(person("ann@shop.co")).toBe(0);
    // Dated before the erase: the address it names is still that of somebody who is gone.
    await send([2, { device: "phone", ...mail("ann@shop.co") }]);
    expect(ids("phone")).toEqual(["anonymous phone"]);
    await send([9_000, { device: "phone", ...mail("ann@shop.co") }]);
    expect(ids("ann@shop.co")).toEqual(["anonymous phone", "email ann@shop.co"]);
  });
});

test("an erasure takes addresses that a limit kept apart, but none that somebody else has named", async () => {
  const { send, append, kv } = await runWith({ perPerson: 1 });
  await send([1, { user: "ann", ...mail("first@shop.co") }], [2, { user: "ann", ...mail("second@shop.co") }]);
  await send([3, { user: "ann", ...mail("shared@shop.co") }], [4, { user: "bob", ...mail("bob@shop.co") }]);
  await send([5, { user: "bob", ...mail("shared@shop.co") }]);
  const erased = { digest: TEST_DIGEST({ kind: "user", value: "ann" }), node: 1 };
  await append({ kind: "erase", payload: encodeErase({ erasure: 1, ids: [erased] }) });
  const left = [...kv.range(NODES, {})].map(({ value }) => value.value);
  expect(left).toEqual(["shared@shop.co", "bob", "bob@shop.co"]);
});

test("who is taken back goes with the address that nobody else has named", async () => {
  const { send, append, kv } = await runWith({});
  await send([1, { user: "ann", ...mail("ann@shop.co") }], [2, { user: "bob", ...mail("us@shop.co") }]);
  const offset = (await send([3, { user: "cid", ...mail("us@shop.co") }])).batch.upTo;
  const ids = ["ann", "bob"].map((value, n) => ({
    digest: TEST_DIGEST({ kind: "user", value }),
    node: 1 + 2 * n,
  }));
  await append({ kind: "withdraw", payload: encodeWithdraw({ kind: "watch", ids }) });
  const idHashes = ["m1", "m2"].map((id) => hashHex(hash128(id)));
  const all = ids.map((id) => ({ ...id, own: null }));
  const payload = encodeWithdraw({ kind: "withdraw", ids: all, idHashes, upTo: offset });
  const { batch } = await append({ kind: "withdraw", payload });
  expect(batch.erased.map(({ node }) => node)).toEqual([1, 2]);
  expect([...kv.range(NODES, {})].map(({ value }) => value.value)).toEqual(["bob", "us@shop.co", "cid"]);
});

describe("a kind that is turned on", () => {
  test("reads the traits that are known, some ids with each record, and so joins who came before it", async () => {
    const { send, kinds, sweep, ids, again } = await runWith();
    await send(
      [1, { user: "ann", ...mail("ann@shop.co") }],
      [2, { device: "phone", ...mail("ann@shop.co") }],
    );
    await send(...[3, 4, 5, 6, 7].map((n) => [n, { device: `d${n}` }] as const));
    const { offset } = await kinds.put(EMAIL, 0, ADA);
    expect(kinds.left()).toMatchObject({ next: 1, last: 7 });
    expect(ids("ann")).toEqual(["user ann"]);
    expect(await sweep()).toBe(3);
    expect(ids("ann@shop.co")).toEqual(["user ann", "anonymous phone", "email ann@shop.co"]);
    expect((await again(offset)).batch.moves).toEqual([
      { offset: offset + 1, node: 2, person: 1 },
      { offset: offset + 1, node: 8, person: 1 },
    ]);
  });

  test("parts whom it joined alone when it is turned off, and joins them again; its format stays", async () => {
    const { send, kinds, sweep, ids } = await runWith({});
    await send(
      [1, { user: "ann", ...mail("ann@shop.co") }],
      [2, { device: "phone", ...mail("ann@shop.co") }],
    );
    await kinds.turnOff("email", ADA);
    await sweep();
    expect([ids("ann"), ids("phone"), ids("ann@shop.co")]).toEqual([["user ann"], ["anonymous phone"], []]);
    await expect(kinds.turnOff("email", ADA)).rejects.toMatchObject({ code: "not_found" });
    await expect(kinds.put(EMAIL, 1, ADA)).rejects.toMatchObject({ code: "conflict" });
    const rev = kinds.list()[0]?.rev ?? 0;
    const other = { ...EMAIL, format: "text" } as const;
    await expect(kinds.put(other, rev, ADA)).rejects.toMatchObject({ code: "invalid_request" });
    await kinds.put(EMAIL, rev, ADA);
    await sweep();
    expect(ids("ann")).toEqual(["user ann", "anonymous phone", "email ann@shop.co"]);
  });
});

test("an address that is held joins nobody while its kind is turned off and on again", async () => {
  const { send, kinds, sweep, ids, reads } = await runWith({});
  await send(...range(13).map((n) => [n, { device: `d${n}`, ...mail("us@shop.co") }] as const));
  await send([20, { user: "u0", ...mail("us@shop.co") }]);
  const apart = { ids: ids("u0"), held: reads.held() };
  expect(apart).toMatchObject({ ids: ["user u0"], held: [{ neighbours: 14 }] });
  await kinds.turnOff("email", ADA);
  await sweep();
  expect(reads.held()).toEqual([]);
  await kinds.put(EMAIL, kinds.list()[0]?.rev ?? 0, ADA);
  for (let at = 30; kinds.left() !== null; at++) {
    // A fold of its neighbours meets it before the sweep has come to it, and after.
    await send([at, { user: "u0", device: "d0" }], [at, { user: "u1", previous: "d1" }]);
    expect(ids("u0")).toEqual(["user u0", "anonymous d0"]);
    await kinds.sweep();
    expect(ids("d2")).toEqual(["anonymous d2"]);
  }
  expect(reads.held()).toEqual(apart.held);
});

test("what a sweep and an erasure read of an address that is held does not grow with those who share it", async () => {
  const read = async (sharing: number) => {
    const { send, kinds, append, kv } = await runWith({});
    await send(...range(sharing).map((n) => [n, { user: `u${n}`, ...mail("us@shop.co") }] as const));
    await kinds.put({ ...EMAIL, perPerson: 3 }, 1, ADA);
    let rows = 0;
    const ask = kv.range.bind(kv);
    const counted: typeof ask = function* (table, asked) {
      for (const row of ask(table, asked)) {
        if (table.name === EDGES.name) rows++;
        yield row;
      }
    };
    Object.assign(kv, { range: counted });
    await kinds.sweep();
    const swept = rows;
    const erased = { digest: TEST_DIGEST({ kind: "user", value: "u0" }), node: 1 };
    await append({ kind: "erase", payload: encodeErase({ erasure: 1, ids: [erased] }) });
    return { swept, erased: rows - swept };
  };
  expect(await read(200)).toEqual(await read(20));
});

describe("what stands where ids are read and is none", () => {
  const counted = (run: Awaited<ReturnType<typeof runWith>>) =>
    run.kinds.unread().map(({ source, count, last, shape }) => [source, count, last, shape]);
  const [trait, external, property] = EMAIL.sources;

  test("is counted by kind and source, once, and tells nobody", async () => {
    const run = await runWith({});
    const resolved = await run.send(
      [1, { user: "ann", ...mail("Ann.Li at shop.co") }],
      [9, { user: "ann", properties: { customer: { email: "none@none.com" } } }],
      [3, { user: "bob", context: { externalIds: [{ id: "bob@shop.co", type: "email" }] } }],
      [4, { user: "cy", context: { traits: { email: 4711 }, externalIds: [{ id: "-", type: "email" }] } }],
      [5, { user: "di", traits: { email: null, name: "Di" } }],
    );
    expect(resolved.counts.unread).toEqual({ email: 4 });
    const all = [
      [external, 1, 4, "-"],
      [property, 1, 9, "xxxx@xxxx.xxx"],
      [trait, 2, 4, "9999"],
    ];
    expect(counted(run)).toEqual(all);
    await run.again(1);
    expect(counted(run)).toEqual(all);
    await run.append({
      kind: "facts",
      payload: encodeFacts({
        source: "k0",
        facts: [
          {
            id: { kind: "user", value: "ann" },
            name: "email",
            value: '"x"',
            time: 12,
            idHash: null,
            proof: null,
          },
        ],
      }),
    });
    expect(counted(run).at(-1)).toEqual([trait, 3, 12, "x"]);
    expect(JSON.stringify(run.kinds.unread())).not.toContain("Ann");
  });

  test("opens who has said it, under whichever id, until they are erased", async () => {
    const run = await runWith({});
    await run.send(
      [1, { user: "ann", ...mail("Ann at shop.co") }],
      [2, { user: "ann", ...mail("Ann at home") }],
      [3, { user: "bob", ...mail("bob") }],
      [4, { user: "bob", device: "phone" }],
      [5, { device: "phone", ...mail("bob") }],
      [6, { user: "cy", ...mail("cy@shop.co") }],
    );
    const people = () => run.kinds.unreadPeople("email", { from: "trait", name: "email" });
    const [ann, bob] = ["ann", "bob"].map((id) => run.profiles.find(id) ?? 0);
    expect([people(), run.kinds.unread()[0]?.under]).toEqual([[ann, bob], 3]);
    expect(run.kinds.unreadPeople("email", { from: "property", name: "email" })).toEqual([]);
    const erased = { digest: TEST_DIGEST({ kind: "user", value: "ann" }), node: ann ?? 0 };
    await run.append({ kind: "erase", payload: encodeErase({ erasure: 1, ids: [erased] }) });
    expect([people(), run.kinds.unread()[0]]).toMatchObject([[bob], { count: 4, under: 2 }]);
  });

  test("is counted of traits known before too, and anew once the kind reads otherwise", async () => {
    const run = await runWith();
    const phone = {
      ...EMAIL,
      key: "phone",
      format: "phone",
      sources: [{ from: "trait", name: "phone" }],
    } as const;
    await run.send(
      [1, { user: "ann", traits: { phone: "044 123 45 67" } }],
      [2, { user: "bob", traits: { phone: "ring me" } }],
    );
    const { offset } = await run.kinds.put(phone, 0, ADA);
    await run.sweep();
    expect(run.kinds.unread()).toMatchObject([{ kind: "phone", count: 2, last: 2, shape: "xxxx xx" }]);
    await run.send([3, { user: "cy", traits: { phone: "044 765 43 21" } }]);
    expect(run.kinds.unread()).toMatchObject([{ count: 3, shape: "999 999 99 99" }]);
    await run.kinds.put({ ...phone, country: "UA" }, offset, ADA);
    await run.sweep();
    expect(run.kinds.unread()).toMatchObject([{ count: 1, shape: "xxxx xx" }]);
  });

  test("as version 1 kept it is read", async () => {
    const run = identityRun(IDENTITY_LIMITS, await recordedState("unread-ids-v1"));
    expect(run.kinds.unread()).toEqual([
      { kind: "email", source: trait, count: 7, last: 1_767_225_600_000, shape: "xxx xx xxxx.xx" },
    ]);
  });
});

test("state that a released version wrote is read, and what it left to be done goes on", async () => {
  const run = identityRun({ ...IDENTITY_LIMITS, sweptPerRecord: 3 }, await recordedState("id-kinds-v1"));
  const tick = { kind: "tick", payload: new Uint8Array(0) } as const;
  const { offset } = run.kv.get(RESOLVER_POSITION, RESOLVER_KEY) ?? { offset: 0 };
  for (let record = 0; record < offset; record++) await run.log.append([tick]);
  expect(run.kinds.list()).toEqual([{ ...EMAIL, isOn: true, rev: 2 }]);
  expect(run.kinds.left()).toEqual({ next: 4, last: 6, refold: ["email"], read: ["email"] });
  expect(run.ids("ann@shop.co")).toEqual(["user ann", "anonymous phone", "email ann@shop.co"]);
  expect(run.reads.merges(1)).toMatchObject([{ id: "1-7-id" }, { id: "2-7-id", cause: "email" }]);
  expect(await run.sweep()).toBe(1);
  expect(run.ids("ann")).toEqual(["user ann", "anonymous phone", "anonymous tablet", "email ann@shop.co"]);
  await run.send([50, { user: "ann", ...mail("b@shop.co") }], [60, { user: "ann", ...mail("c@shop.co") }]);
  expect(run.ids("ann").slice(3)).toEqual(["email ann@shop.co", "email b@shop.co"]);
});
