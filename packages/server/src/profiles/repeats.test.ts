import fc from "fast-check";
import { expect, test } from "vitest";
import { put } from "../platform/kv.ts";
import { ACCOUNT_REFUSED } from "./account-state.ts";
import { identityRun } from "./testing/identity-run.ts";
import { repeatableFrom, trimAccounts, trimMoves } from "./repeats.ts";
import { ACCOUNT_WORDS } from "./account-words.ts";
import { IDENTITY_LIMITS, MOVES, TOLD } from "./identity.ts";
import { accountRun } from "./testing/account-run.ts";

const EMAIL = {
  key: "email",
  format: "email",
  sources: [{ from: "trait", name: "email" }],
  perPerson: 5,
  joins: "anonymous",
  heldAbove: 100,
} as const;

const step = fc.record({
  later: fc.integer({ min: 0, max: 3 }),
  calls: fc.array(
    fc.record({
      time: fc.integer({ min: -3, max: 6 }),
      user: fc.constantFrom("ann", "bob", "cid"),
      account: fc.constantFrom("acme", "globex"),
      traits: fc.dictionary(fc.constantFrom("plan", "seats"), fc.constantFrom(null, 1, "pro")),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

test("rows of later records are made once more as before, and of each trait one word is left and those ahead", async () => {
  const limits = { ...IDENTITY_LIMITS, idsPerAccount: 2, wordsAheadPerTrait: 2 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), fc.nat(), async (steps, cut) => {
      let now = 10;
      let at = now;
      const run = accountRun(() => now, limits);
      const offset = (cut % steps.length) + 1;
      for (const [n, { later, calls }] of steps.entries()) {
        await run.send(...calls.map((call, m) => ({ ...call, id: `${n}-${m}`, time: now + call.time })));
        if (n + 1 === offset) at = now;
        now += later;
      }
      const before = await run.again(offset + 1);
      await trimAccounts(run.kv, { offset, at });
      expect(await run.again(offset + 1)).toEqual(before);
      expect(await trimAccounts(run.kv, { offset, at })).toBe(0);
      const left = [...run.kv.range(ACCOUNT_WORDS, {})].filter(
        ({ key, value }) => Number(key[2]) <= offset && value.time <= at,
      );
      const places = left.map(({ key: [account, trait] }) => `${account} ${trait}`);
      expect(new Set(places).size).toBe(places.length);
      const refused = [...run.kv.range(ACCOUNT_REFUSED, {})].map(({ key }) => Number(key[0]));
      expect(refused.every((record) => record > offset)).toBe(true);
    }),
    { numRuns: 80 },
  );
});

test("more than a page of words goes too", async () => {
  const { kv } = accountRun();
  const words = Array.from({ length: 2_500 }, (_, n) => {
    const word = { name: "plan", value: String(n), time: n, idHash: "", source: "k0" };
    return put(ACCOUNT_WORDS, ["acme", "plan", n, 0], word);
  });
  await kv.commit([...words, put(ACCOUNT_REFUSED, [7, 1], true), put(ACCOUNT_REFUSED, [3_000, 1], true)]);
  expect(await trimAccounts(kv, { offset: 2_000, at: 1_990 })).toBe(1_990 + 1);
  const left = [...kv.range(ACCOUNT_WORDS, {})].map(({ value }) => value.time);
  expect([left[0], left.length]).toEqual([1_990, 510]);
  expect([...kv.range(ACCOUNT_REFUSED, {})].map(({ key }) => key)).toEqual([[3_000, 1]]);
});

test("which ids of further kinds a record told of first goes with the record", async () => {
  const run = identityRun();
  await run.kinds.put(EMAIL, 0, { kind: "user", id: "u1", name: "Ada" });
  for (const n of [1, 2]) await run.send([n, { user: `u${n}`, traits: { email: `u${n}@shop.co` } }]);
  const before = await run.again(3);
  expect([before.told, before.named.map(({ id }) => id.value)]).toEqual([
    [{ offset: 3, node: 4 }],
    ["u2", "u2@shop.co"],
  ]);
  expect([...run.kv.keys(TOLD, {})]).toEqual([
    [2, 2],
    [3, 4],
  ]);
  await trimMoves(run.kv, 3);
  expect([...run.kv.keys(TOLD, {})]).toEqual([[3, 4]]);
  expect(await run.again(3)).toEqual(before);
});

test("moves of records that the log no longer holds are taken away, and it is noted from where on rows can be made once more", async () => {
  const run = identityRun();
  for (const n of [1, 2, 3])
    await run.send([n, { user: `u${n}` }], [n, { device: `d${n}` }], [n, { user: `u${n}`, device: `d${n}` }]);
  expect([...run.kv.keys(MOVES, {})]).toEqual([
    [1, 2],
    [2, 4],
    [3, 6],
  ]);
  expect(repeatableFrom(run.kv)).toBe(1);
  const before = await run.again(3);
  expect(await trimMoves(run.kv, 3)).toBe(2);
  expect([...run.kv.keys(MOVES, {})]).toEqual([[3, 6]]);
  expect(repeatableFrom(run.kv)).toBe(3);
  expect(await run.again(3)).toEqual(before);
  expect(await trimMoves(run.kv, 2)).toBe(0);
  expect(repeatableFrom(run.kv)).toBe(3);
});
