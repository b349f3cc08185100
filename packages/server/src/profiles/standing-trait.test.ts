import { encodeEvents, encodeFacts, type Fact, type TrackedEvent } from "@habitus/events";
import { must, parseJson, reservedTrait } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  evaluateReference,
  parseDefinition,
  type Plan,
  planDefinition,
} from "@habitus/segments";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { TraitRow } from "../store/event-store.ts";
import { createAccountReads } from "./account-reads.ts";
import { createConsentReads } from "./consent-reads.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";
import { createProfileReads } from "./profile-reads.ts";
import { NODE_TRAITS } from "./profile-state.ts";
import { createResolver } from "./resolver.ts";
import { type StandingTrait, withWord, wordsOf } from "./standing-trait.ts";
import { TEST_DIGEST } from "./testing/digest.ts";
import { recordedState } from "./testing/recorded-state.ts";
import { resolveAll } from "./testing/resolve-all.ts";

const ANN = { kind: "user", value: "ann" } as const;
const PHONE = { kind: "anonymous", value: "phone" } as const;
const CONSENT = reservedTrait("consent", "ads");

const BOTH: TrackedEvent = {
  type: "track",
  id: "m0",
  name: "viewed",
  time: 1,
  offsetMinutes: null,
  userId: ANN.value,
  anonymousId: PHONE.value,
  previousId: null,
  groupId: null,
  properties: "{}",
  traits: "{}",
  context: "{}",
};

/** One person with two ids. */
async function world(now: () => number) {
  const kv = createMemoryKv();
  const log = createMemoryLog({ clock: now });
  const resolver = createResolver({
    kv,
    dedupe: createMemoryDedupe({}),
    rejected: () => [],
    digest: TEST_DIGEST,
    maxCached: 100,
  });
  const rows: TraitRow[] = [];
  const append = async (record: Parameters<typeof log.append>[0][number]): Promise<void> => {
    await log.append([record]);
    const unread = log.read(resolver.position().offset + 1, { records: 10_000, bytes: 1e9 });
    rows.push(...(await resolveAll(resolver, unread)).batch.traits);
  };
  await append({ kind: "events", payload: encodeEvents("k0", [BOTH]) });
  return {
    kv,
    rows,
    say: (...facts: readonly Fact[]) =>
      append({ kind: "facts", payload: encodeFacts({ source: "api", facts }) }),
  };
}

function fact(part: Partial<Fact>): Fact {
  return { id: ANN, name: "plan", value: "true", time: 1_000, idHash: null, proof: null, ...part };
}

function planOf(text: string): Plan {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}

const PRO = planOf('plan is "pro"');
const FREE = planOf('plan is "free"');
const said = fc.record({
  now: fc.integer({ min: 0, max: 3 }),
  time: fc.integer({ min: -3, max: 6 }),
  id: fc.constantFrom(ANN, PHONE),
  value: fc.constantFrom('"pro"', '"free"', "null"),
});

test("what is shown of a person is at every instant what conditions find, whatever was dated ahead", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 9 }), async (drawn) => {
      let now = 10;
      const { kv, rows, say } = await world(() => now);
      for (const { now: later, time, id, value } of drawn) {
        now += later;
        await say(fact({ id, value, time: now + time }));
      }
      const traits = rows.map((row) => ({ ...row, value: parseJson(row.value) }));
      for (let at = now; at < now + 10; at++) {
        const profiles = createProfileReads(kv, () => at);
        const profile = must(profiles.profile(profiles.find("ann") ?? 0), "she is known");
        const plan = profile.traits.find(({ name }) => name === "plan")?.value;
        for (const [value, condition] of [
          ['"pro"', PRO],
          ['"free"', FREE],
        ] as const) {
          expect(plan === value).toBe(evaluateReference(condition, { events: [], traits }, at));
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("a word about consent that is dated ahead counts from its time on, also beside an older one", async () => {
  const { kv, say } = await world(() => 1_000);
  await say(fact({ name: CONSENT, value: "true", time: 900 }));
  await say(fact({ id: PHONE, name: CONSENT, value: "false", time: 2_000 }));
  const saidAt = (at: number) => createConsentReads(kv, () => at).said(1, "ads");
  expect([saidAt(1_999), saidAt(2_000)]).toEqual([true, false]);
});

test("of too many words ahead the nearest is let go, and what has come leaves nothing behind", () => {
  const word = (time: number): StandingTrait => ({
    name: "plan",
    value: String(time),
    time,
    idHash: "a",
    source: "k0",
  });
  const times = (standing: StandingTrait | null | undefined): readonly number[] =>
    standing === null || standing === undefined ? [] : wordsOf(standing).map(({ time }) => time);
  let known: StandingTrait | undefined;
  for (const time of [5, 20, 40, 30]) {
    known = withWord(known, word(time), { at: 10, most: 2 }) ?? expect.fail();
  }
  expect(times(known)).toEqual([5, 30, 40]);
  expect(withWord(known, word(20), { at: 10, most: 2 })).toBeNull();
  expect(withWord(known, word(40), { at: 10, most: 2 })).toBeNull();
  expect(times(withWord(known, word(35), { at: 36, most: 2 }))).toEqual([35, 40]);
});

test("of words of one instant ahead the last alone is kept, however many are said", () => {
  let known: StandingTrait | undefined;
  for (const idHash of ["c", "a", "d", "b"]) {
    const word = { name: "plan", value: idHash, time: 20, idHash, source: "k0" };
    known = withWord(known, word, { at: 10, most: 2 }) ?? known;
    known = withWord(known, { ...word, time: 5 }, { at: 10, most: 2 }) ?? known;
  }
  const kept = wordsOf(known ?? expect.fail()).map(({ time, idHash }) => [time, idHash]);
  expect(kept).toEqual([
    [5, "d"],
    [20, "d"],
  ]);
});

test("values that version 1 wrote are read, before there were words ahead and since", async () => {
  const kv = await recordedState("standing-traits-v1");
  const planned = must(kv.get(NODE_TRAITS, [1, "plan"]), "it was kept");
  const tiered = must(kv.get(NODE_TRAITS, [1, "tier"]), "it was kept");
  expect(wordsOf(planned).map(({ value }) => value)).toEqual(['"pro"']);
  expect(wordsOf(tiered).map(({ value }) => value)).toEqual(['"old"', '"new"']);
  const seatsAt = (now: number) => createAccountReads(kv, () => now).traits("acme")[0]?.value;
  expect([999, 1_000, 2_000].map(seatsAt)).toEqual([undefined, "5", "9"]);
});
