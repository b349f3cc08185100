import { hash128, hashHex, parseIso } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import {
  evaluateReference,
  type HistoryEvent,
  parseDefinition,
  planDefinition,
  DEFAULT_CONTEXT,
  printDefinition,
} from "./index.ts";

const at = (iso: string): number => parseIso(iso)?.at ?? Number.NaN;

const order = (id: string, time: string, revenue: number): HistoryEvent => ({
  name: "Order Completed",
  time: at(time),
  idHash: hashHex(hash128(id)),
  offsetMinutes: null,
  properties: { revenue },
});

describe("from a sentence to an answer", () => {
  const parsed = parseDefinition('did "Order Completed" at least 2 times in last 90 days where revenue > 50');
  if (parsed.kind !== "ok") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, DEFAULT_CONTEXT);
  const history = {
    events: [
      order("a", "2026-01-01T00:00:00Z", 60),
      order("b", "2026-02-01", 70),
      order("c", "2026-02-02", 50),
    ],
    traits: [],
  };

  test.each([
    ["2026-01-31T23:59:59.999Z", false],
    ["2026-02-01T00:00:00Z", true],
    ["2026-03-31T23:59:59.999Z", true],
    ["2026-04-01T00:00:00Z", false],
  ])("at %s: %s", (now, member) => {
    expect(evaluateReference(plan, history, at(now))).toBe(member);
  });

  test("prints as it was written", () => {
    expect(printDefinition(parsed.definition)).toBe(
      'did "Order Completed" at least 2 times in last 90 days where revenue > 50',
    );
  });
});
