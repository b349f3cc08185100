import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Bench, Report } from "./report.ts";
import { type Running, startProgram } from "./start-program.ts";

const ROWS = Number(process.env["HABITUS_BENCH_ROWS"] ?? 5_000_000);
const ROWS_PER_PERSON = 25;
const ROWS_PER_PIECE = 5_000;
const TOKEN = "bench-admin-token";
const MEBI = 1024 * 1024;
/** Of the whole process, engine aside. What is promised to grow with a file of 5 M rows is some 20 MiB of it. */
const MOST_MEBI = 1_024;

const MAPPING = {
  dataset: "till",
  what: "events",
  file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  event: { from: { columns: [], constant: "Order Completed" }, names: {}, otherwise: "keep" },
  time: { columns: ["at"], format: "iso", zone: "UTC" },
  userId: { columns: ["customer"], constant: null },
  anonymousId: null,
  key: ["receipt"],
  blanks: [],
  fields: [
    { to: "revenue", as: "property", from: { columns: ["total"], constant: null }, type: "number" },
    { to: "category", as: "property", from: { columns: ["category"], constant: null }, type: "text" },
  ],
};

export const bench: Bench = {
  name: "import",
  title: `A CSV file of ${ROWS} rows, from its upload until everything is stored`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const entry = fileURLToPath(new URL("../../packages/server/dist/habitus.js", import.meta.url));
    const server = await startProgram([entry, "--data", join(folder, "data"), "--port", "0"], {
      HABITUS_ADMIN_TOKEN: TOKEN,
      HABITUS_LOG_LEVEL: "warn",
    });
    try {
      const first = await imported(server);
      row(report, "uploaded", "rows/s", ROWS / first.uploadSeconds);
      row(report, "read, put to people and stored", "rows/s", ROWS / first.seconds);
      memory(report, first.peaks);
      const again = await imported(server);
      row(report, "the same file again: every row is known", "rows/s", ROWS / again.seconds);
      report.note(`${ROWS / ROWS_PER_PERSON} people; the maker of the file shares this machine's cores.`);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function row(report: Report, name: string, unit: string, value: number): void {
  report.row({ name, unit, value: Math.round(value) });
}

/** The second half shows whether memory grows with the file. */
function memory(report: Report, peaks: readonly number[]): void {
  const half = Math.max(...peaks.slice(0, Math.ceil(peaks.length / 2)));
  const all = Math.max(...peaks);
  report.row({
    name: "most memory of the server",
    unit: "MiB, not of files",
    value: Math.round(all / MEBI),
    limit: { at: "most", value: MOST_MEBI },
    note: `${Math.round(half / MEBI)} MiB at the most in the first half of the time`,
  });
}

type Imported = {
  readonly uploadSeconds: number;
  readonly seconds: number;
  /** Bytes of memory at one look after another. */
  readonly peaks: readonly number[];
};

async function imported({ url, pid }: Running): Promise<Imported> {
  const begun = performance.now();
  const { id: file } = await ask<{ readonly id: string }>(url, "/api/imports/files?name=till.csv", {
    method: "POST",
    body: csv(),
    type: "application/octet-stream",
  });
  const uploaded = performance.now();
  const started = await ask<{ readonly id: string }>(url, "/api/imports", {
    method: "POST",
    body: JSON.stringify({ file, mode: "run", mapping: MAPPING }),
    type: "application/json",
  });
  const peaks: number[] = [];
  for (;;) {
    const { state, report } = await ask<{ state: string; report: { good: number } }>(
      url,
      `/api/imports/${started.id}`,
      { method: "GET" },
    );
    peaks.push(await memoryOf(pid));
    if (state === "done") {
      if (report.good !== ROWS) throw new Error(`${report.good} of ${ROWS} rows came in`);
      break;
    }
    if (state === "failed") throw new Error("the import failed");
    await pause(500);
  }
  const seconds = (performance.now() - uploaded) / 1_000;
  return { uploadSeconds: (uploaded - begun) / 1_000, seconds, peaks };
}

/** What the process holds besides the files that it has mapped. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/** Never as a whole in memory. */
function csv(): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = -1;
  return new ReadableStream({
    pull(controller) {
      if (next >= ROWS) {
        controller.close();
        return;
      }
      const lines = next < 0 ? ["receipt,customer,at,total,category"] : [];
      const from = Math.max(0, next);
      next = Math.min(ROWS, from + ROWS_PER_PIECE);
      for (let receipt = from; receipt < next; receipt++) lines.push(lineOf(receipt));
      controller.enqueue(encoder.encode(`${lines.join("\n")}\n`));
    },
  });
}

const START = Date.UTC(2020, 0, 1);
const CATEGORIES = ["shoes", "hats", "coats", "gloves"];

function lineOf(receipt: number): string {
  const at = new Date(START + receipt * 30_000).toISOString();
  const customer = (receipt * 7_919) % Math.ceil(ROWS / ROWS_PER_PERSON);
  return `r${receipt},c${customer},${at},${receipt % 500}.95,${CATEGORIES[receipt % 4]}`;
}

async function ask<T>(
  url: URL,
  path: string,
  call: { readonly method: string; readonly body?: string | ReadableStream; readonly type?: string },
): Promise<T> {
  const { method, body, type } = call;
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    ...(type === undefined ? {} : { "content-type": type }),
  };
  const answer = await fetch(new URL(path, url), {
    method,
    headers,
    ...(body === undefined ? {} : { body, duplex: "half" }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
