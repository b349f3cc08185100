import type { Cost } from "@habitus/contract";
import { expect, test } from "vitest";
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

test("what is taken back comes to nothing, by an entry that is there once", () => {
  const back = takingBack(COST, "Takes back sms-1");
  expect(back).toMatchObject({ at: COST.at, kind: "message", amount: "-0.035", what: COST.what });
  expect(takingBack({ ...COST, note: "x" }, "").id).toBe(back.id);
  expect([takesBack(COST), takesBack(back)]).toEqual([false, true]);
});
