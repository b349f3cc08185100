import { DAY_MS, HOUR_MS, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { jumpFindings } from "./findings.ts";
import { type Followed, jumpsOf } from "./movements.ts";

const MONDAY = Date.UTC(2026, 2, 2);
const FIRST_DAY = MONDAY / DAY_MS;
/** Days on which more came than ever, counted from the first; they stay for three days. */
const RUSH = 59;
const STAY_DAYS = 3;

const random = seededRandom(3);
/** Five to nine people a day. */
const came = Array.from({ length: 80 }, (_, day) => (day === RUSH ? 60 : random.int(5, 9)));

/** What the transition log tells of the days before today. */
const rows = (today: number) =>
  Array.from({ length: today }, (_, day) => ({
    day: FIRST_DAY + day,
    entered: came[day] ?? 0,
    left: came[day - STAY_DAYS] ?? 0,
    defined_ms: MONDAY - DAY_MS,
  }));

async function examined(today: number, definedAt = MONDAY - DAY_MS) {
  const skipped: string[] = [];
  const all = rows(today);
  const of: Followed = {
    segment: { key: "buyers" } as SegmentRecord,
    signal: new AbortController().signal,
    skip: (part, why) => skipped.push(`${part}: ${why}`),
    queries: { movements: () => ({ sql: "", params: {} }) },
    reads: { rows: <Row>() => Promise.resolve(all as readonly unknown[] as readonly Row[]) },
    round: {
      overlapsOf: () => [],
      zone: "UTC",
      at: MONDAY + today * DAY_MS + HOUR_MS,
      definedAt: () => definedAt,
      segments: 1,
    },
  };
  const jumps = await jumpsOf(of);
  return { says: jumpFindings("buyers", jumps ?? [], "UTC").map(({ says }) => says), skipped };
}

test("nine weeks of a segment: nothing is told of too few weeks, nor of calm ones", async () => {
  const early = await examined(21);
  expect(early.says).toEqual([]);
  expect(early.skipped).toEqual([expect.stringMatching(/^history: .*3 whole weeks/)]);
  expect(await examined(RUSH)).toEqual({ says: [], skipped: [] });
});

test("a day on which people came as never before is told of for a week, and so is the day they left", async () => {
  expect((await examined(RUSH + 1)).says).toEqual([
    expect.stringMatching(/^On 2026-04-30 60 people came in, where \d+(\.\d+)? were to be expected\.$/),
  ]);
  expect((await examined(RUSH + STAY_DAYS + 1)).says).toEqual([
    expect.stringMatching(/^On 2026-05-03 60 people left it, /),
    expect.stringMatching(/^On 2026-04-30 60 people came in, /),
  ]);
  expect((await examined(RUSH + 8)).says).toEqual([
    expect.stringMatching(/^On 2026-05-03 60 people left it, /),
  ]);
  expect((await examined(RUSH + STAY_DAYS + 8)).says).toEqual([]);
});

test("another definition begins another history", async () => {
  const edited = await examined(RUSH + STAY_DAYS + 2, MONDAY + (RUSH + STAY_DAYS + 1) * DAY_MS);
  expect(edited.says).toEqual([]);
  expect(edited.skipped).toEqual([expect.stringMatching(/^history: .*0 whole weeks/)]);
});
