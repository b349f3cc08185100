import { decodeRetention } from "../../profiles/retention-command.ts";
import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const said = () =>
  management.log
    .read(1, { records: 100, bytes: 1e6 })
    .filter(({ kind }) => kind === "retention")
    .map(({ payload }) => decodeRetention(payload));

test("rules are kept in order of their names, said in the log and told in the audit log", async () => {
  const client = clientOf(management.app);
  expect(await client.getRetention({})).toMatchObject({ rules: [], rev: 0, updatedAt: null, job: null });
  const rules = [
    { event: "Page Viewed", days: 90 },
    { event: "*", days: null },
  ];
  const [ofPages, ofOthers] = rules;
  const kept = await client.editRetention({ body: { rules, rev: 0 } });
  expect(kept).toMatchObject({ rules: [ofOthers, ofPages], rev: 1 });
  expect(said()).toEqual([{ kind: "rules", rules: [ofOthers, ofPages] }]);
  await expect(client.editRetention({ body: { rules: [], rev: 0 } })).rejects.toMatchObject({
    code: "conflict",
  });
  const { entries } = await client.listAudit({});
  expect(entries[0]).toMatchObject({ action: "retention.change", after: { "Page Viewed": 90, "*": null } });
  const preview = await client.previewRetention({ body: { rules } });
  expect(preview.rules).toEqual(
    [ofOthers, ofPages].map((rule) => ({ ...rule, events: 4, ids: 2, oldest: "2026-02-28T00:00:00.000Z" })),
  );
  expect(await client.applyRetention({})).toMatchObject({ kind: "retention", state: "running" });
});

test("a name twice, and what says who somebody is, have no rule", async () => {
  const client = clientOf(management.app);
  const edit = (...events: readonly string[]) =>
    client.editRetention({ body: { rules: events.map((event) => ({ event, days: 1 })), rev: 0 } });
  const refused = (message: string) => ({
    code: "invalid_request",
    message: expect.stringContaining(message),
  });
  await expect(edit("a", "a")).rejects.toMatchObject(refused("two rules"));
  await expect(edit("$identify")).rejects.toMatchObject(refused("who somebody is"));
  expect(said()).toEqual([]);
});
