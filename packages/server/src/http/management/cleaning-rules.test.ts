import { beforeEach, expect, test } from "vitest";
import {
  ADMIN_TOKEN,
  adminCookie,
  apiKey,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";
import { recorded } from "./testing/recorded.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const params = { event: "Order Completed" };

test("a preview says what rules would have made of the newest events, before anything is saved", async () => {
  const client = clientOf(management.app);
  const rules = [
    { field: "category", do: "map" as const, values: [{ from: "shoes", to: "Footwear" }] },
    { field: "revenue", do: "number" as const, decimal: "." as const },
  ];
  expect(await client.previewCleaningRules({ params, body: { rules } })).toEqual({
    looked: 30,
    fields: [
      {
        field: "category",
        values: 30,
        changed: 20,
        dropped: 0,
        unread: 0,
        examples: [{ before: '"shoes"', after: '"Footwear"', unread: false, count: 20 }],
      },
      { field: "revenue", values: 30, changed: 0, dropped: 0, unread: 0, examples: [] },
    ],
  });
  expect((await client.listCleaningRules()).events).toEqual([]);
});

test("rules are kept in their order, as versions, and told in the audit log", async () => {
  const client = clientOf(management.app);
  const edit = (rev: number, ...fields: readonly string[]) =>
    client.editCleaningRules({
      params,
      body: { rules: fields.map((field) => ({ field, do: "trim" })), rev },
    });
  expect(await edit(0, "b", "a")).toMatchObject({ version: 1, rev: 1, counts: [] });
  await expect(edit(0, "a")).rejects.toMatchObject({ code: "conflict" });
  await edit(1);
  const { versions } = await client.listCleaningVersions({ params });
  expect(versions.map(({ rules }) => rules.map(({ field }) => field))).toEqual([[], ["b", "a"]]);
  const { entries } = await client.listAudit();
  expect(entries[0]).toMatchObject({
    action: "cleaning_rules.change",
    target: "cleaning-rules/Order Completed",
  });
  const editor = clientOf(management.app, await apiKey(management, "editor"));
  const refused = editor.editCleaningRules({ params, body: { rules: [], rev: 2 } });
  await expect(refused).rejects.toMatchObject({ code: "forbidden" });
});

test.each([
  [{ field: "a", do: "date", format: "DD.MM.YYYY", zone: "Nowhere/Else" }, "There is no zone"],
  [{ field: "a", do: "date", format: "whenever it was", zone: "UTC" }, "must be iso"],
  [{ field: "a", do: "map", values: [] }, "values"],
  [{ field: "a", do: "eval" }, "do"],
])("%j is refused", async (rule, why) => {
  const client = clientOf(management.app);
  const body = { rules: [rule as never], rev: 0 };
  const refused = {
    code: "invalid_request",
    details: expect.objectContaining({ problems: expect.anything() }),
  };
  await expect(client.editCleaningRules({ params, body })).rejects.toMatchObject(refused);
  const told = client.previewCleaningRules({ params, body: { rules: body.rules } }).catch(shown);
  expect(await told).toContain(why);
});

function shown(error: unknown): string {
  return JSON.stringify(error) + String(error);
}

// State written by the first version of the tables. It is never written anew: a new version of a table must read it.
test("rules and their versions are read again", async () => {
  const { kept, kv } = await recorded<{ readonly answers: unknown }>("cleaning-rules-v1");
  management = createManagement({}, kv);
  await management.access.ensureAdminToken(ADMIN_TOKEN);
  const client = clientOf(management.app);
  expect({
    rules: await client.listCleaningRules(),
    versions: await client.listCleaningVersions({ params: { event: "Bought" } }),
  }).toEqual(kept.answers);
});
