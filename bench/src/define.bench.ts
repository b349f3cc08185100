import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { startServer } from "./bench-server.ts";
import { fill } from "./fill.ts";
import { allLive, create } from "./live-load.ts";
import { anyName, definitionText } from "./live-segments.ts";
import { type Bench, spread } from "./report.ts";

const SEGMENTS = Number(process.env["HABITUS_BENCH_SEGMENTS"] ?? 500);
const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 20_000);
const PARTS = 5;

export const bench: Bench = {
  name: "define",
  title: `${SEGMENTS} segments made one after the other, each a request, with ${PEOPLE} people who have an event each`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    const random = seededRandom(5);
    try {
      await fill(server.url, PEOPLE, callOf());
      const begun = performance.now();
      let first: number | null = null;
      for (let part = 0; part < PARTS; part++) {
        const from = Math.round((SEGMENTS * part) / PARTS);
        const to = Math.round((SEGMENTS * (part + 1)) / PARTS);
        const took: number[] = [];
        for (let n = from; n < to; n++) {
          const asked = performance.now();
          await create(server.url, `s${n}`, definitionText(random));
          took.push(performance.now() - asked);
        }
        const { value, p50, p99 } = spread(took);
        first ??= value;
        const name = `a segment made, the ${from + 1}th to the ${to}th`;
        report.row({ name, unit: "ms", value, p50, p99, peer: { name: "of the first part", value: first } });
      }
      const made = (performance.now() - begun) / 1_000;
      await allLive(server.url);
      const live = (performance.now() - begun) / 1_000;
      report.row({ name: "all made", unit: "s", value: made });
      report.row({ name: "all live", unit: "s", value: live });
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function callOf(): (n: number) => object {
  const random = seededRandom(9);
  return (n) => ({
    type: "track",
    event: anyName(random),
    userId: `user-${n}`,
    messageId: `fill-${n}`,
    properties: { revenue: random.int(1, 100), order_id: `order-${n}`, currency: "EUR" },
  });
}
