import { readFile } from "node:fs/promises";

/**
 * Bytes that a process holds besides the files that it has mapped, of which the system keeps as much in memory as it likes.
 * Null where the system does not tell them apart, or the process is gone.
 */
export async function ownBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kib = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) * 1_024;
}
