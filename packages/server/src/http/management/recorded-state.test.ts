import { createHealthAlertLog, healthMessage } from "../../delivery/health-alert.ts";
import { expect, test, vi } from "vitest";
import { ADMIN_TOKEN, clientOf, createManagement, PASSWORD } from "./testing/management.ts";
import { recorded } from "./testing/recorded.ts";

// State written by the first version of every table. It is never written anew: a new version of a table must read it.

type Secrets = {
  readonly cookie: string;
  readonly viewer: string;
  readonly token: string;
  readonly writeKey: string;
};

async function restarted() {
  const { kept, kv } = await recorded<{ readonly secrets: Secrets }>("state-v1");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  return { management, secrets: kept.secrets, api: clientOf(management.app) };
}

test("people, sessions and keys are known again", async () => {
  const { management, secrets } = await restarted();
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
  const { kept, kv } = await recorded<{ readonly answers: Readonly<Record<string, object>> }>("documents-v1");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(management.app);
  // Newer programs tell of more beside it.
  expect({
    settings: await api.getHealthSettings(),
    health: (await api.getSegmentHealth({ params: { key: "buyers" } })).report,
    model: (await api.getModel({ params: { key: "shop" } })).model,
    retention: await api.getRetention({}),
    deletions: await api.listEventDeletions({}),
  }).toMatchObject(kept.answers);
});

test("propensities and what they told are read again", async () => {
  const { kv } = await recorded("propensities-v1");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const [leaving, opening] = (await clientOf(management.app).listModels({})).models;
  expect(leaving).toMatchObject({
    kind: "propensity",
    outcome: 'did not "Order Completed" in last 90 days',
    audience: 'did "Order Completed"',
    inForce: 1,
    scores: [{ name: "chance", key: "leaving.chance" }],
    newest: {
      outcome: "scored",
      result: {
        kind: "propensity",
        from: "2025-11-30",
        to: "2026-02-28",
        people: 612,
        fit: {
          outcome: "fitted",
          spanDays: 90,
          behaviours: [
            { of: "recency", event: "Order Completed", deviation: null, effect: -2.25, error: 0.3 },
            { of: "tenure", event: null, error: null },
          ],
        },
        quality: { auc: 0.78, judgedBy: "people_and_time", tenths: [{ actual: 0.25 }, { actual: 0.73 }] },
        scored: 640,
      },
    },
  });
  expect(opening).toMatchObject({
    audience: null,
    inForce: null,
    newest: { outcome: "refused", result: { fit: { reason: "too_few_outcomes" }, quality: null } },
  });
});

test("what propensities asked when they were run is read again, and that their chances were taken back since", async () => {
  const { kv } = await recorded("propensities-v2");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const [leaving, opening] = (await clientOf(management.app).listModels({})).models;
  // It was learnt of everybody, and asks of buyers by now.
  expect(leaving).toMatchObject({ inForce: 1, rev: 1, warnings: [{ code: "stale_scores" }] });
  expect(opening).toMatchObject({
    inForce: null,
    newest: { number: 2, outcome: "refused" },
    warnings: [],
  });
});

test("surveys are read again", async () => {
  const { kept, kv } = await recorded<{ readonly answers: unknown }>("surveys-v1");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(management.app);
  expect((await api.listSurveys({})).surveys).toEqual(kept.answers);
  expect(management.deps.context().decays).toEqual({
    $answer_benefits_score: { saidBy: "$answered_benefits_score", ms: 15_552_000_000 },
    $answer_benefits_mood: { saidBy: "$answered_benefits_mood", ms: 259_200_000 },
  });
});

test("what is told of segments and to whom is read again, also webhooks from before there was a choice", async () => {
  const { kv } = await recorded("health-alerts-v1");
  const management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const api = clientOf(management.app);
  expect((await api.listWebhooks({})).webhooks).toMatchObject([
    { id: "w1", sends: "transitions", segments: null, behind: 0 },
    { id: "w2", sends: "health", segments: ["vip"], seq: 1, behind: 1 },
  ]);
  expect(await api.listOpenFindings({ query: {} })).toEqual({
    aside: 0,
    findings: [
      {
        aside: null,
        segment: "vip",
        code: "review_overdue",
        severity: "warning",
        figure: 3,
        says: "Overdue.",
        todo: "Review.",
        people: null,
        other: null,
        since: "2026-03-01T00:00:00.000Z",
      },
    ],
    counts: { serious: 0, warning: 1, hint: 0 },
  });
  const alerts = createHealthAlertLog(kv);
  expect(alerts.read(1, 10).map(healthMessage)).toEqual([
    {
      id: "health/2",
      body: '{"type":"health.gone","timestamp":"2026-03-02T00:00:00.000Z","data":{"segment":"vip","name":"VIP","code":"empty","severity":"serious","says":"Nobody is in it.","todo":"Look.","other":null,"subject":null,"examinedAt":"2026-03-02T00:00:00.000Z"}}',
    },
  ]);
});
