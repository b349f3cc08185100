import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createSaying, MOST_AHEAD } from "./score-saying.ts";

test("a run is never further ahead of the resolver than a few pieces, and says again what found the log busy", async () => {
  let [head, resolved, busy] = [7, 7, 2];
  const ahead: number[] = [];
  const deps = {
    writer: () => ({
      write: () => {
        if (head === 9 && busy-- > 0) return Promise.reject(new HabitusError("log_busy", "Later."));
        ahead.push(head - resolved);
        return Promise.resolve(++head);
      },
    }),
    logHead: () => head,
    resolved: () => resolved,
    pause: () => Promise.resolve(resolved < head && resolved++),
  };
  const job = { progress: () => Promise.resolve() };
  const saying = createSaying(deps, job);
  expect(saying.offset()).toBe(7);
  for (let piece = 0; piece < 20; piece++) await saying.say([]);
  expect(saying.offset()).toBe(27);
  expect(Math.max(...ahead)).toBe(MOST_AHEAD - 1);
  expect(busy).toBe(-1);
});

test("what the log refuses for another reason ends the run, and so does the end of its job", async () => {
  const full = () => Promise.reject(new HabitusError("storage_full", "Full."));
  const deps = { logHead: () => 0, resolved: () => 0, pause: () => Promise.resolve() };
  const job = { progress: () => Promise.reject(new Error("The job was cancelled.")) };
  const refused = createSaying({ ...deps, writer: () => ({ write: full }) }, job);
  await expect(refused.say([])).rejects.toThrow("Full.");
  const waiting = createSaying({ ...deps, writer: () => ({ write: () => Promise.resolve(1) }) }, job);
  for (let piece = 0; piece < MOST_AHEAD; piece++) await waiting.say([]);
  await expect(waiting.say([])).rejects.toThrow("cancelled");
});
