import type { Cost } from "@habitus/contract";
import { expect, test } from "vitest";
import { dayText, periodOf } from "../../ui/day-span.ts";
import { sumsByCurrency, takesBack, takingBack } from "./cost-entries.ts";

const COST: Cost = {
  id: "sms-1",
  at: "2026-03-01T10:00:00.000Z",
  kind: "message",
  amount: "0.035",
  currency: "EUR",
  what: { segment: "vip" },
  note: null,
  notedAt: "2026-03-02T00:00:00.000Z",
  notedBy: { kind: "user", id: "u1", name: "Olena" },
};

test("sums of kinds come together by currency, to the last digit", () => {
  const sums = sumsByCurrency([
    { kind: "message", currency: "USD", amount: "1", entries: 1 },
    { kind: "hour", currency: "EUR", amount: "999999999999999999.5", entries: 2 },
    { kind: "message", currency: "EUR", amount: "-0.000000001", entries: 1 },
  ]);
  expect(sums).toEqual([
    {
      currency: "EUR",
      kinds: { hour: "999999999999999999.5", message: "-0.000000001" },
      total: "999999999999999999.499999999",
      entries: 3,
    },
    { currency: "USD", kinds: { message: "1" }, total: "1", entries: 1 },
  ]);
});

test("a period is of whole days of the workspace's zone", () => {
  expect(periodOf("2026-03-29", "2026-03-29", "Europe/Kyiv")).toEqual({
    from: "2026-03-28T22:00:00.000Z",
    to: "2026-03-29T21:00:00.000Z",
  });
  expect(periodOf(undefined, "soon", "UTC")).toEqual({ from: undefined, to: undefined });
  expect(dayText(Date.UTC(2026, 2, 1, 23), "Europe/Kyiv")).toBe("2026-03-02");
});

test("what is taken back comes to nothing, by an entry that is there once", () => {
  const back = takingBack(COST, "Takes back sms-1");
  expect(back).toMatchObject({ at: COST.at, kind: "message", amount: "-0.035", what: COST.what });
  expect(takingBack({ ...COST, note: "x" }, "").id).toBe(back.id);
  expect([takesBack(COST), takesBack(back)]).toEqual([false, true]);
});
