import { beforeEach, expect, test } from "vitest";
import { adminCookie, apiKey, clientOf, createManagement, type Management } from "./testing/management.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const hook = { name: "CRM", url: "https://crm.example/hook" };

test("a webhook is made, tried, changed, paused and deleted; its secret is told once and audited never", async () => {
  const api = clientOf(management.app);
  const { webhook, secret } = await api.createWebhook({ body: { ...hook, segments: ["vip"] } });
  expect(webhook).toMatchObject({ id: "w1", paused: null, segments: ["vip"], behind: 0, putAside: 0 });
  expect(secret).toMatch(/^whsec_/);
  expect(await api.tryWebhook({ params: { id: "w1" } })).toEqual({
    delivered: true,
    detail: "The receiver answered 200.",
  });
  const paused = await api.changeWebhook({ params: { id: "w1" }, body: { paused: true, segments: null } });
  expect(paused).toMatchObject({ paused: "asked", segments: null, name: "CRM" });
  expect((await api.listWebhooks({})).webhooks).toEqual([paused]);
  const set = (from: { readonly seq: number } | { readonly time: string }) =>
    api.replayWebhook({ params: { id: "w1" }, body: { from } });
  expect(await set({ seq: 1 })).toMatchObject({ id: "w1", seq: 0 });
  expect(await set({ time: "2026-01-01" })).toMatchObject({ seq: 0 });
  await expect(set({ seq: 2 })).rejects.toMatchObject({ code: "invalid_request" });
  expect(await api.replayAllPutAside({ params: { id: "w1" } })).toEqual({
    delivered: 0,
    failed: 0,
    error: null,
    next: null,
  });
  await api.deleteWebhook({ params: { id: "w1" } });
  expect((await api.listWebhooks({})).webhooks).toEqual([]);
  const { entries } = await api.listAudit({});
  const told = entries.filter(({ target }) => target === "webhook/w1");
  expect(told.map(({ action }) => action)).toEqual([
    "webhook.delete",
    "webhook.replay",
    "webhook.replay",
    "webhook.edit",
    "webhook.create",
  ]);
  expect(JSON.stringify(entries)).not.toContain(secret);
});

test("addresses that may not be called, unknown webhooks and other roles are refused", async () => {
  const api = clientOf(management.app);
  await expect(api.createWebhook({ body: { ...hook, url: "http://crm.example" } })).rejects.toMatchObject({
    code: "invalid_webhook_url",
  });
  await expect(api.listPutAside({ params: { id: "w7" }, query: {} })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(api.replayPutAside({ params: { id: "w7", seq: "1" } })).rejects.toMatchObject({
    code: "not_found",
  });
  const from = { seq: 1 };
  await expect(api.replayWebhook({ params: { id: "w7" }, body: { from } })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(api.replayAllPutAside({ params: { id: "w7" } })).rejects.toMatchObject({ code: "not_found" });
  const editor = clientOf(management.app, await apiKey(management, "editor"));
  await expect(editor.createWebhook({ body: hook })).rejects.toMatchObject({ code: "forbidden" });
});
