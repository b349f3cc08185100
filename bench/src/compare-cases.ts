import type { Session } from "chdb";
import { DEFAULT_ENGINE_LIMITS, laneLimits } from "@habitus/server";
import type { AskedCase } from "./asked-case.ts";
import { type Taken, taken } from "./asked.ts";
import { median, type Report } from "./report.ts";
import { withShop } from "./shop-store.ts";

const ROUNDS = Number(process.env["HABITUS_BENCH_ROUNDS"] ?? 5);
/** What a question may take that somebody watches, or that a job asks; texts by hand may take more. */
const OURS = laneLimits(DEFAULT_ENGINE_LIMITS.memoryBytes).watch.memoryBytes;
const BY_HAND = 4_000_000_000;
const MEGABYTE = 1e6;

/** Each case against its text by hand, over the shop. */
export function compareCases(report: Report, cases: readonly AskedCase[]): Promise<void> {
  return withShop(async (session) => {
    const ratios: number[] = [];
    for (const each of cases) ratios.push(await compare(report, session, each));
    report.row({ name: "median of all", unit: "x by hand", value: median(ratios) });
    const limit = { at: "most", value: 1.5 } as const;
    report.row({ name: "worst of all", unit: "x by hand", value: Math.max(...ratios), limit });
    report.note(
      `CPU time of this process, all its threads, with the engine inside; the median of ${ROUNDS} rounds after one to warm up, both texts in turn; both give the same figures. Ours may take ${OURS / MEGABYTE} MB a statement, as the server's long questions do, those by hand ${BY_HAND / MEGABYTE} MB; groups spill to disk from half of it on.`,
    );
  });
}

/** Our time in multiples of that by hand. */
async function compare(report: Report, session: Session, each: AskedCase): Promise<number> {
  const ours: Taken[] = [];
  const theirs: Taken[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await taken(session, OURS, each.emitted);
    const b = await taken(session, BY_HAND, each.byHand);
    if (a.answer !== b.answer)
      throw new Error(`${each.name}: emitted ${shown(a.answer)}, by hand ${shown(b.answer)}`);
    // The first round warms up.
    if (round === 0 && ROUNDS > 0) continue;
    ours.push(a.taken);
    theirs.push(b.taken);
  }
  const [value, peer] = [medianOf(ours, "cpuMs"), medianOf(theirs, "cpuMs")];
  report.row({
    name: each.name,
    unit: "ms CPU",
    value,
    peer: { name: "by hand", value: peer },
    note: `${told(ours)}; by hand ${told(theirs)}`,
  });
  return value / peer;
}

const medianOf = (all: readonly Taken[], figure: keyof Taken): number =>
  median(all.map((each) => each[figure]));

function told(all: readonly Taken[]): string {
  const megabytes = (figure: keyof Taken): string => (medianOf(all, figure) / MEGABYTE).toFixed(0);
  const seconds = (medianOf(all, "wallMs") / 1_000).toFixed(2);
  return `${seconds} s, read ${megabytes("bytesRead")} MB, process ${megabytes("bytesBefore")} to ${megabytes("peakBytes")} MB`;
}

const SHOWN = 2_000;
const shown = (figures: string): string => figures.slice(0, SHOWN);
