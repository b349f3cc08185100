import { readFileSync } from "node:fs";
import { HabitusError } from "@habitus/kernel";
import { expect, test, vi } from "vitest";
import type { AuditedChange } from "../platform/audit.ts";
import { type Change, type Kv, put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { AUDIT_BY_TARGET, AUDIT_INDEXED } from "./audit-index.ts";
import { AUDIT, type AuditTrail, createAuditTrail, SYSTEM } from "./audit.ts";

const change = (target: string): AuditedChange => ({
  actor: SYSTEM,
  at: 0,
  action: "segment.edit",
  target,
  before: null,
  after: null,
});
const entry = (number: number, target: string): Change => put(AUDIT, [number], { ...change(target), number });

/** Of every tenth entry. */
const targetOf = (number: number): string => (number % 10 === 0 ? "segment/tenth" : `segment/s${number}`);

function numbersOf(audit: AuditTrail, target: string): readonly number[] {
  const numbers: number[] = [];
  let before: number | null = null;
  do {
    const page = audit.page(before, 7, { target });
    numbers.push(...page.entries.map(({ number }) => number));
    before = page.next;
  } while (before !== null);
  return numbers;
}

/** Counts entries that are read, and how many in one go. */
function watched(kv: Kv): { readonly kv: Kv; readonly read: () => number } {
  let read = 0;
  const range: Kv["range"] = function* (table, asked) {
    for (const found of kv.range(table, asked)) {
      if (table.name === AUDIT.name) read++;
      yield found;
    }
  };
  return {
    kv: { ...kv, range },
    read: () => {
      const before = read;
      read = 0;
      return before;
    },
  };
}

const onBug = (error: unknown): never => expect.fail(String(error));

test("a trail of before there was an index is indexed in pieces, and what is about a target is told all the while", async () => {
  const inner = createMemoryKv();
  const numbers = Array.from({ length: 2_300 }, (_, place) => place + 1);
  await inner.commit(numbers.map((number) => entry(number, targetOf(number))));
  const { kv, read } = watched(inner);
  const audit = createAuditTrail(kv, onBug);
  // The newest alone: a start does not wait for the trail.
  expect(read()).toBe(1);
  const tenth = numbers.filter((number) => number % 10 === 0).toReversed();
  for (let upTo = 0; upTo < 2_300; upTo = kv.get(AUDIT_INDEXED, [])?.upTo ?? 0) {
    expect(numbersOf(audit, "segment/tenth")).toEqual(tenth);
    read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(read()).toBeLessThanOrEqual(500);
  }
  expect(numbersOf(audit, "segment/tenth")).toEqual(tenth);
  expect(read()).toBe(0);
  expect(audit.page(null, 10, { target: "segment/nobody" })).toEqual({ entries: [], next: null });
  expect(createAuditTrail(kv, onBug).page(2_295, 1, { target: "segment/tenth" }).entries).toMatchObject([
    { number: 2_290 },
  ]);
});

test("entries are indexed as they come; one whose commit takes long is not passed over, one that failed holds nothing up", async () => {
  const kv = createMemoryKv();
  const audit = createAuditTrail(kv, onBug);
  const write = (target: string): Promise<void> => kv.commit([audit.record(change(target))]);
  await write("segment/a");
  const slow = audit.record(change("segment/a"));
  audit.record(change("segment/never"));
  for (let n = 0; n < 200; n++) await write("segment/b");
  expect(kv.get(AUDIT_INDEXED, [])?.upTo).toBe(1);
  await kv.commit([slow]);
  expect(numbersOf(audit, "segment/a")).toEqual([2, 1]);
  for (let n = 0; n < 500; n++) await write("segment/b");
  await vi.waitFor(() => expect(kv.get(AUDIT_INDEXED, [])?.upTo).toBeGreaterThan(600));
  expect([...kv.keys(AUDIT_BY_TARGET, {})].map(([, number]) => number)).toContain(2);
  expect(numbersOf(audit, "segment/a")).toEqual([2, 1]);
  expect(numbersOf(audit, "segment/b")).toHaveLength(700);
});

test("a bug of the indexing is told, and a full state is tried again", async () => {
  const inner = createMemoryKv();
  await inner.commit(Array.from({ length: 200 }, (_, n) => entry(n + 1, "segment/a")));
  const told: unknown[] = [];
  const failures: Error[] = [new HabitusError("storage_full", "The disk is full."), new TypeError("a bug")];
  const kv: Kv = {
    ...inner,
    commit: (changes, expects) => {
      const failure = failures.shift();
      return failure === undefined ? inner.commit(changes, expects) : Promise.reject(failure);
    },
  };
  const audit = createAuditTrail(kv, (error) => told.push(error));
  while (failures.length > 1) await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  while (kv.get(AUDIT_INDEXED, []) === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    audit.record(change("segment/b"));
  }
  expect(told).toMatchObject([{ message: "a bug" }]);
});

test("a trail and its index that version 1 wrote are read", async () => {
  const kept = JSON.parse(readFileSync(new URL("./recordings/audit-index-v1.json", import.meta.url), "utf8"));
  const kv = createMemoryKv();
  await kv.commit(kept.changes);
  const { kv: seen, read } = watched(kv);
  const audit = createAuditTrail(seen, onBug);
  read();
  expect(numbersOf(audit, "segment/vip")).toEqual(kept.vip);
  expect(read()).toBe(kept.notIndexed);
});
