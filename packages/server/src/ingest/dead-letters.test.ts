import { decodeEvents, encodeRejected, type Frame, type RejectedItem } from "@habitus/events";
import { dead, ok } from "@habitus/kernel";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import type { Log } from "../log/log.ts";
import { type Kv, put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { type Arrivals, SAYS_NOTHING } from "./ingest.ts";
import { nothingAdded } from "./testing/nothing-added.ts";
import { openPassage } from "./testing/open-passage.ts";
import {
  createDeadLetters,
  DEAD_LETTER_TEXTS,
  DEAD_LETTERS,
  DEAD_LETTERS_KEPT,
  type DeadLetterKey,
  deadLetterChanges,
  deadLetterId,
  deadLetterKey,
  type DeadLetters,
  PREVIEW_CHARS,
} from "./dead-letters.ts";

const ARRIVALS: Arrivals = {
  takeAlong: nothingAdded,
  factsOf: () => SAYS_NOTHING,
  passage: openPassage,
};
const NOW = Date.parse("2026-11-21T18:00:00.000Z");
const frame: Frame = { dialect: "segment", type: null, sentAt: null, context: `{"ip":"1"}` };

let kv: Kv;
let log: Log;
let letters: DeadLetters;
beforeEach(() => {
  kv = createMemoryKv();
  log = createMemoryLog({ clock: () => NOW });
  letters = createDeadLetters({ kv, log, clock: () => NOW + 1_000, arrivals: ARRIVALS });
});

/** Puts items aside as the pipeline does, in a log record of their own. */
async function putAside(
  ...texts: readonly (readonly [reason: string, text: string])[]
): Promise<DeadLetterKey> {
  const items: readonly RejectedItem[] = texts.map(([reason, text], index) => ({
    path: `batch[${index}]`,
    reason,
    detail: "A sentence.",
    text,
  }));
  const { offset } = await log.append([
    { kind: "rejected", payload: encodeRejected({ source: "k1", frame, items }) },
  ]);
  const [record] = log.read(offset, { records: 1, bytes: 1e6 });
  if (record === undefined) throw new Error("no record");
  await kv.commit(deadLetterChanges(record));
  return [offset, 0];
}

function eventsAfter(offset: number) {
  return log
    .read(offset + 1, { records: 100, bytes: 1e6 })
    .flatMap((record) => (record.kind === "events" ? decodeEvents(record.payload).events : []));
}

describe("dead letters", () => {
  it("that name an id are found among many, with room for others while they are searched", async () => {
    const text = (n: number) => JSON.stringify({ userId: n % 100 === 0 ? "ann" : `u${n}` });
    for (const from of [0, 250]) {
      await putAside(
        ...Array.from({ length: 250 }, (_, n): readonly [string, string] => ["bad", text(from + n)]),
      );
    }
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const found: string[] = [];
    for await (const letter of letters.naming(new Set(["ann"]))) found.push(letter.path);
    isOver = true;
    expect(found).toEqual(["batch[0]", "batch[100]", "batch[200]", "batch[50]", "batch[150]"]);
    expect(turns).toBeGreaterThan(2);
    for await (const letter of letters.naming(new Set(["nobody"]))) expect.unreachable(letter.path);
  });

  it("that wait for a replay are told oldest first, of one reason or all, up to the one that was the newest", async () => {
    const first = await putAside(["no_event_name", "1"], ["bad_id", "2"]);
    await putAside(["bad_id", `{"type":"track","userId":"u1","event":"Good"}`]);
    const upTo = letters.newest() ?? first;
    await putAside(["bad_id", "4"]);
    const asked = { after: null, upTo, reason: null, limit: 10 };
    expect(letters.waiting(asked).keys).toEqual([[1, 0], [1, 1], upTo]);
    expect(letters.waiting({ ...asked, reason: "bad_id", limit: 2 })).toEqual({
      keys: [[1, 1]],
      looked: [1, 1],
    });
    await letters.replay(upTo);
    expect(letters.waiting({ ...asked, after: [1, 1] })).toEqual({ keys: [], looked: upTo });
    expect(letters.waiting({ ...asked, after: upTo })).toEqual({ keys: [], looked: null });
  });

  it("are listed newest first, page by page, with the count of each reason", async () => {
    await putAside(["no_event_name", "1"], ["bad_id", "2"], ["bad_id", "3"]);
    await putAside(["bad_id", "x".repeat(PREVIEW_CHARS + 1)]);
    const first = letters.list({ limit: 2 });
    expect(first).toMatchObject({
      letters: [
        { key: [2, 0], reason: "bad_id", source: "k1", receivedAt: NOW, chars: PREVIEW_CHARS + 1 },
        { key: [1, 2], text: "3", path: "batch[2]" },
      ],
      reasons: [
        { reason: "bad_id", count: 3 },
        { reason: "no_event_name", count: 1 },
      ],
    });
    expect(first.letters[0]?.text).toHaveLength(PREVIEW_CHARS);
    expect(letters.get([2, 0])?.text).toHaveLength(PREVIEW_CHARS + 1);
    const { next } = first;
    expect(next).toEqual([1, 2]);
    const second = letters.list({ limit: 2, ...(next === null ? {} : { before: next }) });
    expect(second).toMatchObject({ letters: [{ text: "2" }, { text: "1" }], next: null });
    expect(letters.list({ limit: 9, reason: "no_event_name" }).letters).toMatchObject([{ text: "1" }]);
  });

  it("are replayed once mended, and only once", async () => {
    const key = await putAside(["no_event_name", `{"type":"track","userId":"u1"}`]);
    expect(await letters.replay(key)).toMatchObject({ accepted: 0, rejected: [{ reason: "no_event_name" }] });
    expect(letters.get(key)?.replayedAt).toBeNull();
    expect(await letters.replay(key, "{")).toMatchObject({ accepted: 0 });
    const mended = `{"type":"track","userId":"u1","event":"Mended"}`;
    expect(await letters.replay(key, mended)).toEqual({ accepted: 1, rejected: [], dropped: [] });
    expect(eventsAfter(key[0])).toMatchObject([
      {
        name: "Mended",
        id: expect.stringMatching(/^dead-letter-1-0-[0-9a-f]{32}-0$/),
        time: NOW,
        context: `{"ip":"1"}`,
      },
    ]);
    expect(letters.get(key)?.replayedAt).toBe(NOW + 1_000);
    await expect(letters.replay(key, mended)).rejects.toMatchObject({ code: "not_replayable" });
  });

  it("that are whole batches are replayed as far as they are good; the rest is put aside anew", async () => {
    const good = { type: "track", userId: "u1", event: "e" };
    const key = await putAside(["batch_too_long", JSON.stringify([good, { ...good, userId: "" }, good])]);
    expect(await letters.replay(key)).toMatchObject({
      accepted: 2,
      rejected: [{ reason: "no_user_anon_id" }],
    });
    const kinds = log.read(key[0] + 1, { records: 9, bytes: 1e6 }).map((record) => record.kind);
    expect(kinds).toEqual(["events", "rejected"]);
    const [first, second] = eventsAfter(key[0]).map((event) => event.id);
    expect(first).toMatch(/-0$/);
    expect(second).toBe(first?.replace(/-0$/, "-1"));
  });

  describe("when it cannot be noted that they were replayed", () => {
    const call = (event: string): string => `{"type":"track","userId":"u1","event":"${event}"}`;

    /** Replays it with a state that takes nothing. */
    async function replayUnnoted(key: DeadLetterKey, edited?: string, passage = openPassage): Promise<void> {
      const full: Kv = { ...kv, commit: () => Promise.reject(new Error("full")) };
      const arrivals = { ...ARRIVALS, passage };
      const over = createDeadLetters({ kv: full, log, clock: () => NOW, arrivals });
      await expect(over.replay(key, edited)).rejects.toThrow("full");
    }

    const idsOf = (): readonly string[] => eventsAfter(1).map(({ id, name }) => `${name} ${id}`);

    it("come in once however often they are sent, also where the rules have changed since", async () => {
      const key = await putAside(["batch_too_long", `[${call("Bad")},${call("e")},${call("e")}]`]);
      await replayUnnoted(key, undefined, () => ({
        ...openPassage(),
        admit: (event) => (event.name === "Bad" ? dead("against_plan", "It is bad.") : ok(event)),
      }));
      await letters.replay(key);
      const [one, two, ...rest] = idsOf();
      expect(one).not.toBe(two);
      expect(rest).toEqual([expect.stringMatching(/^Bad /), one, two]);
    });

    it("and are edited otherwise, what was edited has an id of its own and what was not keeps its", async () => {
      const key = await putAside(["batch_too_long", `[${call("Left")},${call("")}]`]);
      await replayUnnoted(key, `[${call("Left")},${call("First")}]`);
      await letters.replay(key, `[\n  ${call("Left").replace(",", ", ")},\n  ${call("Second")}\n]`);
      const [left, first, again, second] = idsOf();
      expect(again).toBe(left);
      expect(second?.split(" ")[1]).not.toBe(first?.split(" ")[1]);
    });
  });

  it("cannot be replayed twice at once", async () => {
    const key = await putAside(["x", `{"type":"track","userId":"u1","event":"e"}`]);
    const both = await Promise.allSettled([letters.replay(key), letters.replay(key)]);
    expect(both.map((each) => each.status)).toEqual(["fulfilled", "rejected"]);
    expect(eventsAfter(key[0])).toHaveLength(1);
  });

  it("stay as they are when the log cannot take them", async () => {
    const key = await putAside(["x", `{"type":"track","userId":"u1","event":"e"}`]);
    await log.close();
    await expect(letters.replay(key)).rejects.toMatchObject({ code: "log_closed" });
    expect(letters.get(key)?.replayedAt).toBeNull();
  });

  it("can be discarded", async () => {
    const key = await putAside(["x", "1"]);
    await letters.discard(key);
    expect(letters.get(key)).toBeNull();
    await expect(letters.discard(key)).rejects.toMatchObject({ code: "not_found" });
    await expect(letters.replay(key)).rejects.toMatchObject({ code: "not_found" });
  });

  it("are kept up to a number, the oldest going first", async () => {
    const texts = Array.from({ length: 2_500 }, () => ["x", "1"] as const);
    for (let kept = 0; kept <= DEAD_LETTERS_KEPT.letters; kept += texts.length) await putAside(...texts);
    expect(await letters.prune()).toBe(2_500);
    expect(letters.get([1, 0])).toBeNull();
    expect(letters.get([2, 0])).not.toBeNull();
    expect(letters.list({ limit: 1 }).reasons).toEqual([{ reason: "x", count: DEAD_LETTERS_KEPT.letters }]);
    expect(await letters.prune()).toBe(0);
  });

  it("kept by version 1 are shown and replayed", async () => {
    const file = new URL("./recordings/dead-letter-v1.json", import.meta.url);
    const kept = JSON.parse(readFileSync(file, "utf8"));
    await kv.commit([put(DEAD_LETTERS, kept.key, kept.letter), put(DEAD_LETTER_TEXTS, kept.key, kept.text)]);
    expect([DEAD_LETTERS.version, DEAD_LETTER_TEXTS.version]).toEqual([1, 1]);
    expect(letters.get(kept.key)).toEqual({ ...kept.letter, key: kept.key, text: kept.text.text });
    expect(await letters.replay(kept.key, `{"type":"track","userId":"u1","event":"e"}`)).toMatchObject({
      accepted: 1,
    });
    expect(eventsAfter(0)).toMatchObject([
      { id: expect.stringMatching(/^dead-letter-17-3-/), context: `{"ip":"1"}` },
    ]);
  });

  it("have ids that can be read back", () => {
    expect(deadLetterKey(deadLetterId([17, 0]))).toEqual([17, 0]);
    for (const id of ["", "1", "0-0", "1-", "-1-0", "1-00", "01-0", "1-0-0", "1e3-0"]) {
      expect(deadLetterKey(id)).toBeNull();
    }
  });
});
