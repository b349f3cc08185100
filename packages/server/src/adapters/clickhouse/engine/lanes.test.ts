import { expect, test } from "vitest";
import { LaneFullError, LaneQueue } from "./lanes.ts";

const never = new AbortController().signal;

/** Work that ends when told to. */
function gate(): { readonly work: () => Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { work: () => opened, open: () => open() };
}

test("runs as many as it has slots, in order of arrival", async () => {
  const lane = new LaneQueue({ slots: 2, waiting: 10, waitMs: 60_000 });
  const gates = [gate(), gate(), gate(), gate()];
  const began: number[] = [];
  const done = gates.map(({ work }, at) =>
    lane.run(() => {
      began.push(at);
      return work();
    }, never),
  );
  expect([lane.running, lane.waiting]).toEqual([2, 2]);
  gates[1]?.open();
  await done[1];
  gates[0]?.open();
  await done[0];
  for (const each of gates) each.open();
  await Promise.all(done);
  expect(began).toEqual([0, 1, 2, 3]);
  expect([lane.running, lane.waiting]).toEqual([0, 0]);
});

test("a failure frees the slot", async () => {
  const lane = new LaneQueue({ slots: 1, waiting: 1, waitMs: 60_000 });
  await expect(lane.run(() => Promise.reject(new Error("no")), never)).rejects.toThrow("no");
  expect(await lane.run(() => Promise.resolve(5), never)).toBe(5);
});

test("turns away what finds no room, or waits too long", async () => {
  const lane = new LaneQueue({ slots: 1, waiting: 1, waitMs: 1 });
  const first = gate();
  const running = lane.run(first.work, never);
  const waiting = lane.run(() => Promise.resolve(), never);
  await expect(lane.run(() => Promise.resolve(), never)).rejects.toBeInstanceOf(LaneFullError);
  await expect(waiting).rejects.toBeInstanceOf(LaneFullError);
  first.open();
  await running;
  expect([lane.running, lane.waiting]).toEqual([0, 0]);
});

test("an abort takes the waiting one out, and only that one", async () => {
  const lane = new LaneQueue({ slots: 1, waiting: 5, waitMs: 60_000 });
  const first = gate();
  const running = lane.run(first.work, never);
  const stop = new AbortController();
  const second = lane.run(() => Promise.resolve(2), stop.signal);
  const third = lane.run(() => Promise.resolve(3), never);
  stop.abort();
  await expect(second).rejects.toThrow("aborted");
  first.open();
  await running;
  expect(await third).toBe(3);
  await expect(lane.run(() => Promise.resolve(4), stop.signal)).rejects.toThrow();
  expect(lane.running).toBe(0);
});
