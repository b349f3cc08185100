import { type Client, LIMITS } from "@habitus/contract";
import { decodeEvents } from "@habitus/events";
import { must } from "@habitus/kernel";
import { type Definition, parseDefinition } from "@habitus/segments";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import {
  ADMIN_TOKEN,
  adminCookie,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";
import { recorded } from "./testing/recorded.ts";

let management: Management;
let api: Client;
beforeEach(async () => {
  management = createManagement({}, undefined, temporaryFolder("money"));
  await adminCookie(management);
  api = clientOf(management.app);
});

const USD = { currency: "USD", from: "2026-01-01", rate: "0.92" };

const upload = (text: string) => api.uploadRates({ file: new Blob([text]) });

test("the workspace's currency is chosen, and changed by whoever saw the last change", async () => {
  expect(await api.getMoney()).toEqual({ currency: null, since: null, rates: 0, unconverted: [], rev: 0 });
  await expect(api.writeRates({ body: { rates: [USD] } })).rejects.toMatchObject({ code: "no_own_currency" });
  expect(await api.changeMoney({ body: { currency: "eur", rev: 0 } })).toMatchObject({
    currency: "EUR",
    rev: 1,
  });
  expect((await api.getMoney()).since).not.toBeNull();
  await expect(api.changeMoney({ body: { currency: "CHF", rev: 0 } })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(api.changeMoney({ body: { currency: "XXX", rev: 1 } })).rejects.toMatchObject({
    code: "invalid_request",
  });
  const { entries } = await api.listAudit();
  expect(entries[0]).toMatchObject({ action: "money.create", after: { currency: "EUR" } });
});

test("rates are set, listed page by page and deleted, each in the audit log with what was before", async () => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  const gbp = { currency: "GBP", from: "2026-01-01", rate: "1.150" };
  const later = { ...USD, from: "2026-02-01", rate: "000.9" };
  expect(await api.writeRates({ body: { rates: [USD, gbp, later] } })).toEqual({
    added: 3,
    changed: 0,
    unchanged: 0,
  });
  expect(await api.writeRates({ body: { rates: [USD, { ...gbp, rate: "1.16" }] } })).toEqual({
    added: 0,
    changed: 1,
    unchanged: 1,
  });
  const first = await api.listRates({ query: { limit: 2 } });
  expect(first.rates).toMatchObject([{ ...gbp, rate: "1.16" }, USD]);
  const second = await api.listRates({ query: { limit: 2, after: first.next ?? "" } });
  expect(second).toMatchObject({ rates: [{ currency: "USD", from: "2026-02-01", rate: "0.9" }], next: null });
  expect((await api.listRates({ query: { currency: "GBP" } })).rates).toHaveLength(1);
  await expect(api.listRates({ query: { after: "nonsense" } })).rejects.toMatchObject({
    code: "invalid_cursor",
  });
  await api.deleteRate({ params: { currency: "USD", from: "2026-02-01" } });
  await expect(api.deleteRate({ params: { currency: "USD", from: "2026-02-01" } })).rejects.toMatchObject({
    code: "not_found",
  });
  const { entries } = await api.listAudit();
  expect(entries.slice(0, 2)).toMatchObject([
    { action: "exchange_rates.delete", before: { "USD 2026-02-01": "0.9" }, after: null },
    {
      action: "exchange_rates.write",
      before: { "GBP 2026-01-01": "1.15" },
      after: { "GBP 2026-01-01": "1.16" },
    },
  ]);
});

test("however many rates are written at once, the audit log has each from what to what", async () => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  const day = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10);
  const rates = (from: number, to: number, rate: string) =>
    Array.from({ length: to - from }, (_, n) => ({ currency: "USD", from: day(from + n), rate }));
  await api.writeRates({ body: { rates: rates(300, 900, "1") } });
  await api.writeRates({ body: { rates: rates(0, 1_000, "2") } });
  const { entries } = await api.listAudit();
  const [later, earlier] = entries;
  const before = { ...earlier?.before, ...later?.before };
  const after = { ...earlier?.after, ...later?.after };
  const told = (some: ReturnType<typeof rates>) =>
    Object.fromEntries(some.map(({ from, rate }) => [`USD ${from}`, rate]));
  expect(before).toEqual(told(rates(300, 900, "1")));
  expect(after).toEqual(told(rates(0, 1_000, "2")));
  // An entry says of the same rates what they were and what they are.
  for (const each of [later, earlier])
    expect(Object.keys(each?.after ?? {})).toEqual(expect.arrayContaining(Object.keys(each?.before ?? {})));
});

test.each([
  [{ rate: "0" }],
  [{ rate: "-1" }],
  [{ rate: "1e3" }],
  [{ currency: "dollars" }],
  [{ from: "2026-13-01" }],
])("%j is no rate", async (wrong) => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  await expect(api.writeRates({ body: { rates: [{ ...USD, ...wrong }] } })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("a currency that is no more has rates, is listed and deleted, and cannot be chosen", async () => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  const kuna = { currency: "HRK", from: "2020-01-01", rate: "0.13" };
  await api.writeRates({ body: { rates: [kuna] } });
  expect((await api.listRates({ query: { currency: "hrk" } })).rates).toMatchObject([kuna]);
  await api.deleteRate({ params: { currency: "HRK", from: "2020-01-01" } });
  await expect(api.changeMoney({ body: { currency: "HRK", rev: 1 } })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("a file of rates is taken as a whole, or each row with a mistake is told", async () => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  expect(await upload("Date;Currency;Rate\n2026-01-01;usd;0.92\n2026-01-02;USD;0.93\n")).toEqual({
    added: 2,
    changed: 0,
    unchanged: 0,
  });
  expect(await upload("rate,from,currency\n0.92,2026-01-01,USD\n")).toMatchObject({ unchanged: 1 });
  await expect(
    upload("from,currency,rate\n2026-01-03,USD,0.9\nsoon,USD,1\n2026-01-04,GBP,nothing\n"),
  ).rejects.toMatchObject({
    code: "invalid_request",
    message: "2 rows have mistakes, so no rate was taken. row 3: from must be a date such as 2026-03-01.",
    details: { problems: [{ path: "row 3" }, { path: "row 4" }], count: 2 },
  });
  await expect(upload("from,rate\n2026-01-03,0.9\n")).rejects.toMatchObject({ code: "unreadable_file" });
  expect((await api.getMoney()).rates).toBe(2);
});

test("there are as many rates as there can be, and no more", async () => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  const day = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10);
  const lines = (from: number, to: number): string =>
    ["from,currency,rate", ...Array.from({ length: to - from }, (_, n) => `${day(from + n)},USD,1`)].join(
      "\n",
    );
  const half = LIMITS.exchangeRates / 2;
  await upload(lines(0, half));
  await upload(lines(half, LIMITS.exchangeRates - 1));
  await expect(upload(lines(LIMITS.exchangeRates - 1, LIMITS.exchangeRates + 1))).rejects.toMatchObject({
    code: "too_many",
    details: { limit: LIMITS.exchangeRates },
  });
  expect((await api.getMoney()).rates).toBe(LIMITS.exchangeRates - 1);
});

test("imported events take amounts along, and what has no rate is shown", async () => {
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  await api.writeRates({ body: { rates: [USD] } });
  const rows =
    "user,at,revenue,currency\nann,2026-03-01,100,USD\nbob,2026-03-02,7.50,EUR\ncat,2026-03-03,5,JPY\n";
  const { id } = await api.uploadImportFile({ query: { name: "orders.csv" }, file: new Blob([rows]) });
  const column = (name: string) => ({ columns: [name], constant: null });
  const { id: started } = await api.startImport({
    body: {
      file: id,
      mode: "run",
      mapping: {
        dataset: "till",
        what: "events",
        file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
        event: { from: { columns: [], constant: "Order Completed" }, names: {}, otherwise: "keep" },
        time: { columns: ["at"], format: "iso", zone: "UTC" },
        userId: column("user"),
        anonymousId: null,
        key: [],
        blanks: [],
        fields: [
          { to: "revenue", as: "property", from: column("revenue"), type: "number" },
          { to: "currency", as: "property", from: column("currency"), type: "text" },
        ],
      },
    },
  });
  while ((await api.getImport({ params: { id: started } })).state !== "done") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const events = management.log
    .read(1, { records: 100, bytes: 1e9 })
    .flatMap(({ kind, payload }) => (kind === "imports" ? decodeEvents(payload).events : []));
  expect(events.map(({ properties }) => properties)).toEqual([
    '{"revenue":100,"currency":"USD","$revenue":92,"$currency":"EUR"}',
    '{"revenue":7.50,"currency":"EUR","$revenue":7.5,"$currency":"EUR"}',
    '{"revenue":5,"currency":"JPY"}',
  ]);
  expect((await api.getMoney()).unconverted).toMatchObject([
    { currency: "JPY", into: "EUR", reason: "no_rate", events: 1, first: "2026-03-03T00:00:00.000Z" },
  ]);
});

// Written by the first version of its tables, never anew: a new version of them must read it.
test("a kept currency, its rates and what was not converted are read again", async () => {
  const { kept, kv } = await recorded<{ readonly answers: unknown }>("money-v1");
  const restarted = createManagement({}, kv);
  await restarted.access.ensureAdminToken(ADMIN_TOKEN);
  const known = clientOf(restarted.app);
  const money = await known.getMoney();
  // Version 1 did not say into what.
  const unconverted = money.unconverted.map(({ into, ...row }) => (into === null ? row : { into, ...row }));
  const answers = { money: { ...money, unconverted }, rates: await known.listRates({}) };
  expect(answers).toEqual(kept.answers);
});

const MIXED = [
  { said: "EUR", own: "EUR", events: 69 },
  { said: "USD", own: "EUR", events: 31 },
];
const SUM = 'sum of "Order Completed".revenue >= 500';

const written = (definition: string) => ({
  name: "Spenders",
  goal: "Know them",
  owner: "Marketing",
  action: "Thank them",
  reviewDate: "2030-01-01",
  purpose: "marketing",
  definition,
});

const segment = (definition: string) => ({ key: "spenders", ...written(definition) });

test("a segment that sums several currencies is warned of, and refused where it comes into force", async () => {
  management.reads.seenCurrencies = MIXED;
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  const { ok, warnings } = await api.checkSegment({ body: { definition: SUM } });
  expect(ok).toBe(true);
  expect(warnings).toMatchObject([{ code: "mixed_currencies", suggestion: "$revenue", column: 26 }]);
  await expect(api.createSegment({ body: segment(SUM) })).rejects.toMatchObject({
    code: "definition_refused",
    message: expect.stringContaining("sums EUR and USD together: 69 %") as string,
    details: { problems: [{ code: "mixed_currencies", suggestion: "$revenue" }] },
  });
  await api.createSegment({ body: segment('sum of "Order Completed".$revenue >= 500') });
  await expect(
    api.editSegment({ params: { key: "spenders" }, body: { ...written(SUM), rev: 1 } }),
  ).rejects.toMatchObject({ code: "definition_refused" });
  const pinned = `${SUM} where currency is "EUR"`;
  await api.editSegment({ params: { key: "spenders" }, body: { ...written(pinned), rev: 1 } });
});

test("a segment that sums what only sounds like money is warned of and comes into force", async () => {
  management.reads.seenCurrencies = MIXED;
  await api.changeMoney({ body: { currency: "EUR", rev: 0 } });
  await api.createSegment({ body: segment('sum of "Order Completed".points_spent >= 500') });
});

test("a segment that was in force before a second currency came can be renamed, not widened", async () => {
  await api.createSegment({ body: segment(SUM) });
  management.reads.seenCurrencies = MIXED;
  const renamed = { ...written(SUM), name: "Big spenders", rev: 1 };
  expect(await api.editSegment({ params: { key: "spenders" }, body: renamed })).toMatchObject({ rev: 2 });
  const wider = { ...written('sum of "Order Completed".revenue >= 100'), rev: 2 };
  await expect(api.editSegment({ params: { key: "spenders" }, body: wider })).rejects.toMatchObject({
    code: "definition_refused",
  });
});

test("scores, computed traits and models put no currencies together either", async () => {
  management.reads.seenCurrencies = MIXED;
  const refused = { code: "definition_refused" };
  const score = { name: "Points", kind: "behaviour" as const, elements: [{ when: SUM, value: 5 }], rev: 0 };
  await expect(api.editScore({ params: { key: "points" }, body: score })).rejects.toMatchObject(refused);
  const trait = { name: "Spent", definition: 'sum of "Order Completed".revenue', rev: 0 };
  await expect(api.editComputedTrait({ params: { key: "spent" }, body: trait })).rejects.toMatchObject(
    refused,
  );
  const inOwn = { ...trait, definition: 'sum of "Order Completed".$revenue' };
  expect(await api.editComputedTrait({ params: { key: "spent" }, body: inOwn })).toMatchObject({ rev: 1 });
  const model = {
    name: "Shop",
    goal: "Know",
    owner: "Marketing",
    kind: "bgnbd",
    orders: ['did "Order Completed"'],
    valueProperty: "revenue",
    unit: "week",
    holdoutDays: 0,
    horizonDays: 90,
    discountPercent: 10,
    everyHours: 24,
    purpose: null,
    rev: 0,
  } as const;
  await expect(api.editModel({ params: { key: "shop" }, body: model as never })).rejects.toMatchObject(
    refused,
  );
  expect(
    await api.editModel({ params: { key: "shop" }, body: { ...model, valueProperty: "$revenue" } as never }),
  ).toMatchObject({ rev: 1 });
});

test("templates read converted amounts once there are any", async () => {
  const ready = createManagement(
    {
      templates: () =>
        Promise.resolve([
          {
            family: "value",
            key: "big-spenders",
            name: "Big spenders",
            goal: "g",
            action: "a",
            about: "The most",
            definition: must(
              parsed('in top 10% by sum of "Order Completed".revenue in last 365 days'),
              "reads",
            ),
          },
        ]),
    },
    undefined,
    temporaryFolder("money-templates"),
  );
  await adminCookie(ready);
  const asked = clientOf(ready.app);
  const shown = async () => (await asked.listTemplates({})).templates.map(({ definition }) => definition);
  expect(await shown()).toEqual(['in top 10% by sum of "Order Completed".revenue in last 365 days']);
  await asked.changeMoney({ body: { currency: "EUR", rev: 0 } });
  expect(await shown()).toEqual(['in top 10% by sum of "Order Completed".$revenue in last 365 days']);
  await asked.changeMoney({ body: { currency: "USD", rev: 1 } });
  ready.reads.seenCurrencies = [
    { said: "EUR", own: "EUR", events: 90_000 },
    { said: "USD", own: "USD", events: 10 },
  ];
  const [template = ""] = await shown();
  expect(template).toContain('where ($currency is "USD")');
  await asked.createSegment({ body: segment(template) });
});

function parsed(text: string): Definition | null {
  const read = parseDefinition(text);
  return read.kind === "ok" ? read.definition : null;
}
