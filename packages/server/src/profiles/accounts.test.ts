import { ACCOUNTS_TRAIT, hash128, hashHex, must, parseJson } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  evaluateReference,
  parseDefinition,
  type Plan,
  planDefinition,
} from "@habitus/segments";
import fc from "fast-check";
import { expect, test } from "vitest";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { TraitRow } from "../store/event-store.ts";
import { createAccountReads, LOOKED_AT } from "./account-reads.ts";
import { ACCOUNT_NODES, ACCOUNT_TRAITS, ACCOUNTS } from "./account-state.ts";
import { createErasureReads } from "./erasure-reads.ts";
import { IDENTITY_LIMITS } from "./identity.ts";
import {
  ACCOUNT_JOINS,
  ACCOUNT_STANDING,
  ACCOUNT_TOLD,
  ACCOUNT_WORDS,
  AccountWords,
} from "./account-words.ts";
import { seenBy } from "./seen-times.ts";
import { StateDraft } from "./state-draft.ts";
import { encodeIdentityCommand } from "./identity-command.ts";
import { TEST_DIGEST } from "./testing/digest.ts";
import { accountRun, type GroupCall } from "./testing/account-run.ts";
import { recordedState } from "./testing/recorded-state.ts";

const ANN = { kind: "user", value: "ann" } as const;
const BOB = { kind: "user", value: "bob" } as const;

test("a group call puts a person to an account and says what it is like", async () => {
  const { send, accounts, of, profiles } = accountRun();
  const { batch } = await send(
    { id: "1", time: 10, user: "ann", account: "acme", traits: { name: "Acme", plan: "free" } },
    {
      id: "2",
      time: 30,
      user: "bob",
      account: "acme",
      traits: { plan: "pro", seats: 12345678901234567890n.toString() },
    },
    { id: "3", time: 20, user: "ann", account: "globex", traits: { plan: null } },
    { id: "4", time: 40, user: "cid", account: "none" },
  );
  expect([of("ann"), of("bob"), of("cid")]).toEqual([["acme", "globex"], ["acme"], []]);
  expect(batch.events).toHaveLength(4);
  expect(accounts.get("acme")).toEqual({ id: "acme", firstSeen: 10, lastSeen: 30, ids: 2, members: 2 });
  expect(accounts.traits("acme").map(({ name, value, time }) => [name, value, time])).toEqual([
    ["name", '"Acme"', 10],
    ["plan", '"pro"', 30],
    ["seats", '"12345678901234567890"', 30],
  ]);
  expect([accounts.name("acme"), accounts.name("globex")]).toEqual(["Acme", null]);
  expect([accounts.traits("globex"), accounts.get("none")]).toEqual([[], null]);
  expect(accounts.memberIds("acme", profiles.find("ann") ?? 0)).toEqual([ANN]);
});

test("who leaves is out until a later call says otherwise", async () => {
  const { send, leave, accounts, of } = accountRun();
  await send({ id: "1", time: 10, user: "ann", account: "acme" });
  await leave(ANN, "acme", 20);
  expect([of("ann"), accounts.get("acme")?.members, accounts.get("acme")?.ids]).toEqual([[], 0, 1]);
  await send({ id: "2", time: 15, user: "ann", account: "acme" });
  expect(of("ann")).toEqual([]);
  await send({ id: "3", time: 25, user: "ann", account: "acme" });
  expect([of("ann"), accounts.get("acme")?.members]).toEqual([["acme"], 1]);
  await leave(BOB, "acme", 30);
  expect([of("bob"), accounts.get("acme")?.members]).toEqual([[], 1]);
});

test("who is merged belongs to what each of them belonged to, and an undo parts that again", async () => {
  const { send, append, accounts, of, profiles } = accountRun();
  await send({ id: "1", time: 10, device: "phone", account: "acme" });
  await send({ id: "2", time: 20, user: "ann", account: "globex" });
  await send({ id: "3", time: 30, user: "ann", device: "phone", account: null });
  expect(of("ann")).toEqual(["acme", "globex"]);
  expect(accounts.memberIds("acme", profiles.find("ann") ?? 0)).toEqual([
    { kind: "anonymous", value: "phone" },
  ]);
  const cut = {
    action: "cut",
    a: ANN,
    b: { kind: "anonymous", value: "phone" },
    cause: "same call",
    time: 30,
    by: { kind: "system", id: "test", name: "Test" },
  } as const;
  await append({ kind: "identity", payload: encodeIdentityCommand(cut) });
  expect([of("ann"), of("phone")]).toEqual([["globex"], ["acme"]]);
});

test("an erase takes a person out, and an account that nobody else was ever in goes too", async () => {
  const { send, erase, accounts, of, kv } = accountRun();
  await send(
    { id: "1", time: 10, user: "ann", account: "acme", traits: { plan: "pro" } },
    { id: "2", time: 20, user: "ann", account: "ann's own", traits: { name: "Ann's household" } },
    { id: "3", time: 30, user: "bob", account: "acme" },
  );
  await erase(1, ANN);
  expect([of("ann"), accounts.get("ann's own")]).toEqual([[], null]);
  expect(accounts.get("acme")).toMatchObject({ ids: 1, members: 1 });
  expect(accounts.traits("acme").map(({ value }) => value)).toEqual(['"pro"']);
  for (const table of [ACCOUNTS, ACCOUNT_NODES, ACCOUNT_TRAITS]) {
    const left = JSON.stringify([...kv.range<unknown>(table, {})]);
    for (const text of ["ann", "household"]) expect(left).not.toContain(text);
  }
  // Who keeps ids of accounts elsewhere is told, until the log has nothing of the person.
  const reads = createErasureReads(kv, TEST_DIGEST);
  const mark = must(reads.mark(1), "the resolver has come to it");
  expect(reads.accounts(mark)).toEqual(["ann's own"]);
  await kv.commit(reads.forgetNumbers(mark.offset));
  expect(reads.accounts(mark)).toEqual([]);
  await send({ id: "4", time: 5, user: "ann", account: "ann's own" });
  expect(accounts.get("ann's own")).toBe(null);
});

test("rows made once more are the same", async () => {
  const { send, leave, again } = accountRun();
  const first = await send(
    { id: "1", time: 10, user: "ann", account: "acme", traits: { plan: "pro" } },
    { id: "2", time: 11, user: "bob", account: "acme", traits: { plan: "free" } },
  );
  const second = await leave(BOB, "acme", 20);
  const third = await send({ id: "3", time: 15, user: "cid", account: "acme", traits: { plan: "free" } });
  const { batch } = await again();
  const rows = [first, second, third].flatMap((resolved) => resolved.batch.traits);
  expect(batch.traits).toEqual(rows);
});

test("rows made once more are the same for everybody else when who said it was erased since", async () => {
  const { send, erase, again, profiles } = accountRun();
  const records = [
    await send({ id: "1", time: 10, user: "bob", account: "acme", traits: { plan: "free" } }),
    await send(
      { id: "2", time: 20, user: "ann", account: "acme", traits: { plan: "pro" } },
      { id: "3", time: 30, user: "ann", account: "acme", traits: { seats: 3 } },
    ),
    await send({ id: "4", time: 40, user: "cid", account: "acme" }),
  ];
  const ann = profiles.find("ann");
  await erase(1, ANN);
  const rowsOf = (rows: readonly TraitRow[]) =>
    rows.filter(({ node }) => node !== ann).map((row) => ({ ...row, index: 0 }));
  const first = records.flatMap(({ batch }) => batch.traits);
  expect(rowsOf(first).filter(({ name }) => name === ACCOUNTS_TRAIT)).toHaveLength(7);
  expect(rowsOf((await again()).batch.traits)).toEqual(rowsOf(first));
});

test("of the words of one record on a trait everybody is told the last, and no record tells more than it may", async () => {
  const limits = {
    ...IDENTITY_LIMITS,
    accountWordsPerRecord: 300,
    traitsPerAccount: 5,
    wordsAheadPerTrait: 3,
  };
  const { send, again, accounts, resolve, log, of } = accountRun(() => 1_000, limits);
  const rows: TraitRow[] = [];
  const told = async (...calls: readonly GroupCall[]) => {
    const { batch, counts } = await send(...calls);
    rows.push(...batch.traits);
    const words = batch.traits.filter(
      ({ value }) => value.startsWith("{") && !value.includes('"trait":null'),
    );
    return [words.length, counts.full];
  };
  const acme = { account: "acme", user: "u0" } as const;
  const users = Array.from({ length: 100 }, (_, n) => ({ ...acme, id: `u${n}`, time: 1, user: `u${n}` }));
  expect(await told(...users)).toEqual([0, 0]);
  const counting = Array.from({ length: 400 }, (_, n) => ({
    ...acme,
    id: `n${n}`,
    time: 2 + n,
    traits: { n },
  }));
  expect(await told(...counting)).toEqual([100, 0]);
  expect(accounts.traits("acme").map(({ value }) => value)).toEqual(["399"]);
  const wide = ["a", "b", "c", "d"].map((name, n) => ({
    ...acme,
    id: name,
    time: 500 + n,
    traits: { [name]: n },
  }));
  expect(await told(...wide)).toEqual([300, 1]);
  expect(accounts.traits("acme").map(({ name }) => name)).toEqual(["a", "b", "c", "n"]);
  // A call that is refused puts nobody anywhere, now or when its rows are made once more.
  const refused = { account: "acme", user: "late", time: 600, traits: { e: 1, f: 1 } };
  expect(await told({ ...refused, id: "r1" })).toEqual([0, 1]);
  expect(of("late")).toEqual([]);
  expect(await told({ ...acme, id: "late", user: "late", time: 601 })).toEqual([4, 0]);
  const ahead = [1, 2, 3, 4].map((n) => ({ ...acme, id: `f${n}`, time: 2_000 + n, traits: { n } }));
  expect(await told(...ahead.slice(0, 1))).toEqual([101, 0]);
  expect(await told(...ahead.slice(1, 3))).toEqual([202, 0]);
  expect(await told(...ahead.slice(3))).toEqual([0, 1]);
  // What two records tell is more than one step takes, so it ends between them.
  const once = await again();
  expect(once.batch.upTo).toBeLessThan(log.head().offset);
  expect(once.batch.traits).toEqual(rows.filter(({ offset }) => offset <= once.batch.upTo));
  expect((await resolve()).counts.events).toBe(0);
});

test("what an account is like is told once to everybody in it, and to who comes later", async () => {
  const { send } = accountRun(() => 100);
  const told = async (...calls: readonly GroupCall[]) => {
    const { batch } = await send(...calls);
    return batch.traits
      .filter(({ name, value }) => name === ACCOUNTS_TRAIT && !value.includes('"trait":null'))
      .map(({ node, value, time }) => [node, value.replace(/.*"trait":/, ""), time]);
  };
  const acme = { account: "acme" } as const;
  expect(
    await told({ ...acme, id: "1", time: 10, user: "ann", traits: { plan: "pro", seats: null } }),
  ).toEqual([[1, '"plan","value":"pro"}', 10]]);
  expect(await told({ ...acme, id: "2", time: 20, user: "ann", traits: { plan: "pro" } })).toEqual([]);
  expect(await told({ ...acme, id: "3", time: 30, user: "bob" })).toEqual([[2, '"plan","value":"pro"}', 10]]);
  expect(await told({ ...acme, id: "4", time: 15, user: "bob", traits: { plan: "free" } })).toEqual([]);
  expect(await told({ ...acme, id: "5", time: 40, user: "bob", traits: { plan: "free" } })).toEqual([
    [1, '"plan","value":"free"}', 40],
    [2, '"plan","value":"free"}', 40],
  ]);
  // What lies ahead may give way to what comes before it.
  expect(await told({ ...acme, id: "6", time: 900, user: "ann", traits: { plan: null } })).toHaveLength(2);
  expect(await told({ ...acme, id: "7", time: 50, user: "ann", traits: { plan: "pro" } })).toHaveLength(2);
});

test("an account has so many ids; a call beyond them is kept as an event alone, and counted", async () => {
  const { send, again, accounts, of } = accountRun(() => 100, { ...IDENTITY_LIMITS, idsPerAccount: 2 });
  const users = ["ann", "bob", "cid", "ann"];
  const calls = users.map((user, n) => ({
    id: `m${n}`,
    time: n,
    user,
    account: "acme",
    traits: { last: user },
  }));
  const { batch, counts } = await send(...calls);
  expect([counts.full, batch.events.length, accounts.get("acme")?.ids]).toEqual([1, 4, 2]);
  expect([of("bob"), of("cid"), accounts.traits("acme")[0]?.value]).toEqual([["acme"], [], '"ann"']);
  expect((await again()).batch.traits).toEqual(batch.traits);
});

test("rows of nobody say what an account is like, once, and its people are told as of any call", async () => {
  const { load, send, again, accounts, of, erase } = accountRun(() => 100, {
    ...IDENTITY_LIMITS,
    traitsPerAccount: 3,
  });
  const acme = { account: "acme", traits: { name: "Acme", plan: "free" } };
  const first = await load({ ...acme, id: "r1", time: 10 }, { id: "r2", time: 10, account: "none" });
  expect([first.batch.events, first.batch.traits, first.batch.nodes]).toEqual([[], [], []]);
  const seen = { firstSeen: 10, lastSeen: 10 };
  expect(accounts.get("acme")).toEqual({ id: "acme", ...seen, own: seen, ids: 0, members: 0 });
  const joined = await send({ id: "1", time: 20, user: "ann", account: "acme" });
  const valuesOf = ({ batch }: Pick<typeof joined, "batch">): readonly string[] =>
    batch.traits.flatMap(({ name, value }) => {
      if (name !== ACCOUNTS_TRAIT) return [];
      const word = JSON.parse(value) as { readonly trait: string | null; readonly value: string };
      return word.trait === null ? [] : [`${word.trait} ${word.value}`];
    });
  expect([of("ann"), valuesOf(joined)]).toEqual([["acme"], ["name Acme", "plan free"]]);
  const changed = await load({ account: "acme", traits: { plan: "pro" }, id: "r3", time: 30 });
  expect(valuesOf(changed)).toEqual(["plan pro"]);
  // The same row again, and one that has no room.
  const repeated = await load(
    { account: "acme", traits: { plan: "pro" }, id: "r3", time: 40 },
    { account: "acme", traits: { a: 1, b: 2 }, id: "r4", time: 40 },
  );
  expect([repeated.counts.duplicates, repeated.counts.full, valuesOf(repeated)]).toEqual([1, 1, []]);
  const all = [first, joined, changed, repeated].flatMap(({ batch }) => batch.traits);
  const sorted = (rows: readonly TraitRow[]) =>
    rows.toSorted((a, b) => a.offset - b.offset || a.index - b.index);
  expect(sorted((await again()).batch.traits)).toEqual(sorted(all));
  await erase(1, ANN);
  expect(accounts.get("acme")).toEqual({
    id: "acme",
    firstSeen: 10,
    lastSeen: 30,
    own: { firstSeen: 10, lastSeen: 30 },
    ids: 0,
    members: 0,
  });
});

test("what rows of nobody said of an account is left when its last person is erased, and nothing of what that person said", async () => {
  const { load, send, again, accounts, erase, kv } = accountRun(() => 100);
  await load({ account: "acme", traits: { name: "Acme", plan: "free" }, id: "r1", time: 10 });
  await load({ account: "acme", traits: { plan: "gold" }, id: "r2", time: 500 });
  await send({ id: "1", time: 20, user: "ann", account: "acme", traits: { plan: "pro", ceo: "Ann" } });
  await send({ id: "2", time: 90, user: "ann", account: "globex", traits: { plan: "pro" } });
  await erase(1, ANN);
  expect([accounts.get("globex"), accounts.get("acme")?.lastSeen]).toEqual([null, 500]);
  expect(JSON.stringify([...kv.range(ACCOUNT_WORDS, {}), ...kv.range(ACCOUNT_STANDING, {})])).not.toMatch(
    /pro|Ann/,
  );
  expect(accounts.traits("acme").map(({ name, value }) => [name, value])).toEqual([
    ["name", '"Acme"'],
    ["plan", '"gold"'],
  ]);
  const told = ({ batch }: Awaited<ReturnType<typeof send>>): readonly string[] =>
    batch.traits.flatMap(({ name, value }) => (name === ACCOUNTS_TRAIT ? [value] : []));
  const joined = await send({ id: "3", time: 95, user: "bob", account: "acme" });
  const written = (trait: string | null, value: unknown) => JSON.stringify({ account: "acme", trait, value });
  expect(told(joined)).toEqual([
    written(null, true),
    written("name", "Acme"),
    written("plan", "free"),
    written("plan", "gold"),
  ]);
  const { offset } = must(joined.batch.traits[0], "bob was told");
  expect((await again(offset)).batch.traits).toEqual(joined.batch.traits);
});

test("a call dated ahead is the last that an account was seen by once its time has come", async () => {
  const { send, accounts } = accountRun(() => 100);
  await send({ id: "1", time: 20, user: "ann", account: "acme" });
  await send({ id: "2", time: 900, user: "ann", account: "acme" });
  const record = must(accounts.get("acme"), "it was named");
  expect([899, 900].map((now) => seenBy(record, now))).toEqual([
    { firstSeen: 20, lastSeen: 20 },
    { firstSeen: 20, lastSeen: 900 },
  ]);
});

test("accounts are found by parts of id and name, page by page", async () => {
  const { send, accounts } = accountRun();
  const calls = Array.from({ length: 5 }, (_, n) => ({
    id: `m${n}`,
    time: n,
    user: "ann",
    account: `a${n}`,
    traits: { name: n === 3 ? "Globex Ltd" : n },
  }));
  await send(...calls);
  const found = (text: string, after: string | null, limit: number) => {
    const page = accounts.search(text, after, limit);
    return [page.accounts.map(({ id }) => id), page.next];
  };
  expect(found("", null, 3)).toEqual([["a0", "a1", "a2"], "a2"]);
  expect(found("", "a2", 3)).toEqual([["a3", "a4"], null]);
  expect(found("GLOBEX", null, 3)).toEqual([["a3"], null]);
  expect(found("A4", null, 1)).toEqual([["a4"], "a4"]);
  expect(found("x9", null, 3)).toEqual([[], null]);
});

test("a search looks at so many accounts at once, and says where it stopped", async () => {
  const kv = createMemoryKv();
  const key = (n: number) => `a${String(n).padStart(5, "0")}`;
  const record = (id: string) => ({ id, firstSeen: 1, lastSeen: 1, ids: 0, members: 0 });
  await kv.commit(Array.from({ length: LOOKED_AT + 5 }, (_, n) => put(ACCOUNTS, [key(n)], record(key(n)))));
  const { search } = createAccountReads(kv, () => Number.POSITIVE_INFINITY);
  const wanted = key(LOOKED_AT + 2);
  const first = search(wanted, null, 10);
  expect(first).toEqual({ accounts: [], next: key(LOOKED_AT - 1) });
  expect(search(wanted, first.next, 10)).toEqual({ accounts: [record(wanted)], next: null });
});

const PRO = planOf('in any account (where plan is "pro" and not seats is 1)');

function planOf(text: string): Plan {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}

const call: fc.Arbitrary<Omit<GroupCall, "id">> = fc.record({
  time: fc.integer({ min: 1, max: 6 }),
  user: fc.constantFrom("ann", "bob"),
  account: fc.constantFrom("acme", "globex"),
  traits: fc.dictionary(fc.constantFrom("plan", "seats"), fc.constantFrom(null, 1, "pro")),
});

test("order of arrival does not matter: what stands is the latest word by (time, id hash)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 8 }), fc.infiniteStream(fc.nat()), async (drawn, ranks) => {
      const calls = drawn.map((each, n) => ({ ...each, id: `m${n}` }));
      const shuffled = calls
        .map((each) => [ranks.next().value ?? 0, each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => each);
      const run = accountRun();
      const rows: TraitRow[] = [];
      for (const each of shuffled) rows.push(...(await run.send(each, each)).batch.traits);
      const hash = (id: string): string => hashHex(hash128(id));
      const inOrder = calls.toSorted((a, b) => a.time - b.time || (hash(a.id) < hash(b.id) ? -1 : 1));
      for (const account of ["acme", "globex"]) {
        const own = inOrder.filter((each) => each.account === account);
        const last = Object.assign({}, ...own.map(({ traits }) => traits)) as Record<string, unknown>;
        const said = run.accounts.traits(account).map(({ name, value }) => [name, JSON.parse(value)]);
        const given = Object.entries(last).filter(([, value]) => value !== null);
        expect(Object.fromEntries(said)).toEqual(Object.fromEntries(given));
        const people = new Set(own.map(({ user }) => user));
        expect(run.accounts.get(account)?.members ?? 0).toBe(people.size);
        for (const user of ["ann", "bob"]) expect(run.of(user).includes(account)).toBe(people.has(user));
      }
      for (const user of ["ann", "bob"]) {
        const node = run.profiles.find(user);
        const traits = rows
          .filter((row) => row.node === node)
          .map((row) => ({ ...row, value: parseJson(row.value) }));
        const isPro = run.of(user).some((account) => {
          const said = new Map(run.accounts.traits(account).map(({ name, value }) => [name, value]));
          return said.get("plan") === '"pro"' && said.get("seats") !== "1";
        });
        expect(evaluateReference(PRO, { events: [], traits }, 1_000)).toBe(isPro);
      }
    }),
    { numRuns: 60 },
  );
});

const BIG = planOf('in any account (where plan is "pro")');
const dated = fc.record({
  now: fc.integer({ min: 0, max: 3 }),
  time: fc.integer({ min: -3, max: 6 }),
  user: fc.constantFrom("ann", "bob", "cid"),
  plan: fc.constantFrom(undefined, null, "pro", "free"),
  isWithNext: fc.boolean(),
});

test("whoever belongs to an account has the same answer at every instant, whatever was dated ahead", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(dated, { maxLength: 9 }), async (drawn) => {
      let now = 10;
      const run = accountRun(() => now);
      const rows: TraitRow[] = [];
      const said: { time: number; hash: string; plan: string | null }[] = [];
      let batch: GroupCall[] = [];
      for (const [n, { now: later, time, user, plan, isWithNext }] of drawn.entries()) {
        const traits = plan === undefined ? {} : { plan };
        batch.push({ id: `m${n}`, time: now + later + time, user, account: "acme", traits });
        if (plan !== undefined)
          said.push({ time: now + later + time, hash: hashHex(hash128(`m${n}`)), plan });
        now += later;
        if (isWithNext && n < drawn.length - 1) continue;
        rows.push(...(await run.send(...batch)).batch.traits);
        batch = [];
      }
      expect((await run.again()).batch.traits).toEqual(rows);
      said.sort((a, b) => a.time - b.time || (a.hash < b.hash ? -1 : 1));
      for (let at = now; at < now + 10; at++) {
        const plan = said.findLast(({ time }) => time <= at)?.plan ?? null;
        const isBig = plan === "pro";
        const shown = createAccountReads(run.kv, () => at).traits("acme")[0]?.value;
        expect(shown).toBe(plan === null ? undefined : JSON.stringify(plan));
        for (const user of new Set(drawn.map((each) => each.user))) {
          const node = run.profiles.find(user);
          const own = rows.filter((row) => row.node === node);
          const joined = own.some(({ name, time }) => name === "$account/acme" && time <= at);
          const traits = own.map((row) => ({ ...row, value: parseJson(row.value) }));
          expect(evaluateReference(BIG, { events: [], traits }, at)).toBe(isBig && joined);
        }
      }
    }),
    { numRuns: 150 },
  );
});

const KEPT = [ACCOUNT_JOINS, ACCOUNT_WORDS, ACCOUNT_STANDING, ACCOUNT_TOLD];

test.each([
  ["account-words-v1", [[3, "pro"]]],
  [
    "account-words-v2",
    [
      [3, "pro"],
      [3, "max"],
    ],
  ],
] as const)("words that a released version told are told again: %s", async (name, late) => {
  const words = new AccountWords(
    new StateDraft(await recordedState(name), { maxCached: 10, grouped: KEPT }),
    IDENTITY_LIMITS,
  );
  const written = (node: number, plan: string) => [
    node,
    `{"account":"acme","trait":"plan","value":"${plan}"}`,
  ];
  const told = words.again(new Map([["acme", [2]]]), { offset: 2, at: 30 });
  expect(told.map(({ node, value }) => [node, value])).toEqual([written(1, "pro"), written(2, "pro")]);
  expect(words.take({ account: "acme", node: 3, said: [], offset: 4, index: 0, ids: 3, at: 100 })).toBe(true);
  const joined = words.tell({ offset: 4, at: 100 });
  expect(joined.map(({ node, value }) => [node, value])).toEqual(
    late.map(([node, plan]) => written(node, plan)),
  );
});

test("accounts that a released version wrote are read", async () => {
  const kv = await recordedState("accounts-v1");
  const accounts = createAccountReads(kv, () => Number.POSITIVE_INFINITY);
  expect(accounts.search("acme inc", null, 10).accounts).toEqual([
    { id: "acme", firstSeen: 10, lastSeen: 30, ids: 2, members: 1 },
  ]);
  expect(accounts.traits("acme").map(({ name, value, source }) => [name, value, source])).toEqual([
    ["name", '"Acme Inc"', "k0"],
    ["plan", '"pro"', "k0"],
  ]);
  expect([accounts.memberIds("acme", 1), accounts.memberIds("acme", 2)]).toEqual([[ANN], []]);
});
