import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { type Key, put } from "../../platform/kv.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { ADMIN_TOKEN, clientOf, createManagement, PASSWORD } from "./testing/management.ts";

// State written by the first version of every table. It is never written anew: a new version of a table must read it.

type Recording = {
  readonly secrets: {
    readonly cookie: string;
    readonly viewer: string;
    readonly token: string;
    readonly writeKey: string;
  };
  readonly records: readonly {
    readonly table: string;
    readonly version: number;
    readonly key: Key;
    readonly value: unknown;
  }[];
};

const { secrets, records } = JSON.parse(
  readFileSync(new URL("./recordings/state-v1.json", import.meta.url), "utf8"),
) as Recording;

async function restarted() {
  const kv = createMemoryKv();
  await kv.commit(records.map(({ table, version, key, value }) => put({ name: table, version }, key, value)));
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  return { management, api: clientOf(management.app) };
}

test("people, sessions and keys are known again", async () => {
  const { management } = await restarted();
  const { access, app } = management;
  for (const [cookie, role] of [
    [secrets.cookie, "admin"],
    [secrets.viewer, "viewer"],
  ]) {
    const answer = await app.request("/api/session", { headers: { cookie: cookie ?? "" } });
    expect(await answer.json()).toMatchObject({ role });
  }
  await expect(access.signIn("ada@example.com", PASSWORD, "here")).resolves.toBeDefined();
  expect(access.keys.findSource(secrets.writeKey)).toEqual({ id: "k0", enabled: true });
  expect((await clientOf(app, secrets.token).listSegments()).segments).toHaveLength(1);
});

test("segments, their versions and sizes, the workspace and the audit are read again", async () => {
  const { api } = await restarted();
  expect(await api.getSegment({ params: { key: "vip" } })).toMatchObject({
    definition: { text: 'country is "GB"' },
    rev: 2,
    version: 2,
    owner: "Retention",
    tags: ["loyalty"],
    size: { count: 0, version: 2 },
  });
  const { versions } = await api.listSegmentVersions({ params: { key: "vip" } });
  expect(versions.map(({ definition }) => definition.text)).toEqual([
    'country is "GB"',
    'did "Order Completed" at least 2 times in last 90 days',
  ]);
  expect(await api.getWorkspace()).toMatchObject({ zone: "Europe/London", weekStart: 7, rev: 1 });
  const { entries } = await api.listAudit();
  expect(entries.map(({ action }) => action)).toContain("segment.edit");
});

test("a job that was running is taken up again where it stood", async () => {
  const { management, api } = await restarted();
  await management.deps.jobs.recover();
  expect(await api.getJob({ params: { id: "j1" } })).toMatchObject({
    state: "running",
    total: 100,
    createdBy: { kind: "token" },
  });
  management.demo.move("end");
  await vi.waitFor(async () => expect((await api.getJob({ params: { id: "j1" } })).state).toBe("done"));
});

test("models, examinations, retention and deletions of events are read again", async () => {
  const file = new URL("./recordings/documents-v1.json", import.meta.url);
  const kept = JSON.parse(readFileSync(file, "utf8"));
  const kv = createMemoryKv();
  await kv.commit(
    kept.records.map(({ table, key, value }: never) => put({ name: table, version: 1 }, key, value)),
  );
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(management.app);
  expect({
    settings: await api.getHealthSettings(),
    health: (await api.getSegmentHealth({ params: { key: "buyers" } })).report,
    model: (await api.getModel({ params: { key: "shop" } })).model,
    retention: await api.getRetention({}),
    deletions: await api.listEventDeletions({}),
  }).toEqual(kept.answers);
});
