import type { Statement } from "@habitus/segments-sql";
import type { Session } from "chdb";
import { forgetPeak, peakBytes } from "./peak-memory.ts";

export type Rows = readonly Readonly<Record<string, string | number>>[];

/** Asks the engine, and gives what a question's rows say. */
export type Ask = (statement: Statement | string) => Promise<Rows>;

/** What the statements of one question took together. */
export type Taken = {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Uncompressed bytes of columns. */
  readonly bytesRead: number;
  /** Of this process, engine inside, at its most; and what it had when the question came. */
  readonly peakBytes: number;
  readonly bytesBefore: number;
};

/** @param bound bytes a statement may take; from half of them on groups spill to disk. */
export async function taken<T>(
  session: Session,
  bound: number,
  question: (ask: Ask) => Promise<T>,
): Promise<{ readonly answer: T; readonly taken: Taken }> {
  const limits = `max_memory_usage = ${bound}, max_bytes_before_external_group_by = ${Math.floor(bound / 2)}, max_bytes_before_external_sort = ${Math.floor(bound / 2)}`;
  const ask: Ask = async (statement) => {
    const { sql, params } = typeof statement === "string" ? { sql: statement, params: {} } : statement;
    const joined = /\bSETTINGS\b/.test(sql) ? `${sql}, ${limits}` : `${sql} SETTINGS ${limits}`;
    const answer = await session.queryBindAsync(joined, params, { format: "JSONEachRow" });
    return answer
      .text()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Rows[number]);
  };
  forgetPeak();
  const bytesBefore = peakBytes();
  const [begun, cpu, bytes] = [performance.now(), process.cpuUsage(), await bytesSelected(session)];
  const answer = await question(ask);
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - begun;
  const bytesRead = (await bytesSelected(session)) - bytes;
  const cpuMs = (user + system) / 1_000;
  return { answer, taken: { cpuMs, wallMs, bytesRead, peakBytes: peakBytes(), bytesBefore } };
}

/** Uncompressed bytes of columns that all queries of this engine have read. */
async function bytesSelected(session: Session): Promise<number> {
  const answer = await session.queryAsync("SELECT value FROM system.events WHERE event = 'SelectedBytes'", {
    format: "TSV",
  });
  return Number(answer.text().trim());
}
