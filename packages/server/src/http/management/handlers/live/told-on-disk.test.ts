import { expect, test } from "vitest";
import { transitionOf } from "../../../../membership/membership-store.contract.ts";
import { createMemoryMembershipStore } from "../../../../membership/memory-membership-store.ts";
import { historyIsWritten } from "../segments/segment-pasts.ts";
import { toldIsOnDisk } from "./told-on-disk.ts";

const { signal } = new AbortController();
const SOON = Symbol("soon");

function stageOf(name: string, position: number, detail: string | null) {
  return { name, ready: detail === null, position, lag: 0, lagMs: 0, detail };
}

const soonOr = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(() => resolve(SOON), 100))]);

test("what was told is waited for until it is on disk and in the event store", async () => {
  const store = createMemoryMembershipStore();
  store.tell(1, [transitionOf(1, 1)]);
  let written = 0;
  const stages = () => [stageOf("membership", 0, null), stageOf("history", written, null)];
  const isOnDisk = toldIsOnDisk({ ...store, stages }, signal);
  const isWritten = historyIsWritten({ ...store, stages }, signal);
  expect(await soonOr(isOnDisk)).toBe(SOON);
  await store.commit({ position: 1, at: 1, transitions: [transitionOf(1, 1)], writes: [], redact: [] });
  await isOnDisk;
  expect(await soonOr(isWritten)).toBe(SOON);
  written = 1;
  await isWritten;
});

test("what does not come to the disk is not waited for without end, and not at all while the disk is full", async () => {
  const store = createMemoryMembershipStore();
  store.tell(1, [transitionOf(1, 1)]);
  let detail: string | null = null;
  const stages = () => [stageOf("membership", 0, detail), stageOf("history", 0, null)];
  const isSlow = historyIsWritten({ ...store, stages }, signal);
  expect(await soonOr(isSlow)).toBe(SOON);
  await isSlow;
  detail = "The disk is full.";
  expect(await soonOr(historyIsWritten({ ...store, stages }, signal))).not.toBe(SOON);
});
