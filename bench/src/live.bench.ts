import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hash128, hashHex, type Random, seededRandom } from "@habitus/kernel";
import { type EventRow, LiveMembership, openLmdbMembershipStore } from "@habitus/server";
import { startServer } from "./bench-server.ts";
import { defineSegments, probed } from "./live-load.ts";
import { anyName, definitionText, planOf } from "./live-segments.ts";
import { type Bench, type Report, tail } from "./report.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 1_000_000);

export const bench: Bench = {
  name: "live",
  title: `Live membership: from the request to the reader of transitions, ${SECONDS} s each; a new start with ${PEOPLE} people`,
  async run(report) {
    await keptPeople(report);

    for (const segments of [100, 500]) await endToEnd(report, segments);
    report.note("Sender, reader, server, resolver and event store share this machine's cores.");
    report.note(
      "Each request carries one event that makes somebody enter a segment; that transition is timed.",
    );
  },
};

/** Evaluation, commit and restart in this process. */
async function keptPeople(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
  const dir = join(folder, "membership");
  const random = seededRandom(1);
  const store = openLmdbMembershipStore({ dir });
  const options = { store, idOf: () => null, maxBytes: 256 * 1024 * 1024 };
  const live = new LiveMembership(options);
  const begin = Date.UTC(2026, 0, 1);
  for (let n = 0; n < 500; n++) {
    live.registry.want({ key: `s${n}`, version: 1, plan: planOf(definitionText(random)) });
  }
  const wanted = live.registry.targets;
  live.startBuild();
  const first = { offset: 1, at: begin };
  live.cutOver(first, wanted, Number.POSITIVE_INFINITY);
  live.finishCutOver(first, wanted);
  live.done(first);
  await store.commit(live.takeStep());

  let events = 0;
  let transitions = 0;
  const begun = performance.now();
  for (let offset = 2; events < PEOPLE; offset++) {
    const record = { offset, at: begin + offset };
    const rows = Array.from({ length: Math.min(1_000, PEOPLE - events) }, (_, index) =>
      eventRow(random, { ...record, index, node: events + index + 1 }),
    );
    events += rows.length;
    const own = {
      events: rows,
      traits: [],
      moves: [],
      erased: [],
      deleted: [],
      nodes: rows.map(({ node }) => ({ offset, node })),
      told: [],
    };
    live.fire(record, Number.POSITIVE_INFINITY);
    live.begin(record, own);
    live.finish(record, own, []);
    const step = live.takeStep();
    transitions += step.transitions.length;
    await store.commit(step);
    live.trim();
  }
  const seconds = (performance.now() - begun) / 1_000;
  const name = "new people, an event each, 500 segments, evaluated and on disk";
  report.row({ name, unit: "events/s", value: events / seconds });
  report.note(`${(transitions / events).toFixed(1)} transitions for each of them.`);
  const { people, bytes } = live.memory();
  report.row({ name: "a person in memory, about", unit: "B", value: bytes / people });
  const disk = (await stat(join(dir, "data.mdb"))).size;
  report.row({ name: "a person on disk, its transitions with it", unit: "B", value: disk / PEOPLE });
  const again = performance.now();
  const restarted = new LiveMembership(options);
  report.row({
    name: `a new start with ${PEOPLE} people`,
    unit: "s",
    value: (performance.now() - again) / 1_000,
    limit: { at: "most", value: 5 },
    note: `${restarted.standing.sizes().reduce((sum, { size }) => sum + size, 0)} memberships`,
  });
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function eventRow(
  random: Random,
  place: { readonly offset: number; readonly at: number; readonly index: number; readonly node: number },
): EventRow {
  const id = `m${place.node}-${place.offset}`;
  return {
    ...place,
    name: anyName(random),
    time: place.at,
    receivedAt: place.at,
    offsetMinutes: null,
    id,
    idHash: hashHex(hash128(id)),
    properties: `{"revenue":${random.int(1, 100)}}`,
    context: "{}",
    source: "bench",
  };
}

async function endToEnd(report: Report, segments: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
  const server = await startServer(join(folder, "data"));
  try {
    await defineSegments(report, server.url, segments);
    for (const rate of [1_000, 10_000]) await measure(report, server.url, { segments, rate });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Order = { readonly segments: number; readonly rate: number };

async function measure(report: Report, url: URL, { segments, rate }: Order): Promise<void> {
  const { sent, entered, late } = await probed(url, { run: `${segments}-${rate}`, rate, seconds: SECONDS });
  const limit = { at: "most", value: 25 } as const;
  const unit = "ms at the 99th percentile";
  const name = `${rate} events/s, ${segments} segments: request to transition`;
  report.row({ name, unit, ...tail(entered), limit });
  report.row({ name: "… a window's end to transition", unit, ...tail(late) });
  report.note(`${name}: ${entered.length} of ${sent} entered, ${late.length} left.`);
}
