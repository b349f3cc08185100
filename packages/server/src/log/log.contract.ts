import { BugError, HabitusError } from "@habitus/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Log, LogRecord } from "./log.ts";
import type { ClockStep } from "./logical-clock.ts";

/** What the suite sets of the log under test. */
export type LogUnderTest = {
  readonly clock: () => number;
  readonly elapsed: () => number;
  readonly onClockStep: (step: ClockStep) => void;
  readonly maxPendingBytes: number;
};

const ALL = { records: 1_000_000, bytes: 1_000_000_000 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (record: LogRecord | undefined): string => new TextDecoder().decode(record?.payload);
const event = (content: string): { readonly kind: "events"; readonly payload: Uint8Array } => ({
  kind: "events",
  payload: bytes(content),
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof HabitusError ? error.code : String(error);
}

/** The laws of the log port; every adapter runs them. `open` makes an empty log. */
export function describeLog(name: string, open: (options: LogUnderTest) => Promise<Log>): void {
  describe(`log: ${name}`, () => {
    let log: Log;
    let now: number;
    let elapsed: number;
    let steps: ClockStep[];

    beforeEach(async () => {
      now = 1_000_000;
      elapsed = 0;
      steps = [];
      log = await open({
        clock: () => now,
        elapsed: () => elapsed,
        onClockStep: (step) => steps.push(step),
        maxPendingBytes: 1_000_000,
      });
    });
    afterEach(async () => log.close());

    test("an empty log has head 0 and first 1", () => {
      expect(log.head()).toEqual({ offset: 0, at: 0 });
      expect(log.first()).toBe(1);
      expect(log.read(1, ALL)).toEqual([]);
    });

    test("records of one call lie next to each other, in order, with kind, bytes and time", async () => {
      const head = await log.append([
        event("a"),
        { kind: "tick", payload: new Uint8Array(0) },
        { kind: "rejected", payload: bytes("\u0000ÿ😀") },
      ]);
      expect(head).toEqual({ offset: 3, at: now });
      expect(log.head()).toEqual(head);
      const records = log.read(1, ALL);
      expect(records.map(({ offset, kind, at }) => ({ offset, kind, at }))).toEqual([
        { offset: 1, kind: "events", at: now },
        { offset: 2, kind: "tick", at: now },
        { offset: 3, kind: "rejected", at: now },
      ]);
      expect(records.map(text)).toEqual(["a", "", "\u0000ÿ😀"]);
    });

    test("the log keeps the bytes as they were at the call", async () => {
      const payload = bytes("before");
      const done = log.append([{ kind: "events", payload }]);
      await done;
      payload.set(bytes("after!"));
      expect(text(log.read(1, ALL)[0])).toBe("before");
    });

    test("appending nothing answers the head", async () => {
      await log.append([event("a")]);
      expect(await log.append([])).toEqual(log.head());
      expect(log.head().offset).toBe(1);
    });

    test("many callers at once: no gap, no mixing, every caller told its own last offset, calls in order", async () => {
      const calls = Array.from({ length: 300 }, (_, call) =>
        Array.from({ length: 1 + (call % 5) }, (_unused, part) => event(`${call}/${part}`)),
      );
      const heads = await Promise.all(calls.map((records) => log.append(records)));
      const records = log.read(1, ALL);
      expect(records.map((record) => record.offset)).toEqual(records.map((_, place) => place + 1));
      expect(records.map(text)).toEqual(
        calls.flat().map((record) => new TextDecoder().decode(record.payload)),
      );
      for (const [call, head] of heads.entries()) {
        const last = (calls[call]?.length ?? 0) - 1;
        expect(text(log.read(head.offset, ALL)[0])).toBe(`${call}/${last}`);
      }
    });

    test("a steady caller is not starved by others", async () => {
      let stop = false;
      const crowd = Array.from({ length: 20 }, async () => {
        while (!stop) await log.append([event("crowd")]);
      });
      for (let turn = 0; turn < 20; turn++) await log.append([event("one")]);
      stop = true;
      await Promise.all(crowd);
      expect(log.read(1, ALL).filter((record) => text(record) === "one")).toHaveLength(20);
    });

    test("read: record limit, byte limit, at least one, from the middle, beyond the end", async () => {
      await log.append(Array.from({ length: 50 }, (_, place) => event(String(place).padStart(10, "0"))));
      await log.append([event("x".repeat(900_000))]);
      expect(log.read(1, { records: 7, bytes: 1_000 }).map((record) => record.offset)).toEqual([
        1, 2, 3, 4, 5, 6, 7,
      ]);
      expect(log.read(11, { records: 100, bytes: 35 }).map((record) => record.offset)).toEqual([11, 12, 13]);
      expect(log.read(51, { records: 10, bytes: 5 }).map((record) => record.offset)).toEqual([51]);
      expect(log.read(49, ALL).map((record) => record.offset)).toEqual([49, 50, 51]);
      expect(log.read(52, ALL)).toEqual([]);
      expect(log.read(1_000, ALL)).toEqual([]);
    });

    test("reading in small steps gives what one large read gives", async () => {
      for (let call = 0; call < 30; call++)
        await log.append(
          Array.from({ length: 20 }, (_, part) => event(`${call}.${part}`.repeat(1 + part * 20))),
        );
      const whole = log.read(1, ALL).map(text);
      const steps_: string[] = [];
      for (let from = 1; from <= log.head().offset; ) {
        const records = log.read(from, { records: 7, bytes: 3_000 });
        steps_.push(...records.map(text));
        from += records.length;
      }
      expect(steps_).toEqual(whole);
    });

    test("the logical now follows the clock and never falls", async () => {
      const heads = [await log.append([event("a")])];
      now -= 60_000;
      heads.push(await log.append([event("b")]));
      now += 30_000;
      heads.push(await log.append([event("c")]));
      now += 40_000;
      heads.push(await log.append([event("d")]));
      expect(heads.map((head) => head.at)).toEqual([1_000_000, 1_000_000, 1_000_000, 1_010_000]);
      expect(log.read(1, ALL).map((record) => record.at)).toEqual(heads.map((head) => head.at));
    });

    test("a step of the wall clock is told, plain waiting is not", async () => {
      await log.append([event("a")]);
      now += 3_600_000;
      elapsed += 3_600_000;
      await log.append([event("b")]);
      expect(steps).toEqual([]);
      now += 10_000;
      elapsed += 1_000;
      await log.append([event("c")]);
      now -= 20_000;
      await log.append([event("d")]);
      expect(steps.map((step) => step.ms)).toEqual([9_000, -20_000]);
    });

    test("wait: at once when there is more, woken by an append, ends at its time", async () => {
      await log.append([event("a")]);
      await log.wait(0, 60_000);
      const woken = log.wait(1, 60_000);
      await log.append([event("b")]);
      await woken;
      await log.wait(2, 5);
      expect(log.head().offset).toBe(2);
    });

    test("release frees at the most what was consumed; below it nothing can be read", async () => {
      for (let call = 0; call < 20; call++) await log.append([event("r".repeat(1_000))]);
      await log.release(10);
      expect(log.first()).toBeLessThanOrEqual(11);
      expect(log.read(11, ALL).map((record) => record.offset)).toEqual([
        11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
      ]);
      expect(log.read(log.first(), { records: 1, bytes: 1 })[0]?.offset).toBe(log.first());
      expect(() => log.read(log.first() - 1, ALL)).toThrow(BugError);
      await expect(log.release(21)).rejects.toThrow(BugError);
      expect((await log.append([event("next")])).offset).toBe(21);
    });

    test("a sealed segment is dropped at once, and appending goes on behind it", async () => {
      for (let call = 0; call < 3; call++) await log.append([event("r".repeat(1_000))]);
      const sealed = await log.seal();
      expect(sealed).toBeGreaterThanOrEqual(3);
      await log.drop(sealed);
      expect(log.first()).toBe(sealed + 1);
      const { offset } = await log.append([event("next")]);
      const kept = log.read(log.first(), ALL);
      expect(kept.map((record) => [record.offset, record.kind])).toEqual([
        [sealed + 1, "tick"],
        [offset, "events"],
      ]);
    });

    test("more waiting bytes than allowed are refused with log_busy, and nothing of them is kept", async () => {
      const large = { kind: "events", payload: new Uint8Array(600_000) } as const;
      const first = log.append([large]);
      expect(await codeOf(log.append([large]))).toBe("log_busy");
      await first;
      expect((await log.append([large])).offset).toBe(2);
      expect((await log.append([{ kind: "events", payload: new Uint8Array(3_000_000) }])).offset).toBe(3);
    });

    test("close waits for what is on its way and refuses the rest", async () => {
      const last = log.append([event("last")]);
      await log.close();
      expect((await last).offset).toBe(1);
      expect(await codeOf(log.append([event("late")]))).toBe("log_closed");
    });
  });
}
