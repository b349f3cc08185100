import { type Client, type ImportMapping, LIMITS } from "@habitus/contract";
import { decodeEvents } from "@habitus/events";
import { ExactNumber, jsonText, parseJson } from "@habitus/kernel";
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
  management = createManagement({}, undefined, temporaryFolder("items"));
  await adminCookie(management);
  api = clientOf(management.app);
});

const SHIRT = {
  name: "Linen shirt",
  categories: ["shirts", "summer"],
  price: "49.90",
  currency: "eur",
  launched: "2026-01-01",
  stock: 12,
  properties: { colour: "blue", sizes: ["S", "M"] },
};

async function loadFile(text: string, name = "items.csv") {
  const { id } = await api.uploadImportFile({ query: { name }, file: new Blob([text]) });
  const job = await api.importItems({ body: { file: id } });
  for (;;) {
    const now = await api.getJob({ params: { id: job.id } });
    if (["done", "failed"].includes(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The properties of events as the log has them. */
async function imported(rows: string, properties: readonly string[]): Promise<readonly unknown[]> {
  return (await importedTexts(rows, properties)).map((text): unknown => JSON.parse(text));
}

async function importedTexts(rows: string, properties: readonly string[]): Promise<readonly string[]> {
  const { id } = await api.uploadImportFile({ query: { name: "orders.csv" }, file: new Blob([rows]) });
  const mapping: ImportMapping = {
    dataset: "till",
    what: "events",
    file: { format: "csv", delimiter: ";", header: true, encoding: "utf-8" },
    event: { from: { columns: [], constant: "Order Completed" }, names: {}, otherwise: "keep" },
    time: null,
    userId: { columns: ["user"], constant: null },
    anonymousId: null,
    key: [],
    blanks: [],
    fields: properties.map((to) => ({
      to,
      as: "property",
      from: { columns: [to], constant: null },
      type: "json",
    })),
  };
  const started = await api.startImport({ body: { file: id, mode: "run", mapping } });
  while ((await api.getImport({ params: { id: started.id } })).state !== "done") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const records = management.log.read(1, { records: 100, bytes: 1e9 });
  return records
    .flatMap(({ kind, payload }) => (kind === "imports" ? decodeEvents(payload).events : []))
    .map((event) => event.properties);
}

test("an item is made, replaced, found and deleted; who changes it twice at once is told", async () => {
  const params = { id: "T/1 ü" };
  const made = await api.editItem({ params, body: { ...SHIRT, rev: 0 } });
  expect(made).toMatchObject({ id: "T/1 ü", price: "49.9", currency: "EUR", rev: 1 });
  expect(made.launched).toBe("2026-01-01T00:00:00.000Z");
  await expect(api.editItem({ params, body: { ...SHIRT, rev: 0 } })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await api.editItem({ params, body: { name: "Shirt" } })).toMatchObject({
    name: "Shirt",
    categories: [],
    price: null,
    launched: null,
    properties: {},
    rev: 2,
  });
  expect(await api.listItems({ query: { search: "SHIRT" } })).toMatchObject({ count: 1, items: [params] });
  expect((await api.listItems({ query: { search: "hat" } })).items).toEqual([]);
  await api.deleteItem({ params });
  await expect(api.getItem({ params })).rejects.toMatchObject({ code: "not_found" });
  expect((await api.listItems({})).count).toBe(0);
  const { entries } = await api.listAudit();
  expect(entries.map(({ action }) => action).slice(0, 3)).toEqual([
    "item.delete",
    "item.change",
    "item.create",
  ]);
});

test("many are written at once and listed page by page, also while they are searched", async () => {
  const items = Array.from({ length: LIMITS.itemsAtOnce }, (_, n) => ({
    id: `i${String(n).padStart(4, "0")}`,
    categories: [n % 100 === 7 ? "rare" : "usual"],
  }));
  expect(await api.writeItems({ body: { items } })).toEqual({ added: 1_000, changed: 0, unchanged: 0 });
  const again = [...items.slice(0, 2), { id: "i0001", stock: 3 }, { id: "new" }];
  expect(await api.writeItems({ body: { items: again } })).toEqual({ added: 1, changed: 1, unchanged: 1 });
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const query = { search: "rare", limit: 3, ...(after === null ? {} : { after }) };
    const page: Awaited<ReturnType<Client["listItems"]>> = await api.listItems({ query });
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  expect(ids).toEqual(items.filter((_, n) => n % 100 === 7).map(({ id }) => id));
});

test.each([
  [{ price: "-1" }],
  [{ price: "1.0000000001" }],
  [{ currency: "euro" }],
  [{ launched: "soon" }],
  [{ properties: { price: 1 } }],
  [{ properties: { $x: 1 } }],
  [{ properties: { deep: { a: 1 } } }],
  [{ categories: Array.from({ length: 21 }, String) }],
  [{ properties: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`p${n}`, 1])) }],
  [{ properties: Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`p${n}`, "x".repeat(500)])) }],
])("%j is refused", async (body) => {
  await expect(api.editItem({ params: { id: "x" }, body: body as never })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("a file makes items; each row with a mistake is told", async () => {
  const file = `SKU;Name;Category;Price;Currency;Launch date;Stock;Fabric
t1;Shirt;shirts|summer;49,90 x;EUR;2026-01-01;12;linen
t2;Hat;hats;12.50 €;EUR;2026-02-01T10:00:00+02:00;;
;Nobody;;;;;;
t3;Scarf;;;euro;;;
`;
  const done = await loadFile(file);
  expect(done).toMatchObject({ state: "done", result: { rows: 4, added: 1, bad: 3 } });
  expect(done.result?.["problems"]).toEqual([
    { row: 2, detail: expect.stringContaining("Price") },
    { row: 4, detail: expect.stringContaining("id") },
    { row: 5, detail: expect.stringContaining("currency") },
  ]);
  expect(await api.getItem({ params: { id: "t2" } })).toMatchObject({
    name: "Hat",
    categories: ["hats"],
    price: "12.5",
    launched: "2026-02-01T08:00:00.000Z",
    properties: {},
  });
  expect(await api.listImportFiles({})).toEqual({ files: [] });
  const lines =
    '{"id":"t2","name":"Hat","categories":["hats","x"],"price":12.5,"made":{"in":"IE"}}\n{"id":"t4","soft":true}\n';
  expect(await loadFile(lines, "items.ndjson")).toMatchObject({ result: { added: 1, bad: 1 } });
  await expect(loadFile("a,b\n1,2\n")).rejects.toMatchObject({ code: "unreadable_file" });
});

test("events take the entry in force along, wherever the workspace says that they name items", async () => {
  await api.editItem({ params: { id: "t1" }, body: SHIRT });
  const shirt = {
    id: "t1",
    name: "Linen shirt",
    category: "shirts",
    categories: ["shirts", "summer"],
    price: 49.9,
    currency: "EUR",
    launched: "2026-01-01T00:00:00.000Z",
    stock: 12,
    colour: "blue",
    sizes: ["S", "M"],
  };
  const rows = 'user;sku;products;lines\nc1;"""t1""";"[{""product_id"":""t1""},{""sku"":""x""}]";\n';
  const columns = ["sku", "products", "lines"];
  const before = { sku: "t1", $item: shirt, products: [{ product_id: "t1", $item: shirt }, { sku: "x" }] };
  expect(await imported(rows, columns)).toEqual([before]);

  await api.editItem({ params: { id: "t1" }, body: { price: 60 } });
  const naming = { idProperties: ["article"], lists: ["lines"] };
  expect(await api.editItemNaming({ body: { ...naming, rev: 0 } })).toMatchObject({ ...naming, rev: 1 });
  const later = 'user;sku;products;lines\nc1;"""t1""";;"[{""article"":""t1""}]"\n';
  const after = { sku: "t1", lines: [{ article: "t1", $item: { id: "t1", price: 60 } }] };
  // What came before keeps what it took along.
  expect(await imported(later, columns)).toEqual([before, after]);
});

test("numbers of properties keep every digit, in answers, in files and in what events take along", async () => {
  const gtin = new ExactNumber("12345678901234567890.12");
  const properties = { gtin, gtins: [gtin, 1], colour: "blue" };
  const exact = clientOf(management.app, ADMIN_TOKEN, parseJson);
  const price = "12345678901234567.5";
  const made = await exact.editItem({
    params: { id: "t1" },
    body: { price: new ExactNumber(price), properties },
  });
  expect(made).toMatchObject({ price, properties, rev: 1 });
  const body = { items: [{ id: "t1", price, properties }] };
  expect(await exact.writeItems({ body })).toEqual({ added: 0, changed: 0, unchanged: 1 });
  expect((await exact.listItems({})).items[0]?.properties).toEqual(properties);
  const line = `{"id":"t2","gtin":${gtin.text}}\n`;
  expect(await loadFile(line, "items.ndjson")).toMatchObject({ result: { added: 1, bad: 0 } });
  expect((await exact.getItem({ params: { id: "t2" } })).properties).toEqual({ gtin });
  expect(await importedTexts('user;sku\nc1;"""t1"""\n', ["sku"])).toEqual([
    `{"sku":"t1","$item":{"id":"t1","price":${price},"gtin":${gtin.text},"gtins":[${gtin.text},1],"colour":"blue"}}`,
  ]);
  const { entries } = await api.listAudit();
  expect(entries.find(({ target }) => target === "item/t1")).toMatchObject({
    after: { properties: { gtin: { exact: gtin.text } } },
  });
});

test("items and their naming kept by version 1 are read", async () => {
  const { kept, kv } = await recorded<{ readonly answers: Readonly<Record<string, unknown>> }>("items-v1");
  const other = createManagement({}, kv);
  await adminCookie(other);
  const client = clientOf(other.app);
  expect(await client.listItems({})).toEqual(kept.answers["items"]);
  expect(await client.getItemNaming({})).toEqual(kept.answers["naming"]);
});

test("numbers with more digits than a double holds, kept by version 1, are read", async () => {
  const { kept, kv } = await recorded<{ readonly properties: string }>("items-exact-v1");
  const other = createManagement({}, kv);
  await adminCookie(other);
  const { properties } = await clientOf(other.app, ADMIN_TOKEN, parseJson).getItem({ params: { id: "t1" } });
  expect(jsonText(properties)).toBe(kept.properties);
});
