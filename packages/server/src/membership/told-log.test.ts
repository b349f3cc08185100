import { expect, test } from "vitest";
import { transitionOf } from "./membership-store.contract.ts";
import { createToldLog, ToldTail } from "./told-log.ts";

const newTail = (): ToldTail<string> =>
  new ToldTail((seq, text) => {
    expect(text).toBe(`told ${seq}`);
    return { ...transitionOf(1, seq), seq };
  });
const add = (tail: ToldTail<string>, ...seqs: readonly number[]): void =>
  tail.add(
    seqs[0] ?? 0,
    seqs.map((seq) => `told ${seq}`),
  );
const told = (...seqs: readonly number[]) => seqs.map((seq) => ({ ...transitionOf(1, seq), seq }));
const seqs = (all: readonly { readonly seq: number }[]): readonly number[] => all.map(({ seq }) => seq);

test("what follows is put behind, and what comes to the disk goes", () => {
  const tail = newTail();
  expect([tail.head, tail.after(0, 9), tail.before(9, 9)]).toEqual([0, [], []]);
  add(tail, 4, 5);
  add(tail, 6);
  expect([tail.head, seqs(tail.after(3, 9)), seqs(tail.after(4, 1)), seqs(tail.after(6, 9))]).toEqual([
    6,
    [4, 5, 6],
    [5],
    [],
  ]);
  expect([seqs(tail.before(99, 2)), seqs(tail.before(5, 9)), tail.before(4, 9)]).toEqual([[6, 5], [4], []]);
  // A reader further back finds those between on disk first.
  expect(tail.after(2, 9)).toEqual([]);
  tail.dropUpTo(5);
  expect([seqs(tail.after(5, 9)), tail.after(4, 9)]).toEqual([[6], []]);
  tail.dropUpTo(9);
  expect([tail.head, tail.after(5, 9)]).toEqual([0, []]);
});

test("who begins again replaces what was told from there on", () => {
  const tail = newTail();
  add(tail, 4, 5, 6);
  add(tail, 5);
  expect(seqs(tail.after(3, 9))).toEqual([4, 5]);
  add(tail, 2, 3);
  expect(seqs(tail.after(1, 9))).toEqual([2, 3]);
  add(tail, 7, 8);
  expect([seqs(tail.after(6, 9)), tail.after(3, 9)]).toEqual([[7, 8], []]);
});

test("what is told with a gap to the disk is told once the disk has come to it", () => {
  const tail = newTail();
  let head = 3;
  const disk = {
    head: () => head,
    read: (after: number, limit: number) => told(1, 2, 3, 4, 5).slice(after, Math.min(head, after + limit)),
    readBack: (before: number, limit: number) =>
      told(5, 4, 3, 2, 1)
        .filter(({ seq }) => seq <= head && seq < before)
        .slice(0, limit),
  };
  const log = createToldLog(disk, tail, () => Promise.resolve());
  add(tail, 6, 7);
  expect([log.head(), seqs(log.read(2, 9)), seqs(log.readBack(9, 2))]).toEqual([3, [3], [3, 2]]);
  head = 5;
  expect([log.head(), seqs(log.read(2, 9)), seqs(log.readBack(9, 3))]).toEqual([
    7,
    [3, 4, 5, 6, 7],
    [7, 6, 5],
  ]);
});
