import { expect, test, vi } from "vitest";
import { ADMIN_TOKEN, adminCookie, apiKey, clientOf, createManagement } from "./testing/management.ts";

const segment = {
  key: "buyers",
  name: "Buyers <b>",
  definition: 'did "Order Completed"',
  goal: "g & h",
  owner: "Retention",
  action: "a",
  reviewDate: "2020-01-01",
  purpose: "p",
};

test("segments are examined by a job, told in short and in full, and put on one page", async () => {
  const management = createManagement();
  const cookie = await adminCookie(management);
  const client = clientOf(management.app);
  await client.createSegment({ body: segment });
  expect(await client.getSegmentHealth({ params: { key: "buyers" } })).toEqual({
    report: null,
    aside: [],
    job: null,
  });
  const job = await client.examineSegments({ body: {} });
  expect(job).toMatchObject({ kind: "segment-health", unit: "segments" });
  await vi.waitFor(async () => {
    expect(await client.getJob({ params: { id: job.id } })).toMatchObject({ state: "done", error: null });
  });

  const { report } = await client.getSegmentHealth({ params: { key: "buyers" } });
  expect(report).toMatchObject({ version: 1, size: expect.any(Number), goal: null });
  const codes = report?.findings.map(({ code }) => code) ?? [];
  expect(codes).toContain("review_overdue");
  expect(codes).toContain("too_small");
  expect(report?.skipped.map(({ part }) => part)).toEqual(["goal", "drift", "overlap"]);
  const { apart } = await client.getSegmentApart({ params: { key: "buyers" } });
  expect(apart).toMatchObject({ compared: 1, version: 1 });
  const list = await client.listSegmentHealth();
  expect(list).toMatchObject({ job: null, round: { segments: 1 } });
  expect(list.segments).toEqual([
    expect.objectContaining({
      segment: "buyers",
      worst: report?.findings[0]?.severity,
      findings: codes.length,
    }),
  ]);

  const page = await management.app.request("/api/segment-health/audit.html", { headers: { cookie } });
  const html = await page.text();
  expect(page.headers.get("content-type")).toMatch(/^text\/html/);
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(html).toContain("Buyers &lt;b&gt;</a>");
  expect(html).toContain("Its review was due");
  expect(html).not.toContain("<b>");
});

test("what segments are judged by is changed with its revision", async () => {
  const management = createManagement();
  await adminCookie(management);
  const client = clientOf(management.app);
  const { rev, ...settings } = await client.getHealthSettings();
  expect(rev).toBe(0);
  const goal = { ...settings, goalEvent: "Order Completed", goalEvents: { buyers: "Signed Up" } };
  expect(await client.editHealthSettings({ body: { ...goal, rev } })).toEqual({ ...goal, rev: 1 });
  await expect(client.editHealthSettings({ body: { ...goal, rev } })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(client.examineSegments({ body: { segments: ["nobody"] } })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("findings are put aside by an editor, counted apart, and brought back", async () => {
  const management = createManagement();
  await adminCookie(management);
  const client = clientOf(management.app);
  await client.createSegment({ body: segment });
  const job = await client.examineSegments({ body: {} });
  await vi.waitFor(async () =>
    expect(await client.getJob({ params: { id: job.id } })).toMatchObject({ state: "done" }),
  );
  const before = await client.listOpenFindings({});
  const overdue = { segment: "buyers", code: "review_overdue", other: null } as const;
  const unknown = { segment: "buyers", code: "empty", other: null } as const;
  const viewer = clientOf(management.app, await apiKey(management, "viewer"));
  await expect(viewer.putFindingsAside({ body: { findings: [overdue], aside: true } })).rejects.toMatchObject(
    { code: "forbidden" },
  );

  expect(await client.putFindingsAside({ body: { findings: [overdue, unknown], aside: true } })).toEqual({
    findings: 1,
  });
  const open = await client.listOpenFindings({});
  expect([open.aside, open.findings.length]).toEqual([1, before.findings.length - 1]);
  expect(open.findings.map(({ code }) => code)).not.toContain("review_overdue");
  const aside = await client.listOpenFindings({ query: { which: "aside" } });
  expect(aside.findings).toMatchObject([{ code: "review_overdue", aside: { by: { kind: "token" } } }]);
  expect((await client.getSegmentHealth({ params: { key: "buyers" } })).aside).toEqual([
    { code: "review_overdue", other: null },
  ]);
  expect((await client.listSegmentHealth()).segments[0]?.findings).toBe(before.findings.length - 1);
  const authorization = `Bearer ${ADMIN_TOKEN}`;
  const page = await management.app.request("/api/segment-health/audit.html", { headers: { authorization } });
  expect(await page.text()).not.toContain("Its review was due");

  await client.putFindingsAside({ body: { findings: [overdue], aside: false } });
  expect(await client.listOpenFindings({})).toEqual(before);
  const { entries } = await client.listAudit({});
  expect(entries.slice(0, 2).map(({ action, target }) => `${action} ${target}`)).toEqual([
    "health_finding.bring_back segment/buyers",
    "health_finding.put_aside segment/buyers",
  ]);
});
