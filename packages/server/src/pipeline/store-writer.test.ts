import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { EventStore, StoreBatch } from "../store/event-store.ts";
import { PIPELINE_LIMITS } from "./pipeline.ts";
import { createStoreWriter } from "./store-writer.ts";

const BATCH: StoreBatch = { upTo: 7, events: [], traits: [], moves: [], nodes: [], erased: [], deleted: [] };

function writerOn(append: EventStore["append"]) {
  const failures: Error[] = [];
  const writer = createStoreWriter({
    store: { append } as EventStore,
    elapsed: () => 0,
    onFailure: (_stage, error) => void failures.push(error),
    onWritten: () => undefined,
    limits: PIPELINE_LIMITS,
  });
  return { writer, failures };
}

test("what the store refuses is tried again until it is there", async () => {
  const away = new HabitusError("store_unavailable", "The store is away.");
  const answers = [Promise.reject(away), Promise.resolve()];
  const { writer, failures } = writerOn(() => answers.shift() ?? Promise.reject(new Error("asked again")));
  await writer.writeNow(BATCH);
  expect([writer.offset(), writer.failing(), failures]).toEqual([7, null, [away]]);
});

test("a bug is not tried again", async () => {
  const bug = new TypeError("a bug");
  const { writer, failures } = writerOn(() => Promise.reject(bug));
  await expect(writer.writeNow(BATCH)).rejects.toBe(bug);
  expect([writer.offset(), failures]).toEqual([0, []]);
});
