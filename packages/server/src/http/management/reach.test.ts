import { type Client, REACH_PARTS } from "@habitus/contract";
import { beforeEach, expect, test } from "vitest";
import { put } from "../../platform/kv.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

// Three people bought, nobody has said anything and nobody's traits are known.

const BOUGHT = 'did "Order Completed"';
const BY = { kind: "system", id: "test", name: "Test" } as const;
const channel = { kind: "channel" as const, exceptIn: [], refusedBySignal: false, categories: [], rev: 0 };

let api: Client;
beforeEach(async () => {
  const management = createManagement();
  await adminCookie(management);
  api = clientOf(management.app);
  const set = (key: string, otherwise: boolean, address?: string) =>
    api.editPurpose({
      params: { key },
      body: { ...channel, name: key, otherwise, ...(address === undefined ? {} : { address }) },
    });
  await set("app", true);
  await set("email", true, "email");
  await set("sms", false, "phone");
  await api.editPurpose({
    params: { key: "ads" },
    body: { ...channel, kind: "purpose" as const, name: "Ads", otherwise: true },
  });
});

test("who can be reached allows the channel and has an address, and the gap is explained", async () => {
  const { count, channels } = await api.getReach({ body: { definition: BOUGHT } });
  expect(count).toBe(3);
  expect(channels).toEqual([
    { channel: "app", name: "app", address: null, reachable: 3, notAllowed: 0, noAddress: 0 },
    { channel: "email", name: "email", address: "email", reachable: 0, notAllowed: 0, noAddress: 3 },
    { channel: "sms", name: "sms", address: "phone", reachable: 0, notAllowed: 3, noAddress: 0 },
  ]);
});

test("every number opens the people it is of", async () => {
  const { channels } = await api.getReach({ body: { definition: BOUGHT } });
  for (const told of channels) {
    for (const part of REACH_PARTS) {
      const asked = { definition: BOUGHT, channel: told.channel, part };
      const { count, people } = await api.listReachMembers({ body: asked });
      expect([told.channel, part, count, people.length]).toEqual([
        told.channel,
        part,
        told[part],
        told[part],
      ]);
    }
  }
  const first = { definition: BOUGHT, channel: "app", part: "reachable", limit: 2 } as const;
  const page = await api.listReachMembers({ body: first });
  const rest = await api.listReachMembers({ body: { ...first, after: page.next ?? "" } });
  expect([...page.people, ...rest.people].map(({ id }) => id)).toEqual(["p1", "p2", "p3"]);
  const unknown = api.listReachMembers({ body: { ...first, channel: "fax" } });
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
});

test("a channel that was kept before addresses were asked for has none", async () => {
  const kv = createMemoryKv();
  const kept = {
    ...channel,
    key: "email",
    name: "E-mail",
    otherwise: true,
    rev: 1,
    updatedAt: 0,
    updatedBy: BY,
  };
  await kv.commit([put({ name: "purposes", version: 1 }, ["email"], kept)]);
  const management = createManagement({}, kv);
  await adminCookie(management);
  const { purposes } = await clientOf(management.app).listPurposes();
  expect(purposes).toMatchObject([{ key: "email", address: null, rev: 1 }]);
});
