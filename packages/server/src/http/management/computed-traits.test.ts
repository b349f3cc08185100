import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

test("a computed trait is kept as it is printed, changed by revision, and deleted", async () => {
  const client = clientOf(management.app);
  const params = { key: "spend" };
  const body = { name: "Spend", definition: "SUM of purchase.revenue", rev: 0 };
  expect(await client.editComputedTrait({ params, body })).toMatchObject({
    key: "spend",
    definition: "sum of purchase.revenue",
    rev: 1,
  });
  await expect(client.editComputedTrait({ params, body })).rejects.toMatchObject({ code: "conflict" });
  await client.editComputedTrait({ params, body: { ...body, name: "All spend", rev: 1 } });
  const { computedTraits } = await client.listComputedTraits();
  expect(computedTraits).toMatchObject([{ key: "spend", name: "All spend", rev: 2 }]);
  await client.deleteComputedTrait({ params });
  await expect(client.deleteComputedTrait({ params })).rejects.toMatchObject({ code: "not_found" });
  const { entries } = await client.listAudit({ query: {} });
  expect(entries.map(({ action }) => action).slice(0, 3)).toEqual([
    "computed_trait.delete",
    "computed_trait.change",
    "computed_trait.create",
  ]);
});

test("a text with a mistake is refused with its place, and can be tried before", async () => {
  const client = clientOf(management.app);
  const definition = "phone else sum of purchase";
  const tried = await client.tryComputedTrait({ body: { definition } });
  expect(tried).toMatchObject({ definition: null, value: null, problems: [{ line: 1, from: 26 }] });
  const edit = { params: { key: "spend" }, body: { name: "Spend", definition, rev: 0 } };
  await expect(client.editComputedTrait(edit)).rejects.toMatchObject({ code: "definition_refused" });
});

test("values are those of the person's whole history", async () => {
  const at = management.clock.at - 1;
  const event = {
    name: "Order Completed",
    time: at,
    idHash: "0",
    offsetMinutes: null,
    properties: { revenue: 12 },
  };
  const history = { events: [event], traits: [] };
  management = createManagement({ reload: { history: () => Promise.resolve(history) } });
  await adminCookie(management);
  const client = clientOf(management.app);
  const define = (key: string, definition: string) =>
    client.editComputedTrait({ params: { key }, body: { name: key, definition, rev: 0 } });
  await define("id", "user id");
  await define("spend", 'sum of "Order Completed".revenue');
  const [someone] = (await client.listPeople({ query: {} })).people;
  const id = someone?.id ?? "";
  const userId = someone?.ids.find(({ kind }) => kind === "user")?.value ?? null;
  const { values } = await client.getPersonComputed({ params: { id } });
  expect(values).toEqual([
    { key: "id", name: "id", definition: "user id", value: userId },
    { key: "spend", name: "spend", definition: 'sum of "Order Completed".revenue', value: 12 },
  ]);
  const tried = await client.tryComputedTrait({ body: { definition: "user id", person: id } });
  expect(tried).toEqual({ definition: "user id", problems: [], value: userId });
});

test("a segment may compare a computed trait, which then neither goes nor becomes what cannot be compared", async () => {
  const client = clientOf(management.app);
  const params = { key: "spend" };
  const spend = { name: "Spend", definition: "sum of purchase.revenue", rev: 0 };
  const rich = newSegment("rich", 'computed "spend" >= 500');
  await expect(client.createSegment({ body: rich })).rejects.toMatchObject({ code: "definition_refused" });
  await client.editComputedTrait({ params, body: spend });
  await client.createSegment({ body: rich });
  const usedBy = { code: "in_use", details: { usedBy: ["rich"] } };
  await expect(client.deleteComputedTrait({ params })).rejects.toMatchObject(usedBy);
  const change = (definition: string) =>
    client.editComputedTrait({ params, body: { ...spend, definition, rev: 1 } });
  await expect(change("user id")).rejects.toMatchObject({
    ...usedBy,
    message: expect.stringContaining('"spend" is the user id, which is only shown'),
  });
  expect(await change("count of purchase")).toMatchObject({ rev: 2 });
  await client.deleteSegment({ params: { key: "rich" }, query: {} });
  await client.deleteComputedTrait({ params });
});
