// @ts-check
import { expect, test } from "vitest";
import { judged, rowLines } from "./bench-report.mjs";

const ROW = { name: "acknowledged", unit: "events/s", value: 123_456.7 };

test("a row shows its figure, spread, peer, limit and note", () => {
  const lines = rowLines({
    ...ROW,
    p50: 0.51234,
    p99: 12,
    spreadUnit: "ms",
    peer: { name: "node:http", value: 246_913.4 },
    limit: { at: "least", value: 100_000 },
    note: "batches of 100",
  });
  expect(lines[0]?.replace(/ {2,}/g, "  ")).toBe(
    "  acknowledged  123,457 events/s  |  p50 0.512 ms  |  p99 12 ms  |  0.5 x node:http (246,913)  |  keeps at least 100,000",
  );
  expect(lines[1]).toBe("    batches of 100");
});

test("the ratio is worked out unless given, a missed limit is said", () => {
  expect(judged({ ...ROW, value: 2, peer: { name: "x", value: 4 } })).toMatchObject({ ratio: 0.5 });
  expect(judged({ ...ROW, peer: { name: "x", value: 4 }, ratio: 3 })).toMatchObject({ ratio: 3 });
  expect(judged({ ...ROW, value: 5, limit: { at: "most", value: 4 } })).toMatchObject({ met: false });
  expect(rowLines({ ...ROW, value: 5, limit: { at: "most", value: 4 } })[0]).toContain("MISSES at most 4");
});
