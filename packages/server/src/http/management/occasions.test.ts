import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const FAIR = { name: "Fair", days: [{ countries: ["gb", "IE"], on: "2nd Sunday of May" }], rev: 0 };
const ASKS = 'occasion "fair" today for their country';
const VIP = newSegment("vip", ASKS, { name: "VIP" });

test("an occasion is known to definitions under its name for as long as it is there, and kept while one asks for it", async () => {
  const client = clientOf(management.app);
  const params = { key: "fair" };
  expect(await client.checkSegment({ body: { definition: ASKS } })).toMatchObject({ ok: false });
  expect(await client.editOccasion({ params, body: FAIR })).toMatchObject({
    key: "fair",
    days: [{ countries: ["GB", "IE"], on: "2nd Sunday of May" }],
    rev: 1,
  });
  expect(await client.checkSegment({ body: { definition: ASKS } })).toMatchObject({ ok: true, warnings: [] });
  expect((await client.getVocabulary({})).occasions[0]).toEqual({ name: "Fair", countries: ["GB", "IE"] });
  await client.createSegment({ body: VIP });
  await expect(client.deleteOccasion({ params })).rejects.toMatchObject({ code: "in_use" });
  const renamed = { ...FAIR, name: "Market", rev: 1 };
  await expect(client.editOccasion({ params, body: renamed })).rejects.toMatchObject({ code: "in_use" });
  await client.editOccasion({ params, body: { ...FAIR, name: "FAIR", rev: 1 } });
  await client.deleteSegment({ params: { key: "vip" }, query: { rev: 1 } });
  await client.deleteOccasion({ params });
  expect(await client.listOccasions({})).toEqual({ occasions: [] });
});

test("days, countries and names that cannot be are refused", async () => {
  const client = clientOf(management.app);
  const edit = (change: object) =>
    client.editOccasion({ params: { key: "fair" }, body: { ...FAIR, ...change } });
  await expect(edit({ days: [{ countries: null, on: "31 april" }] })).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining("names no day"),
  });
  await expect(edit({ days: [{ countries: ["Britain"], on: "1 april" }] })).rejects.toMatchObject({
    code: "invalid_request",
  });
  await edit({});
  const other = client.editOccasion({ params: { key: "other" }, body: { ...FAIR, name: "fair " } });
  await expect(other).rejects.toMatchObject({ code: "already_exists" });
});

test("one in the place of a shipped one may go while it is asked for", async () => {
  const client = clientOf(management.app);
  const params = { key: "sales" };
  await client.editOccasion({ params, body: { ...FAIR, name: "Black Friday" } });
  await client.createSegment({ body: { ...VIP, definition: 'occasion "black friday" today in "IE"' } });
  await client.deleteOccasion({ params });
  expect(await client.listOccasions({})).toEqual({ occasions: [] });
});

test("a check tells when days are not all known around now", async () => {
  const client = clientOf(management.app);
  const body = { ...FAIR, days: [{ countries: null, on: "2010-05-01, 2011-05-01" }] };
  await client.editOccasion({ params: { key: "fair" }, body });
  expect(await client.checkSegment({ body: { definition: ASKS } })).toMatchObject({
    ok: true,
    warnings: [{ code: "occasion_years" }],
  });
});
