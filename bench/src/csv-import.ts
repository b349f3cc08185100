import { setTimeout as pause } from "node:timers/promises";
import { ownBytes } from "./process-memory.ts";
import type { Running } from "./start-program.ts";

const LINES_PER_PIECE = 5_000;
const LOOK_EVERY_MS = 500;
const HEADER = "receipt,customer,at,total,category";

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

export type Imported = {
  readonly rows: number;
  readonly uploadSeconds: number;
  readonly seconds: number;
  /** Bytes of memory at one look after another. */
  readonly peaks: readonly number[];
};

/** Uploads orders, a line `receipt,customer,at,total,category` each, and waits until all of them are stored. */
export async function importOrders(
  { url, pid }: Running,
  token: string,
  orders: () => Iterable<string>,
): Promise<Imported> {
  const ask = asker(url, token);
  const sent = { rows: 0 };
  const begun = performance.now();
  const { id: file } = await ask<{ readonly id: string }>("/api/imports/files?name=till.csv", {
    method: "POST",
    body: csv(orders(), sent),
    type: "application/octet-stream",
  });
  const uploaded = performance.now();
  const started = await ask<{ readonly id: string }>("/api/imports", {
    method: "POST",
    body: JSON.stringify({ file, mode: "run", mapping: MAPPING }),
    type: "application/json",
  });
  const peaks: number[] = [];
  for (;;) {
    const { state, report } = await ask<{ state: string; report: { good: number } }>(
      `/api/imports/${started.id}`,
      { method: "GET" },
    );
    peaks.push((await ownBytes(pid)) ?? Number.NaN);
    if (state === "done") {
      if (report.good !== sent.rows) throw new Error(`${report.good} of ${sent.rows} rows came in`);
      break;
    }
    if (state === "failed") throw new Error("the import failed");
    await pause(LOOK_EVERY_MS);
  }
  const seconds = (performance.now() - uploaded) / 1_000;
  return { rows: sent.rows, uploadSeconds: (uploaded - begun) / 1_000, seconds, peaks };
}

/** Never as a whole in memory. */
function csv(orders: Iterable<string>, sent: { rows: number }): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = orders[Symbol.iterator]();
  let head: readonly string[] = [HEADER];
  return new ReadableStream({
    pull(controller) {
      const piece = [...head];
      head = [];
      for (let line = 0; line < LINES_PER_PIECE; line++) {
        const { value, done } = lines.next();
        if (done === true) break;
        piece.push(value);
        sent.rows++;
      }
      if (piece.length === 0) controller.close();
      else controller.enqueue(encoder.encode(`${piece.join("\n")}\n`));
    },
  });
}

type Call = {
  readonly method: string;
  readonly body?: string | ReadableStream;
  readonly type?: string;
};

/** Calls the management API as admin. */
export function asker(url: URL, token: string): <T>(path: string, call: Call) => Promise<T> {
  return async <T>(path: string, { method, body, type }: Call): Promise<T> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : { "content-type": type }),
    };
    const answer = await fetch(new URL(path, url), {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: "half" }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}
