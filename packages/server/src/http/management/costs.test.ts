import type { Client, Cost } from "@habitus/contract";
import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";
import { recorded } from "./testing/recorded.ts";

let api: Client;
beforeEach(async () => {
  const management = createManagement();
  await adminCookie(management);
  api = clientOf(management.app);
});

const SMS = {
  id: "sms-1",
  at: "2026-03-01T10:00:00Z",
  kind: "message",
  amount: "0.035",
  currency: "eur",
  what: { message: "spring", segment: "vip" },
} as const;

test("a cost is noted once, exactly, and never says something else", async () => {
  const noted = await api.noteCost({ body: SMS });
  expect(noted).toMatchObject({ amount: "0.035", currency: "EUR", what: SMS.what, note: null });
  expect(await api.noteCost({ body: { ...SMS, amount: "0.0350", at: "2026-03-01T11:00:00+01:00" } })).toEqual(
    noted,
  );
  await expect(api.noteCost({ body: { ...SMS, amount: "0.036" } })).rejects.toMatchObject({
    code: "already_exists",
  });
  await expect(api.noteCost({ body: { ...SMS, id: "x", amount: "1e3" } })).rejects.toMatchObject({
    code: "invalid_request",
  });
  const { entries } = await api.listAudit();
  expect(entries.filter(({ action }) => action === "cost.note")).toHaveLength(1);
});

test("what was noted too much is taken back, exactly", async () => {
  await api.noteCost({ body: SMS });
  expect(await api.noteCost({ body: { ...SMS, id: "sms-1-back", amount: "-0.035" } })).toMatchObject({
    amount: "-0.035",
  });
  await api.noteCost({ body: { ...SMS, id: "sms-1-right", amount: "0.0035" } });
  const { sums } = await api.listCosts({});
  expect(sums).toEqual([{ kind: "message", currency: "EUR", amount: "0.0035", entries: 3 }]);
});

test("a period is listed in the order of time, page by page, the first with the exact sums of all of it", async () => {
  for (const n of [3, 1, 2, 0, 4]) {
    const kind = n === 4 ? ("hour" as const) : ("message" as const);
    await api.noteCost({ body: { ...SMS, id: `c${n}`, at: `2026-03-0${n + 1}`, kind, amount: "0.1" } });
  }
  const period = { from: "2026-03-02", to: "2026-03-05" };
  const first = await api.listCosts({ query: { ...period, limit: 2 } });
  expect(first.costs.map(({ id }) => id)).toEqual(["c1", "c2"]);
  const sums = [{ kind: "message", currency: "EUR", amount: "0.3", entries: 3 }];
  expect(first.sums).toEqual(sums);
  const second = await api.listCosts({ query: { ...period, limit: 2, after: first.next ?? "" } });
  expect(second).toMatchObject({ costs: [{ id: "c3" }], sums: null, next: null });
  const between = await api.listCosts({ query: { ...period, limit: 1, after: first.next ?? "" } });
  expect(between).toMatchObject({ costs: [{ id: "c3" }], next: null });
  const before = await api.listCosts({ query: { ...period, limit: 1, after: "0/c9" } });
  expect(before.costs.map(({ id }) => id)).toEqual(["c1"]);
  const following = await api.listCosts({ query: { ...period, limit: 1, after: before.next ?? "" } });
  expect(following).toMatchObject({ costs: [{ id: "c2" }], sums: null });
  expect(following.next).not.toBeNull();
  const beyond = await api.listCosts({ query: { ...period, after: "9999999999999/c9" } });
  expect(beyond).toEqual({ costs: [], sums: null, next: null });
  expect((await api.listCosts({})).sums).toHaveLength(2);
  const newest = { ...period, order: "newest" as const };
  const last = await api.listCosts({ query: { ...newest, limit: 2 } });
  expect(last.costs.map(({ id }) => id)).toEqual(["c3", "c2"]);
  expect(last.sums).toEqual(sums);
  const rest = await api.listCosts({ query: { ...newest, limit: 2, after: last.next ?? "" } });
  expect(rest).toMatchObject({ costs: [{ id: "c1" }], sums: null, next: null });
  const whole = await api.listCosts({ query: { ...newest, after: "9999999999999/c9" } });
  expect(whole.costs).toHaveLength(3);
  expect(await api.listCosts({ query: { ...newest, after: "0/c9" } })).toMatchObject({ costs: [] });
  await expect(api.listCosts({ query: { after: "x" } })).rejects.toMatchObject({ code: "invalid_cursor" });
});

test("entries kept by version 1 are read", async () => {
  const { kept, kv } = await recorded<{
    readonly entry: Parameters<Client["noteCost"]>[0]["body"];
    readonly answer: { readonly costs: readonly Cost[] };
  }>("costs-v1");
  const management = createManagement({}, kv);
  await adminCookie(management);
  const client = clientOf(management.app);
  expect(await client.listCosts({})).toEqual(kept.answer);
  expect(await client.noteCost({ body: kept.entry })).toEqual(kept.answer.costs[0]);
});
