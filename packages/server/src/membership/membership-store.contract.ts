import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MembershipStep, MembershipStore } from "./membership-store.ts";
import type { NewTransition } from "./transition.ts";

export function transitionOf(person: number, n: number, recordedAt = 1_000): NewTransition {
  return {
    segment: "vip",
    version: 1,
    person,
    ids: [{ kind: "user", value: `u${person}` }],
    n,
    at: recordedAt - 1,
    recordedAt,
    cause: "event",
    offset: 7,
    eventId: "m1",
  };
}

const step = (position: number, part: Partial<MembershipStep> = {}): MembershipStep => ({
  position,
  at: 10 * position,
  transitions: [],
  writes: [],
  redact: [],
  ...part,
});

/** The laws of the store of live membership; every adapter runs them. `open` makes an empty store. */
export function describeMembershipStore(name: string, open: () => Promise<MembershipStore>): void {
  describe(`membership store: ${name}`, () => {
    let store: MembershipStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => store.close());

    test("an empty store is at 0 and has no transitions", () => {
      expect([store.position(), store.now()]).toEqual([0, 0]);
      const { transitions } = store;
      expect([transitions.head(), transitions.read(0, 10)]).toEqual([0, []]);
      expect(store.get("states", 1)).toBeUndefined();
      expect([...store.scan("states")]).toEqual([]);
    });

    test("transitions are numbered in their order, with all they say, and read on from any place", async () => {
      const all = [1, 2, 1, 3, 1].map((person, place) => transitionOf(person, place + 1));
      expect(await store.commit(step(4, { transitions: all.slice(0, 3) }))).toBe(3);
      expect(await store.commit(step(5, { transitions: all.slice(3) }))).toBe(5);
      const { transitions } = store;
      expect([store.position(), store.now()]).toEqual([5, 50]);
      expect(transitions.read(0, 10)).toEqual(all.map((each, place) => ({ ...each, seq: place + 1 })));
      expect(transitions.read(1, 2).map(({ seq }) => seq)).toEqual([2, 3]);
      expect(transitions.read(5, 2)).toEqual([]);
      expect(transitions.readBack(6, 10)).toEqual(transitions.read(0, 10).toReversed());
      expect(transitions.readBack(5, 2).map(({ seq }) => seq)).toEqual([4, 3]);
      expect([transitions.readBack(1, 2), transitions.readBack(0, 2)]).toEqual([[], []]);
      expect(transitions.head()).toBe(5);
    });

    test("a person's own transitions are found without the others", async () => {
      const people = [1, 2, 1, 3, 1, 256, 257];
      await store.commit(step(1, { transitions: people.map((person, n) => transitionOf(person, n + 1)) }));
      const seqs = (person: number, after: number, limit: number): readonly number[] =>
        store.transitions.of(person, after, limit).map(({ seq }) => seq);
      expect(seqs(1, 0, 10)).toEqual([1, 3, 5]);
      expect(seqs(1, 1, 1)).toEqual([3]);
      expect(seqs(256, 0, 10)).toEqual([6]);
      expect(seqs(9, 0, 10)).toEqual([]);
    });

    test("transitions of people who were erased stay in their places and name nobody", async () => {
      const all = [1, 2, 1].map((person, place) => transitionOf(person, place + 1));
      await store.commit(step(4, { transitions: all.slice(0, 2) }));
      await store.commit(step(5, { transitions: all.slice(2), redact: [1, 9] }));
      const named = { ids: all[1]?.ids, eventId: "m1" };
      const nameless = { ids: [], eventId: null };
      const { transitions } = store;
      expect(transitions.read(0, 10)).toMatchObject([
        { seq: 1, person: 1, n: 1, ...nameless },
        { seq: 2, person: 2, ...named },
        { seq: 3, person: 1, n: 3, ...nameless },
      ]);
      expect(transitions.of(1, 0, 10).map(({ ids }) => ids)).toEqual([[], []]);
    });

    test("written anew, everything is as it was but for ids that are gone", async () => {
      const all = [1, 2].map((person) => transitionOf(person, 1));
      const writes = [{ table: "states", key: 3, value: Uint8Array.of(7) }] as const;
      await store.commit(step(4, { transitions: all, writes }));
      await store.rewrite(({ value }, record) => value === "u1" && record === 7);
      expect(store.transitions.read(0, 10).map(({ ids }) => ids.length)).toEqual([0, 1]);
      expect([store.position(), store.get("states", 3)?.[0]]).toEqual([4, 7]);
      await store.commit(step(5, { transitions: [transitionOf(1, 2)] }));
      expect(store.transitions.of(1, 0, 10).map(({ seq }) => seq)).toEqual([1, 3]);
    });

    test("state is written, replaced, removed and scanned in the order of its keys, table by table", async () => {
      const value = (byte: number): Uint8Array => Uint8Array.of(byte, 0, 255);
      const write = (key: number, byte: number | null) =>
        ({ table: "states", key, value: byte === null ? null : value(byte) }) as const;
      await store.commit(step(1, { writes: [write(2, 1), write(300, 2), write(1, 3), write(70_000, 4)] }));
      await store.commit(
        step(2, { writes: [write(2, 5), write(300, null), { ...write(2, 9), table: "builds" }] }),
      );
      const plain = (bytes: Uint8Array | undefined): readonly number[] => [...(bytes ?? [])];
      expect(plain(store.get("states", 2))).toEqual([5, 0, 255]);
      expect(plain(store.get("builds", 2))).toEqual([9, 0, 255]);
      expect(store.get("states", 300)).toBeUndefined();
      expect([...store.scan("states")].map(({ key }) => key)).toEqual([1, 2, 70_000]);
      expect([...store.scan("states", 2)].map(({ value: bytes }) => bytes[0])).toEqual([5, 4]);
      expect([...store.scan("builds")].map(({ key }) => key)).toEqual([2]);
      expect([[...store.keys("states")], [...store.keys("builds")]]).toEqual([[1, 2, 70_000], [2]]);
    });

    test("a scan of more than one piece gives everything once", async () => {
      const writes = Array.from({ length: 5_000 }, (_, key) => {
        return { table: "headers", key, value: Uint8Array.of(key & 255) } as const;
      });
      await store.commit(step(1, { writes }));
      expect([...store.scan("headers")].map(({ key }) => key)).toEqual(writes.map(({ key }) => key));
      expect([...store.keys("headers")]).toEqual(writes.map(({ key }) => key));
    });

    test("who waits is woken by the next transition, and by the time given", async () => {
      const { transitions } = store;
      const woken = transitions.wait(0, 20_000);
      await store.commit(step(1, { transitions: [transitionOf(1, 1)] }));
      await woken;
      await transitions.wait(0, 20_000);
      await transitions.wait(1, 1);
      expect(transitions.head()).toBe(1);
    });

    test("what is told is read behind what is on disk, before it is there and after, and wakes who waits", async () => {
      const all = [1, 2, 1, 3].map((person, place) => transitionOf(person, place + 1));
      const { told, transitions } = store;
      expect([told.head(), told.read(0, 10), told.readBack(9, 10)]).toEqual([0, [], []]);
      await store.commit(step(4, { transitions: all.slice(0, 1) }));
      const woken = told.wait(1, 20_000);
      store.tell(2, all.slice(1, 3));
      await woken;
      const numbered = all.map((each, place) => ({ ...each, seq: place + 1 }));
      expect([told.head(), transitions.head()]).toEqual([3, 1]);
      expect(told.read(0, 10)).toEqual(numbered.slice(0, 3));
      expect([told.read(1, 1), told.read(2, 5)].flat()).toEqual(numbered.slice(1, 3));
      expect(told.readBack(4, 10)).toEqual(numbered.slice(0, 3).toReversed());
      expect(told.readBack(3, 1)).toEqual(numbered.slice(1, 2));
      expect(transitions.read(0, 10)).toEqual(numbered.slice(0, 1));
      await told.wait(3, 1);

      await store.commit(step(5, { transitions: all.slice(1, 3), redact: [2] }));
      store.tell(4, all.slice(3));
      const ids = told.read(0, 10).map(({ seq, ids: named }) => [seq, named.length]);
      expect(ids).toEqual([
        [1, 1],
        [2, 0],
        [3, 1],
        [4, 1],
      ]);
      expect(told.readBack(5, 10).map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
    });

    test("who begins again behind what is on disk tells the same once more", async () => {
      const all = [1, 2, 1].map((person, place) => transitionOf(person, place + 1));
      await store.commit(step(4, { transitions: all.slice(0, 1) }));
      store.tell(2, all.slice(1));
      store.tell(2, all.slice(1, 2));
      expect(store.told.read(0, 10).map(({ seq }) => seq)).toEqual([1, 2]);
      // A reader that was told more waits until it has come again.
      expect(store.told.read(3, 10)).toEqual([]);
      store.tell(3, all.slice(2));
      expect(store.told.read(1, 10).map(({ seq }) => seq)).toEqual([2, 3]);
    });
  });
}
