import { HabitusError } from "@habitus/kernel";
import { beforeEach, expect, test } from "vitest";
import { Ledger } from "./ledger.ts";
import type { MembershipStep, MembershipStore } from "./membership-store.ts";
import { transitionOf } from "./membership-store.contract.ts";
import { createMemoryMembershipStore } from "./memory-membership-store.ts";
import type { NewTransition } from "./transition.ts";

const LIMITS = { keepEveryMs: 100, rowsUnkept: 50, transitionsUnkept: 5 };

/** One transition of a person of its own for every record. */
class Evaluated {
  place = { offset: 0, at: 0 };
  trimmed = 0;
  readonly #made: NewTransition[] = [];

  record(): void {
    this.place = { offset: this.place.offset + 1, at: this.place.at + 10 };
    this.#made.push(transitionOf(this.place.offset, 1));
  }

  takeMade(): readonly NewTransition[] {
    return this.#made.splice(0);
  }

  takeStep(): MembershipStep {
    return {
      position: this.place.offset,
      at: this.place.at,
      transitions: this.takeMade(),
      writes: [],
      redact: [],
    };
  }

  trim(): void {
    this.trimmed++;
  }
}

let store: MembershipStore;
let live: Evaluated;
let now: number;
let failures: number;
let ledger: Ledger;
beforeEach(() => {
  store = createMemoryMembershipStore();
  live = new Evaluated();
  now = 1_000;
  failures = 0;
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    while (failures > 0) {
      failures--;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return work();
  };
  const elapsed = (): number => now;
  ledger = new Ledger({ store, live, elapsed, attempt, onKept: () => undefined, limits: LIMITS });
});

function evaluate(): void {
  live.record();
  ledger.tell(1);
}

const told = (): readonly number[] => store.told.read(0, 100).map(({ person }) => person);
const onDisk = (): readonly number[] => store.transitions.read(0, 100).map(({ person }) => person);

test("what is made is told at once, and goes to the disk at once after some quiet, then seldom", async () => {
  evaluate();
  expect([told(), onDisk(), ledger.position]).toEqual([[1], [], 0]);
  expect(ledger.keep()).toBeNull();
  await ledger.written();
  expect([onDisk(), ledger.position, ledger.isKept]).toEqual([[1], 1, true]);
  now += 30;
  evaluate();
  expect([ledger.keep(), told(), onDisk()]).toEqual([70, [1, 2], [1]]);
  evaluate();
  now += 70;
  expect(ledger.keep()).toBeNull();
  await ledger.written();
  expect([onDisk(), ledger.position]).toEqual([[1, 2, 3], 3]);
  expect([ledger.keep(), live.trimmed]).toEqual([null, 2]);
});

test("evaluation goes on while a step is on its way, one at a time, and waits once it is too far ahead", async () => {
  failures = 3;
  evaluate();
  ledger.keep();
  for (let more = 0; more < 4; more++) evaluate();
  expect([ledger.isFull, ledger.keep()]).toEqual([false, null]);
  evaluate();
  expect([ledger.isFull, told(), onDisk()]).toEqual([true, [1, 2, 3, 4, 5, 6], []]);
  await ledger.written();
  expect([onDisk(), ledger.position]).toEqual([[1], 1]);
  // Too much waits: it is not waited for the time.
  expect([ledger.keep(), ledger.isFull]).toEqual([null, false]);
  await ledger.flush();
  expect([onDisk(), told(), ledger.isKept]).toEqual([[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], true]);
});

test("what is held back is told by being on disk, and what follows it after that, in its place", async () => {
  evaluate();
  ledger.hold();
  evaluate();
  expect(told()).toEqual([1]);
  failures = 1;
  expect(ledger.keep()).toBeNull();
  evaluate();
  expect(told()).toEqual([1]);
  await ledger.written();
  expect([told(), onDisk()]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  ledger.keep();
  expect([told(), onDisk(), store.told.head()]).toEqual([[1, 2, 3], [1, 2], 3]);
});

test("what was made before it is told, also where it turns out later that what follows has to be held", async () => {
  live.record();
  ledger.hold();
  live.record();
  ledger.tell(2);
  expect(told()).toEqual([1]);
  await ledger.flush();
  expect([ledger.position, ledger.at]).toEqual([2, 20]);
  live.record();
  ledger.mark();
  live.record();
  ledger.holdFromMark();
  ledger.tell(2);
  expect([told(), ledger.position, ledger.at]).toEqual([[1, 2, 3], 2, 20]);
  await ledger.flush();
  expect([told(), ledger.at]).toEqual([[1, 2, 3, 4], 40]);
});

test("what ends the attempts is told to whoever goes on", async () => {
  const attempt = () => Promise.reject(new HabitusError("storage_failed", "The disk failed."));
  const failing = new Ledger({
    store,
    live,
    elapsed: () => now,
    attempt,
    onKept: () => undefined,
    limits: LIMITS,
  });
  live.record();
  failing.tell(1);
  failing.keep();
  await expect(failing.written()).rejects.toMatchObject({ code: "storage_failed" });
  expect(() => failing.keep()).toThrow("The disk failed.");
  await failing.ended();
});
