import { seededRandom } from "@habitus/kernel";
import { distinctBuyers, type Buyers, fitBuyers, mbgCnbd, paretoNbd } from "@habitus/models";
import type { Bench, Report } from "./report.ts";

const PEOPLE = 1_000_000;
const WEEKS = 78;
/** Expected orders are asked for so many weeks. */
const AHEAD = 52;

/** A million buyers by the assumptions of MBG/NBD, in whole days as shops know them. */
function manyBuyers(): Buyers {
  const random = seededRandom(11);
  const repeats = new Float64Array(PEOPLE);
  const last = new Float64Array(PEOPLE);
  const observed = new Float64Array(PEOPLE);
  for (let who = 0; who < PEOPLE; who++) {
    const watched = 1 + random.int(7, WEEKS * 7) / 7;
    const rate = -Math.log(1 - random.next()) * 0.12;
    const stops = random.next() ** 2;
    let at = 0;
    let orders = 0;
    while (random.next() >= stops) {
      const next = at - Math.log(1 - random.next()) / rate;
      if (next > watched) break;
      at = next;
      orders++;
    }
    repeats[who] = orders;
    last[who] = Math.floor(at * 7) / 7;
    observed[who] = watched;
  }
  return { repeats, last, observed, logGaps: 0 };
}

export const bench: Bench = {
  name: "models",
  title: "who is still a customer: fit and score of a million buyers",
  async run(report: Report) {
    const buyers = manyBuyers();
    const rows = distinctBuyers(buyers);
    report.note(`${PEOPLE} people are ${rows.count.length} distinct rows.`);
    for (const model of [mbgCnbd(1), paretoNbd]) {
      const begun = performance.now();
      const fit = fitBuyers(model, buyers);
      const fitted = performance.now();
      if (fit.kind === "refused") throw new Error(fit.detail);
      let expected = 0;
      for (let row = 0; row < rows.count.length; row++) {
        const figures = [rows.repeats[row] ?? 0, rows.last[row] ?? 0, rows.observed[row] ?? 0] as const;
        const orders = model.expected(fit.parameters, ...figures, AHEAD);
        expected += (rows.count[row] ?? 0) * (model.alive(fit.parameters, ...figures) ?? 1) * orders;
      }
      const scored = performance.now();
      report.row({ name: `${model.name}: fit`, unit: "s", value: (fitted - begun) / 1000 });
      report.row({ name: `${model.name}: score`, unit: "s", value: (scored - fitted) / 1000 });
      report.row({
        name: `${model.name}: both`,
        unit: "s",
        value: (scored - begun) / 1000,
        limit: { at: "most", value: 30 },
        note: `${Math.round(expected)} orders expected`,
      });
    }
    const memory = process.memoryUsage().rss / 2 ** 20;
    report.row({ name: "memory", unit: "MB", value: memory, limit: { at: "most", value: 2000 } });
  },
};
