import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, TOKEN } from "./bench-server.ts";
import { importOrders } from "./csv-import.ts";
import type { Bench, Report } from "./report.ts";

const ROWS = Number(process.env["HABITUS_BENCH_ROWS"] ?? 5_000_000);
const ROWS_PER_PERSON = 25;
const MEBI = 1024 * 1024;
/** Of the whole process, engine aside. What is promised to grow with a file of 5 M rows is some 20 MiB of it. */
const MOST_MEBI = 1_024;

export const bench: Bench = {
  name: "import",
  title: `A CSV file of ${ROWS} rows, from its upload until everything is stored`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    try {
      const first = await importOrders(server, TOKEN, orders);
      row(report, "uploaded", "rows/s", ROWS / first.uploadSeconds);
      row(report, "read, put to people and stored", "rows/s", ROWS / first.seconds);
      memory(report, first.peaks);
      const again = await importOrders(server, TOKEN, orders);
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

function* orders(): Generator<string> {
  for (let receipt = 0; receipt < ROWS; receipt++) yield lineOf(receipt);
}

const START = Date.UTC(2020, 0, 1);
const CATEGORIES = ["shoes", "hats", "coats", "gloves"];

function lineOf(receipt: number): string {
  const at = new Date(START + receipt * 30_000).toISOString();
  const customer = (receipt * 7_919) % Math.ceil(ROWS / ROWS_PER_PERSON);
  return `r${receipt},c${customer},${at},${receipt % 500}.95,${CATEGORIES[receipt % 4]}`;
}
