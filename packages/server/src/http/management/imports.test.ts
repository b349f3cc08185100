import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  ApiError,
  type Client,
  type FieldType,
  type Import,
  type ImportMapping,
  type MappedField,
} from "@habitus/contract";
import { decodeEvents } from "@habitus/events";
import { DAY_MS, must } from "@habitus/kernel";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeEach, describe, expect, test } from "vitest";
import { IMPORT_FILES, IMPORTS } from "../../imports/import-store.ts";
import { IMPORT_MAPPINGS } from "../../imports/imports.ts";
import { put } from "../../platform/kv.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";

const root = temporaryFolder("imports");
let dir: string;
let management: Management;
let api: Client;

beforeEach(async () => {
  dir = mkdtempSync(join(root, "of-"));
  management = createManagement({}, undefined, dir);
  await adminCookie(management);
  api = clientOf(management.app);
});

const ORDERS = `customer_id;when;total;items;country
c1;01.02.2026 10:30;1.234,50 €;shoes|hats;GB
c2;02.02.2026 11:00;12,00;;
c1;31.02.2026 11:00;5;hats;
c3;03.02.2026 11:00;five;hats;
null;03.02.2026 11:00;5;hats;
c2;02.02.2026 11:00;12,00;;
c9;03.02.2026
`;

const MAPPING: ImportMapping = {
  dataset: "till",
  what: "events",
  file: { format: "csv", delimiter: ";", header: true, encoding: "utf-8" },
  event: { from: { columns: [], constant: "Order Completed" }, names: {}, otherwise: "keep" },
  time: { columns: ["when"], format: "DD.MM.YYYY HH:mm", zone: "Europe/Berlin" },
  userId: { columns: ["customer_id"], constant: null },
  anonymousId: null,
  key: [],
  blanks: [],
  fields: [
    {
      to: "revenue",
      as: "property",
      from: { columns: ["total"], constant: null },
      type: "money",
      decimal: ",",
    },
    { to: "items", as: "property", from: { columns: ["items"], constant: null }, type: "list" },
    { to: "currency", as: "property", from: { columns: [], constant: "EUR" }, type: "text" },
    { to: "country", as: "trait", from: { columns: ["country"], constant: null }, type: "text" },
  ],
};

async function upload(text: string | Buffer, name = "orders.csv") {
  const file = new Blob([typeof text === "string" ? text : new Uint8Array(text)]);
  return api.uploadImportFile({ query: { name }, file });
}

async function ended(started: Import): Promise<Import> {
  for (;;) {
    const now = await api.getImport({ params: { id: started.id } });
    if (["done", "failed", "cancelled"].includes(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function run(text: string | Buffer, mapping: ImportMapping | string, mode: "check" | "run" = "run") {
  const { id } = await upload(text);
  return ended(await api.startImport({ body: { file: id, mode, mapping } }));
}

/** What stands in the log. */
function logged() {
  const { log } = management;
  const records = log.read(1, { records: 1_000, bytes: 1e9 });
  return records.flatMap(({ kind, payload }) => (kind === "imports" ? decodeEvents(payload).events : []));
}

async function errorsOf({ id }: Import): Promise<string> {
  const stream = await api.downloadImportErrors({ params: { id } });
  return new Response(stream as ReadableStream<Uint8Array>).text();
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.code : String(error);
}

describe("importing a file", () => {
  test("rows become the calls the mapping says; each mistake is told with its row", async () => {
    const done = await run(ORDERS, MAPPING);
    expect(done).toMatchObject({
      state: "done",
      errorFile: "i1-errors.csv",
      report: {
        rows: 7,
        good: 3,
        bad: 4,
        calls: 4,
        people: { known: 0, new: 2 },
        names: [{ name: "Order Completed", count: 3 }],
        firstTime: "2026-02-01T09:30:00.000Z",
      },
    });
    expect(done.report.reasons.map(({ reason, count }) => [reason, count])).toEqual([
      ["bad_time", 1],
      ["bad_cell", 1],
      ["blocked_id", 1],
      ["wrong_cells", 1],
    ]);
    expect(await errorsOf(done)).toMatchInlineSnapshot(`
      "import_row;import_reason;import_detail;customer_id;when;total;items;country
      4;bad_time;"""31.02.2026 11:00"" is no time of the form ""DD.MM.YYYY HH:mm"".";c1;31.02.2026 11:00;5;hats;
      5;bad_cell;"total: ""five"" is no number.";c3;03.02.2026 11:00;five;hats;
      6;blocked_id;"""userId"" is ""null"", which is nobody's id.";null;03.02.2026 11:00;5;hats;
      8;wrong_cells;"The row has 2 cells; the file has 5 columns.";c9;03.02.2026
      "
    `);
    const events = logged();
    expect(
      events.map(({ type, userId, time, offsetMinutes }) => [type, userId, time, offsetMinutes]),
    ).toEqual([
      ["track", "c1", Date.UTC(2026, 1, 1, 9, 30), 60],
      ["identify", "c1", Date.UTC(2026, 1, 1, 9, 30), 60],
      ["track", "c2", Date.UTC(2026, 1, 2, 10), 60],
      ["track", "c2", Date.UTC(2026, 1, 2, 10), 60],
    ]);
    expect(events[0]?.properties).toBe('{"revenue":1234.50,"items":["shoes","hats"],"currency":"EUR"}');
    expect(events[1]?.traits).toBe('{"country":"GB"}');
    // Two rows that are the same are two orders.
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });

  test("a check says the same and changes nothing", async () => {
    const checked = await run(ORDERS, MAPPING, "check");
    expect(
      management.log.read(1, { records: 10, bytes: 1e6 }).filter(({ kind }) => kind === "imports"),
    ).toEqual([]);
    const done = await run(ORDERS, MAPPING);
    expect(checked.report).toEqual(done.report);
    expect(checked.report.samples[0]).toMatchObject({
      row: 2,
      calls: [
        { type: "track", userId: "c1", event: "Order Completed", properties: { revenue: 1234.5 } },
        { type: "identify", traits: { country: "GB" } },
      ],
    });
  });

  test("the same file gives the same ids again, packed or not; a key makes rows the same", async () => {
    await run(ORDERS, MAPPING);
    const once = logged().map(({ id }) => id);
    await run(gzipSync(ORDERS), MAPPING);
    expect(logged().map(({ id }) => id)).toEqual([...once, ...once]);
    const keyed = await run(ORDERS, { ...MAPPING, dataset: "keyed", key: ["customer_id", "when"] });
    expect(keyed.report).toMatchObject({ good: 2, repeated: 1 });
  });

  test("rows with mistakes come in once they are mended, and only these", async () => {
    const first = await run(ORDERS, MAPPING);
    const mended = (await errorsOf(first)).replace(";31.02.2026", ";28.02.2026").replace(";five;", ";5;");
    const second = await run(mended, MAPPING);
    expect(second.report).toMatchObject({ rows: 4, good: 2, bad: 2 });
    expect(
      logged()
        .slice(4)
        .map(({ userId }) => userId),
    ).toEqual(["c1", "c3"]);
    await run(mended, MAPPING);
    expect(new Set(logged().map(({ id }) => id)).size).toBe(6);
  });

  test("lines of JSON keep every digit, and what is none is told", async () => {
    const lines = [
      '{"user":{"id":12345678901234567890},"at":1767225600,"amount":0.12345678901234567890}',
      "not json",
      '{"user":{"id":"u2"},"at":"1767225600000","tags":["a",1]}',
    ].join("\n");
    const { guess } = await upload(lines, "a.ndjson");
    expect(guess).toMatchObject({ file: { format: "ndjson" } });
    const field = (to: string, type: FieldType): MappedField => ({
      to,
      as: "property",
      from: { columns: [to], constant: null },
      type,
    });
    const mapping: ImportMapping = {
      ...MAPPING,
      file: { format: "ndjson" },
      time: { columns: ["at"], format: "iso", zone: "UTC" },
      userId: { columns: ["user.id"], constant: null },
      fields: [field("amount", "number"), field("tags", "json")],
    };
    const done = await run(lines, mapping);
    expect(done.report).toMatchObject({ good: 2, bad: 1 });
    expect(logged().map(({ userId, properties }) => [userId, properties])).toEqual([
      ["12345678901234567890", '{"amount":0.12345678901234567890}'],
      ["u2", '{"tags":["a",1]}'],
    ]);
    expect(await errorsOf(done)).toBe(
      '{"import_row":2,"import_reason":"not_json","import_detail":"The line is no JSON object.","import_text":"not json"}\n',
    );
  });

  test("Parquet, packed as well", async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "customer", data: ["a", "b"], type: "STRING" },
        { name: "at", data: [new Date(1_000), new Date(2_000)], type: "TIMESTAMP" },
      ],
    });
    const { id, guess } = await upload(gzipSync(new Uint8Array(bytes)), "orders.parquet.gz");
    expect(guess).toMatchObject({
      what: "events",
      file: { format: "parquet" },
      userId: { columns: ["customer"] },
    });
    await ended(await api.startImport({ body: { file: id, mode: "run", mapping: guess } }));
    expect(logged().map(({ userId, time }) => [userId, time])).toEqual([
      ["a", 1_000],
      ["b", 2_000],
    ]);
  });

  test("people without a time are of when the import began", async () => {
    const mapping: ImportMapping = {
      ...MAPPING,
      what: "people",
      event: null,
      time: null,
      file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
      userId: { columns: ["id"], constant: null },
      fields: [{ to: "vip", as: "trait", from: { columns: ["vip"], constant: null }, type: "boolean" }],
    };
    const done = await run("id,vip\na,yes\nb,\n", mapping);
    expect(done.report).toMatchObject({ good: 2, calls: 2, names: [] });
    expect(logged().map(({ userId, traits }) => [userId, traits])).toEqual([
      ["a", '{"vip":true}'],
      ["b", "{}"],
    ]);
  });
});

describe("what is refused", () => {
  test("files that are none", async () => {
    expect(await codeOf(upload(""))).toBe("unreadable_file");
    expect(await codeOf(upload(Buffer.from([0, 1, 2, 3])))).toBe("unreadable_file");
    expect(await codeOf(upload('[{"a":1}]'))).toBe("unreadable_file");
    expect(await codeOf(upload(gzipSync(ORDERS).subarray(0, 60)))).toBe("unreadable_file");
    expect((await api.listImportFiles()).files).toEqual([]);
  });

  test("a mapping that does not fit, and files and imports there are not", async () => {
    const { id } = await upload("a,b\n1,2\n");
    const start = (mapping: ImportMapping | string, file = id) =>
      codeOf(api.startImport({ body: { file, mode: "run", mapping } }));
    expect(await start(MAPPING)).toBe("invalid_request");
    expect(await start("none")).toBe("not_found");
    expect(await start(MAPPING, "f0")).toBe("not_found");
    expect(await start({ ...MAPPING, event: null })).toBe("invalid_request");
    expect(await codeOf(api.getImport({ params: { id: "i9" } }))).toBe("not_found");
    expect(await codeOf(api.downloadImportErrors({ params: { id: "i9" } }))).toBe("not_found");
  });

  test("a file whose end was cut off keeps what came before and fails", async () => {
    const long = `id\n${Array.from({ length: 1_200 }, (_, n) => `u${n}`).join("\n")}\n"open`;
    const people = { ...MAPPING, what: "people" as const, event: null, time: null, fields: [] };
    const mapping: ImportMapping = {
      ...people,
      file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
      userId: { columns: ["id"], constant: null },
    };
    const done = await run(long, mapping);
    expect(done).toMatchObject({ state: "failed", job: { error: { code: "unreadable_file" } } });
    expect(done.report.good).toBe(logged().length);
    expect(done.report.good).toBeGreaterThan(900);
  });
});

describe("mappings", () => {
  test("are saved, used by key and deleted", async () => {
    const params = { key: "till" };
    const saved = await api.editImportMapping({
      params,
      body: { name: "The till", mapping: MAPPING, rev: 0 },
    });
    expect(saved).toMatchObject({ key: "till", rev: 1, shipped: false });
    expect(
      await codeOf(api.editImportMapping({ params, body: { name: "x", mapping: MAPPING, rev: 0 } })),
    ).toBe("conflict");
    const done = await run(ORDERS, "till");
    expect(done).toMatchObject({ mappingKey: "till", report: { good: 3 } });
    await api.deleteImportMapping({ params });
    const own = (await api.listImportMappings()).mappings.filter(({ shipped }) => !shipped);
    expect(own).toEqual([]);
  });

  test("a guess from the header and the first rows can be run as it is", async () => {
    const { guess, rows, columns } = await upload(ORDERS, "Till 2026.csv.gz");
    expect(guess).toMatchObject({
      dataset: "till-2026",
      what: "events",
      file: { format: "csv", delimiter: ";", encoding: "utf-8" },
      userId: { columns: ["customer_id"] },
    });
    expect(columns).toEqual(["customer_id", "when", "total", "items", "country"]);
    expect(rows[1]).toEqual(["c2", "02.02.2026 11:00", "12,00", "", ""]);
    const done = await run(ORDERS, guess, "check");
    expect(done.state).toBe("done");
  });
});

test("what earlier versions kept is read again", async () => {
  const recording = new URL("../../imports/recordings/tables-v1.json", import.meta.url);
  const { mapping, file, import: kept } = JSON.parse(readFileSync(recording, "utf8"));
  const by = kept.createdBy;
  await management.kv.commit([
    put(IMPORT_FILES, [file.id], { ...file, guess: mapping }),
    put(IMPORTS, [1], { ...kept, mapping }),
    put(IMPORT_MAPPINGS, ["till"], {
      key: "till",
      name: "Till",
      mapping,
      rev: 3,
      updatedAt: 0,
      updatedBy: by,
    }),
  ]);
  expect(await api.getImportFile({ params: { id: "f0" } })).toMatchObject({
    name: "till.csv",
    guess: mapping,
  });
  const read = await api.getImport({ params: { id: "i1" } });
  expect(read).toMatchObject({ state: "done", mapping, errorFile: "i1-errors.csv", report: { good: 1 } });
  const { mappings } = await api.listImportMappings();
  expect(mappings.find(({ key }) => key === "till")).toMatchObject({ rev: 3, mapping });
});

test("a file that nobody imports goes after a week, without anybody handing in another", async () => {
  const { id } = await upload(ORDERS);
  management.clock.at += 7 * DAY_MS;
  await management.deps.imports.forgetOld();
  expect((await api.getImportFile({ params: { id } })).id).toBe(id);
  management.clock.at += 1;
  await management.deps.imports.forgetOld();
  expect(await codeOf(api.getImportFile({ params: { id } }))).toBe("not_found");
  expect(readdirSync(join(dir, "files"))).toEqual([]);
});

test("the file goes once it was imported, and can be deleted before", async () => {
  const { id } = await upload(ORDERS);
  await api.deleteImportFile({ params: { id } });
  expect(await codeOf(api.getImportFile({ params: { id } }))).toBe("not_found");
  await run(ORDERS, MAPPING, "check");
  expect((await api.listImportFiles()).files).toHaveLength(1);
  await run(ORDERS, MAPPING);
  expect((await api.listImportFiles()).files).toHaveLength(1);
  const { imports, next } = await api.listImports();
  expect(imports.map(({ id: each, mode }) => [each, mode])).toEqual([
    ["i2", "run"],
    ["i1", "check"],
  ]);
  expect(next).toBeNull();
  expect(must(imports[0], "listed").createdBy.kind).toBe("token");
});
