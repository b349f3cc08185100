import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { HabitusError, seededRandom } from "@habitus/kernel";
import { beforeEach, expect, test } from "vitest";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import type { NewTransition } from "../membership/transition.ts";
import type { Change, Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createSecretBox } from "../platform/secret-box.ts";
import { createHealthAlertLog } from "./health-alert.ts";
import { loadsOf } from "./loads.ts";
import { DELIVERY_LIMITS, type DeliveryLimits } from "./retry.ts";
import type { SendResult } from "./sender.ts";
import type { WebhookRecord } from "./webhook.ts";
import { createWebhookStore } from "./webhook-store.ts";
import { createWebhooks, type ReplayFrom } from "./webhooks.ts";

type Request = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const by = { kind: "system", id: "test", name: "Test" } as const;
const answered = (status: number, retryAfterMs: number | null = null): SendResult => ({
  kind: "answered",
  status,
  retryAfterMs,
});

const transition = (person: number, n: number, segment = "vip"): NewTransition => ({
  segment,
  version: 2,
  person,
  ids: [
    { kind: "user", value: `u${person}` },
    { kind: "email", value: `u${person}@shop.co` },
  ],
  n,
  at: 1_000,
  recordedAt: 1_000,
  cause: "event",
  offset: 1,
  eventId: null,
});

/** Webhooks over memory; a rest lasts no time but moves the clock. */
function world(limits: Partial<DeliveryLimits> = {}) {
  const memory = createMemoryKv();
  const kv: Kv = {
    ...memory,
    async commit(changes, expects) {
      await new Promise((resolve) => setImmediate(resolve));
      if (part.refuses(changes)) throw new HabitusError("storage_full", "The disk is full.");
      await memory.commit(changes, expects);
    },
  };
  const memberships = createMemoryMembershipStore();
  const alerts = createHealthAlertLog(kv);
  const requests: Request[] = [];
  const rests: number[] = [];
  const failures: unknown[] = [];
  const part = {
    clock: 1_000_000,
    key: 0,
    /** Whether the disk refuses a commit. */
    refuses: (_changes: readonly Change[]): boolean => false,
    answer: (_request: Request): SendResult | Promise<SendResult> => answered(204),
  };
  const open = () =>
    createWebhooks({
      store: createWebhookStore({
        kv,
        audit: (change) => ({
          kind: "put",
          table: { name: "audit", version: 1 },
          key: [part.clock++],
          value: change,
        }),
        secrets: createSecretBox(new Uint8Array(32).fill(part.key)),
        now: () => part.clock,
      }),
      loads: loadsOf({
        transitions: memberships.transitions,
        health: alerts,
        shown: (transition) => ({
          ...transition,
          ids: transition.ids.filter(({ kind }) => kind !== "email"),
        }),
      }),
      send: async (url, headers, body) => {
        const request = { url, headers, body };
        requests.push(request);
        return part.answer(request);
      },
      objectionTo: (url) => (url.startsWith("https://") ? null : "Only https."),
      now: () => part.clock,
      rest: async (ms) => {
        rests.push(ms);
        part.clock += ms;
        await new Promise((resolve) => setImmediate(resolve));
      },
      random: () => 1,
      limits: { ...DELIVERY_LIMITS, ...limits },
      onFailure: (_webhook, error) => void failures.push(error),
    });
  let position = 0;
  const happen = (...transitions: readonly NewTransition[]) =>
    memberships.commit({ position: ++position, at: position, transitions, writes: [], redact: [] });
  return { part, kv, open, requests, rests, failures, happen, head: () => memberships.transitions.head() };
}

let it: ReturnType<typeof world>;
beforeEach(() => {
  it = world();
});

const idsOf = (requests: readonly Request[]): readonly string[] =>
  requests.map(({ headers }) => headers["webhook-id"] ?? "");

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 20_000 && !holds(); n++) await new Promise((resolve) => setImmediate(resolve));
  expect(holds()).toBe(true);
}

const content = {
  name: "CRM",
  url: "https://crm.example/hook",
  segments: null,
  sends: "transitions" as const,
};

test("a transition arrives signed as Standard Webhooks defines it, with the secret shown once", async () => {
  const webhooks = it.open();
  webhooks.start();
  const { webhook, secret } = await webhooks.create(content, by);
  expect(JSON.stringify(webhook)).not.toContain(secret);
  await it.happen(transition(7, 1));
  await until(() => it.requests.length === 1);
  const { headers, body } = it.requests[0] ?? expect.fail();
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-signature"]).toBe(
    `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
  );
  expect(headers["webhook-id"]).toBe("vip.2.p7.1");
  expect(JSON.parse(body)).toMatchObject({
    type: "transition.entered",
    data: { id: "vip.2.p7.1", segment: "vip", ids: [{ kind: "user", value: "u7" }] },
  });
  await webhooks.stop();
});

test("it begins with what happens after it was made, and sends the segments asked for alone", async () => {
  await it.happen(transition(1, 1));
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(
    { ...content, segments: ["vip"], sends: "transitions" as const },
    by,
  );
  await it.happen(transition(2, 1), transition(3, 1, "other"));
  await until(() => webhooks.status(webhook).behind === 0);
  expect(idsOf(it.requests)).toEqual(["vip.2.p2.1"]);
  await webhooks.stop();
});

test("a receiver that fails three times in ten ends with every id, those of one person in order, over stops at any time", async () => {
  const random = seededRandom(5);
  it.part.answer = () => (random.next() < 0.3 ? { kind: "failed", reason: "cut off" } : answered(200));
  let webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  const all: string[] = [];
  for (let n = 1; n <= 30; n++) {
    await it.happen(...[1, 2, 3, 4, 5, 6, 7].map((person) => transition(person, n)));
    for (const person of [1, 2, 3, 4, 5, 6, 7]) all.push(`vip.2.p${person}.${n}`);
    if (n % 10 === 0) {
      await webhooks.stop();
      webhooks = it.open();
      webhooks.start();
    }
  }
  await until(() => webhooks.status(webhook).behind === 0);
  const firsts = [...new Set(idsOf(it.requests))];
  expect([...firsts].sort()).toEqual([...all].sort());
  for (const person of [1, 2, 3]) {
    const own = firsts.filter((id) => id.includes(`.p${person}.`));
    expect(own).toEqual(Array.from({ length: 30 }, (_, n) => `vip.2.p${person}.${n + 1}`));
  }
  expect(it.failures).toEqual([]);
  await webhooks.stop();
});

test("what got past one that fails does not come again after a stop", async () => {
  it = world({ window: 300, piece: 10 });
  let isDown = true;
  const isOf = ({ headers }: Request, person: number): boolean =>
    headers["webhook-id"]?.startsWith(`vip.2.p${person}.`) === true;
  it.part.answer = (request) => answered(isDown && isOf(request, 1) ? 503 : 204);
  const before = it.open();
  before.start();
  const { webhook } = await before.create(content, by);
  for (let person = 1; person <= 25; person++) await it.happen(transition(person, 1));
  const taken = (): number => new Set(idsOf(it.requests.filter((each) => !isOf(each, 1)))).size;
  await until(() => taken() === 24);
  await before.stop();
  it.requests.splice(0);
  isDown = false;
  const after = it.open();
  expect(after.status(webhook)).toMatchObject({ seq: 0, behind: 25 });
  after.start();
  await until(() => after.status(webhook).behind === 0);
  expect(idsOf(it.requests)).toEqual(["vip.2.p1.1"]);
  // Set back, all comes again.
  await after.replayFrom(webhook.id, { seq: 1 }, by);
  await until(() => it.requests.length === 26);
  await after.stop();
});

test("what got past one by which its webhook was paused does not come again when it goes on", async () => {
  let allTaken = (): void => undefined;
  const others = new Promise<void>((resolve) => {
    allTaken = resolve;
  });
  it.part.answer = async ({ headers }) => {
    if (headers["webhook-id"] === "vip.2.p1.1") return others.then(() => answered(410));
    if (it.requests.length === 6) allTaken();
    return answered(204);
  };
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(...[1, 2, 3, 4, 5, 6].map((person) => transition(person, 1)));
  const isPaused = (): boolean => webhooks.list()[0]?.paused === "gone";
  await until(isPaused);
  it.requests.splice(0);
  it.part.answer = () => answered(204);
  await webhooks.change(webhook.id, { paused: false }, by);
  await until(() => webhooks.status(webhook).behind === 0);
  await webhooks.stop();
  expect(idsOf(it.requests)).toEqual(["vip.2.p1.1"]);
});

test("too many refusals pause a webhook once all under way has ended, and none of it comes again when it goes on", async () => {
  it = world({ aside: 1, refusals: 1 });
  it.part.answer = async ({ headers }) => {
    if (headers["webhook-id"] === "vip.2.p1.1") return answered(404);
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    return answered(204);
  };
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1), transition(2, 1));
  await until(() => webhooks.list()[0]?.paused === "too_many_refused");
  expect(webhooks.status(webhook)).toMatchObject({ seq: 2, behind: 0, putAside: 1 });
  await it.happen(transition(3, 1));
  await webhooks.change(webhook.id, { paused: false }, by);
  await until(() => webhooks.status(webhook).behind === 0);
  expect(idsOf(it.requests)).toEqual(["vip.2.p1.1", "vip.2.p2.1", "vip.2.p3.1"]);
  await webhooks.stop();
});

test("couriers go on from places that version 1 wrote, before there was anything ahead of them and since", async () => {
  const urls = ["https://crm.example/1", "https://crm.example/2"];
  const webhooks = it.open();
  const made: WebhookRecord[] = [];
  for (const url of urls) made.push((await webhooks.create({ ...content, url }, by)).webhook);
  const file = new URL("./recordings/webhook-places-v1.json", import.meta.url);
  const kept = JSON.parse(readFileSync(file, "utf8")) as readonly Extract<Change, { kind: "put" }>[];
  await it.kv.commit(kept);
  expect(made.map((webhook) => webhooks.status(webhook))).toMatchObject([
    { seq: 40, failingSince: null },
    { seq: 40, failingSince: 1_767_225_600_000 },
  ]);
  await it.happen(...Array.from({ length: 45 }, (_, n) => transition(n + 1, 1)));
  webhooks.start();
  await until(() => made.every((webhook) => webhooks.status(webhook).behind === 0));
  await webhooks.stop();
  const sent = urls.map((url) => idsOf(it.requests.filter((each) => each.url === url)).toSorted());
  const idOf = (n: number): string => `vip.2.p${n}.1`;
  expect(sent).toEqual([[41, 42, 43, 44, 45].map(idOf), [41, 43, 44].map(idOf)]);
});

test("what a receiver refuses for good is put aside with what was sent, and can be sent again", async () => {
  it.part.answer = ({ body }) => answered(body.includes('"p1"') ? 400 : 200);
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1), transition(2, 1));
  await until(() => webhooks.status(webhook).behind === 0);
  const { aside } = webhooks.aside(webhook.id, null, 10);
  expect(aside).toMatchObject([
    { transitionId: "vip.2.p1.1", attempts: 5, error: "The receiver answered 400." },
  ]);
  expect(await webhooks.replay(webhook.id, aside[0]?.seq ?? 0)).toMatchObject({ delivered: false });
  it.part.answer = () => answered(200);
  expect(await webhooks.replay(webhook.id, aside[0]?.seq ?? 0)).toMatchObject({ delivered: true });
  expect(webhooks.status(webhook)).toMatchObject({ putAside: 0 });
  await webhooks.stop();
});

test("what was put aside of somebody who was erased is taken back, also while it is sent again", async () => {
  it.part.answer = () => answered(400);
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1), transition(2, 1), transition(1, 2));
  await until(() => webhooks.status(webhook).putAside === 3);
  let answer: (result: SendResult) => void = () => undefined;
  it.part.answer = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const again = webhooks.replay(webhook.id, 1);
  await webhooks.forget(({ value }, record) => value === "u1" && record <= 1);
  answer(answered(400));
  expect(await again).toMatchObject({ delivered: false });
  const { aside } = webhooks.aside(webhook.id, null, 10);
  expect(aside.map(({ transitionId }) => transitionId)).toEqual(["vip.2.p2.1"]);
  await webhooks.stop();
});

test("rests grow, and last as long as the receiver asks", async () => {
  let calls = 0;
  it.part.answer = () => {
    calls++;
    return calls < 4 ? answered(503) : calls === 4 ? answered(429, 60_000) : answered(200);
  };
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1));
  await until(() => webhooks.status(webhook).behind === 0);
  expect(it.rests).toEqual([200, 400, 800, 60_000]);
  await webhooks.stop();
});

test("a refusal behind a night of failures is no refusal for good", async () => {
  let calls = 0;
  it.part.answer = () => {
    calls++;
    return answered(calls <= 8 ? 503 : calls <= 12 ? 404 : 200);
  };
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1));
  await until(() => webhooks.status(webhook).behind === 0);
  expect(calls).toBe(13);
  expect(webhooks.aside(webhook.id, null, 10).aside).toEqual([]);
  await webhooks.stop();
});

test("a receiver that is down for days is paused and loses nothing", async () => {
  it.part.answer = () => ({ kind: "failed", reason: "The receiver could not be reached: no route." });
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1), transition(2, 1));
  await until(() => webhooks.list()[0]?.paused === "failing");
  const sent = it.requests.length;
  it.part.answer = () => answered(200);
  await webhooks.change(webhook.id, { paused: false }, by);
  await until(() => webhooks.status(webhook).behind === 0);
  expect(new Set(idsOf(it.requests.slice(sent)))).toEqual(new Set(["vip.2.p1.1", "vip.2.p2.1"]));
  await webhooks.stop();
});

test("410 pauses at once; so do too many refusals", async () => {
  it.part.answer = () => answered(410);
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await it.happen(transition(1, 1));
  await until(() => webhooks.list()[0]?.paused === "gone");
  expect(webhooks.status(webhook)).toMatchObject({ behind: 1, putAside: 0 });
  await webhooks.stop();

  it = world({ aside: 3, refusals: 1 });
  it.part.answer = () => answered(404);
  const strict = it.open();
  strict.start();
  const refused = (await strict.create(content, by)).webhook;
  await it.happen(...[1, 2, 3, 4, 5].map((person) => transition(person, 1)));
  await until(() => strict.list()[0]?.paused === "too_many_refused");
  // All five were under way at once, and each of them is dealt with.
  expect(strict.status(refused)).toMatchObject({ behind: 0, putAside: 5 });
  await strict.stop();
});

test("addresses that may not be called are refused, and unknown webhooks named", async () => {
  const webhooks = it.open();
  await expect(webhooks.create({ ...content, url: "ftp://x" }, by)).rejects.toMatchObject({
    code: "invalid_webhook_url",
  });
  await expect(webhooks.tryOut("w9")).rejects.toMatchObject({ code: "not_found" });
});

test("changes at the same time leave one courier, and a removed webhook none", async () => {
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  await Promise.all([
    webhooks.change(webhook.id, { name: "A" }, by),
    webhooks.change(webhook.id, { name: "B" }, by),
  ]);
  await it.happen(transition(1, 1), transition(2, 1));
  await until(() => webhooks.status(webhook).behind === 0);
  expect([...idsOf(it.requests)].sort()).toEqual(["vip.2.p1.1", "vip.2.p2.1"]);
  await Promise.all([
    webhooks.change(webhook.id, { name: "C" }, by),
    webhooks.remove(webhook.id, by),
    expect(webhooks.change(webhook.id, { name: "D" }, by)).rejects.toMatchObject({ code: "not_found" }),
  ]);
  await it.happen(transition(3, 1));
  for (let n = 0; n < 200; n++) await new Promise((resolve) => setImmediate(resolve));
  expect(it.requests.length).toBe(2);
  expect(it.failures).toEqual([]);
  await webhooks.stop();
});

test("a change or a removal that the disk refuses leaves it carried as it was", async () => {
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  it.part.refuses = () => true;
  await expect(webhooks.change(webhook.id, { name: "A" }, by)).rejects.toMatchObject({
    code: "storage_full",
  });
  await expect(webhooks.remove(webhook.id, by)).rejects.toMatchObject({ code: "storage_full" });
  it.part.refuses = () => false;
  await it.happen(transition(1, 1));
  await until(() => webhooks.status(webhook).behind === 0);
  expect(idsOf(it.requests)).toEqual(["vip.2.p1.1"]);
  await webhooks.stop();
});

test("a pause that the disk refuses is tried again", async () => {
  it.part.answer = () => answered(410);
  const webhooks = it.open();
  webhooks.start();
  await webhooks.create(content, by);
  let refusals = 2;
  it.part.refuses = (changes) => changes.some(({ table }) => table.name === "webhooks") && refusals-- > 0;
  await it.happen(transition(1, 1));
  await until(() => webhooks.list()[0]?.paused === "gone");
  expect(it.failures).toHaveLength(2);
  await webhooks.stop();
});

test("a courier that cannot write where it is has ended all it was doing before another begins", async () => {
  let first = true;
  let under = 0;
  let most = 0;
  it.part.answer = async ({ body }) => {
    most = Math.max(most, ++under);
    if (body.includes('"p1"') && first) {
      first = false;
      under--;
      return answered(503);
    }
    for (let n = 0; n < 100; n++) await new Promise((resolve) => setImmediate(resolve));
    under--;
    return answered(200);
  };
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  let refusals = 1;
  it.part.refuses = (changes) =>
    changes.some(({ table }) => table.name === "webhook_places") && refusals-- > 0;
  await it.happen(transition(1, 1), transition(2, 1));
  await until(() => webhooks.status(webhook).behind === 0);
  expect(it.failures).toHaveLength(1);
  expect(most).toBe(1);
  // What was taken meanwhile was noted all the same.
  expect(idsOf(it.requests)).toEqual(["vip.2.p1.1", "vip.2.p2.1", "vip.2.p1.1"]);
  await webhooks.stop();
});

test("a secret that cannot be read pauses its webhook and stops nothing else", async () => {
  const before = it.open();
  const { webhook } = await before.create(content, by);
  it.part.key = 1;
  const webhooks = it.open();
  webhooks.start();
  const other = (await webhooks.create(content, by)).webhook;
  await until(() => webhooks.list()[0]?.paused === "secret_unreadable");
  await it.happen(transition(1, 1));
  await until(() => webhooks.status(other).behind === 0);
  expect(it.requests.length).toBe(1);
  expect(await webhooks.tryOut(webhook.id)).toMatchObject({
    delivered: false,
    detail: expect.stringContaining("secret.key") as unknown,
  });
  await webhooks.remove(webhook.id, by);
  expect(webhooks.list().map(({ id }) => id)).toEqual([other.id]);
  expect(it.failures).toEqual([]);
  await webhooks.stop();
});

test("a webhook is set back to a place or an instant, and all from there on comes again with the ids it had", async () => {
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  const at = (n: number) => ({ ...transition(n, 1), recordedAt: n * 1_000 });
  await it.happen(at(1), at(2), at(3), at(4));
  await until(() => webhooks.status(webhook).behind === 0);
  const first = idsOf(it.requests);
  const again = async (from: ReplayFrom) => {
    it.requests.length = 0;
    await webhooks.replayFrom(webhook.id, from, by);
    await until(() => webhooks.status(webhook).behind === 0);
    return idsOf(it.requests).toSorted();
  };
  const sorted = first.toSorted();
  expect(await again({ seq: 3 })).toEqual(sorted.slice(2));
  expect(await again({ time: 0 })).toEqual(sorted);
  expect(await again({ time: 2_000 })).toEqual(sorted.slice(1));
  expect(await again({ time: 2_001 })).toEqual(sorted.slice(2));
  // Nothing came so late, so nothing comes again.
  expect(await again({ time: 9_000 })).toEqual([]);
  await expect(again({ seq: 6 })).rejects.toMatchObject({ code: "invalid_request" });
  await webhooks.stop();
});

test("all that was put aside is sent again in its order, and a receiver that takes nothing is left alone", async () => {
  const webhooks = it.open();
  webhooks.start();
  const { webhook } = await webhooks.create(content, by);
  it.part.answer = () => answered(400);
  await it.happen(...Array.from({ length: 12 }, (_, n) => transition(n + 1, 1)));
  await until(() => webhooks.status(webhook).putAside === 12);
  it.requests.length = 0;
  const none = await webhooks.replayAside(webhook.id, null);
  expect(none).toEqual({ delivered: 0, failed: 5, error: "The receiver answered 400.", next: null });
  it.requests.length = 0;
  it.part.answer = ({ body }) => answered(body.includes('"person":"p7"') ? 400 : 204);
  const most = await webhooks.replayAside(webhook.id, null);
  expect(most).toEqual({ delivered: 11, failed: 1, error: "The receiver answered 400.", next: null });
  expect(idsOf(it.requests)).toEqual(Array.from({ length: 12 }, (_, n) => `vip.2.p${n + 1}.1`));
  expect(webhooks.aside(webhook.id, null, 9).aside.map(({ seq }) => seq)).toEqual([7]);
  await webhooks.stop();
});
