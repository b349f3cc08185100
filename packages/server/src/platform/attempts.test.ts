import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { Attempts, unlessStopped } from "./attempts.ts";

const FULL = new HabitusError("storage_full", "The disk is full.");

test("a stop ends the pause after a failure: what waits is tried once more", async () => {
  const pauses: number[] = [];
  const failures: HabitusError[] = [];
  const pause = (ms: number): Promise<never> => {
    pauses.push(ms);
    return new Promise(() => undefined);
  };
  const attempts = new Attempts({ pause, onFailure: (error) => failures.push(error) });
  let isFull = true;
  const work = () => (isFull ? Promise.reject(FULL) : Promise.resolve("kept"));
  const stays = unlessStopped(attempts.make(() => Promise.reject(FULL)));
  const recovers = unlessStopped(attempts.make(work));
  await new Promise(setImmediate);
  expect([attempts.failing, failures.length, pauses]).toEqual([FULL.message, 2, [200, 200]]);
  isFull = false;
  attempts.stop();
  expect([await stays, await recovers]).toEqual([null, "kept"]);
});

test("what fails for others' sake is made again after growing pauses, and a bug is not", async () => {
  const pauses: number[] = [];
  const attempts = new Attempts({
    pause: (ms) => Promise.resolve(pauses.push(ms)),
    onFailure: () => undefined,
  });
  let left = 7;
  expect(await attempts.make(() => (left-- > 0 ? Promise.reject(FULL) : Promise.resolve(1)))).toBe(1);
  expect([pauses, attempts.failing]).toEqual([[200, 400, 800, 1_600, 3_200, 5_000, 5_000], null]);
  await expect(attempts.make(() => Promise.reject(new TypeError("a bug")))).rejects.toThrow(TypeError);
});
