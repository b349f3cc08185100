import { DAY_MS, hash128, hashHex, seededRandom } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { createReplay } from "@habitus/server";
import { planOf } from "./live-segments.ts";
import { type Bench, median } from "./report.ts";

const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 20_000);
const EVENTS = 40;
const ROUNDS = 3;
const FROM = 60 * DAY_MS;
const TO = 90 * DAY_MS;
const AT_LEAST = 3;
const WINDOW_MS = 7 * DAY_MS;

export const bench: Bench = {
  name: "rehearsal",
  title: `Rehearsing a definition over 30 days, ${PEOPLE} people with ${EVENTS} events each in 90 days, one thread`,
  async run(report) {
    const people = Array.from({ length: PEOPLE }, (_, person) => historyOf(person));
    const counted = `did "visit" at least ${AT_LEAST} times in last 7 days`;
    const byHand = median(rounds(() => people.reduce((sum, history) => sum + changesByHand(history), 0)));
    const definitions = [
      counted,
      `${counted} and not sum of "visit".price in last 30 days >= 200`,
      `did "visit" then not "buy" within 1 day`,
    ];
    for (const text of definitions) {
      const plans = [{ from: FROM, plan: planOf(text) }];
      const { courseOf } = createReplay({ plans, from: FROM, to: TO, present: TO });
      let changes = 0;
      const seconds = rounds(() => {
        changes = people.reduce((sum, history) => sum + (courseOf(history, 0)?.changes.length ?? 0), 0);
      });
      report.row({
        name: text,
        unit: "people/s",
        value: PEOPLE / median(seconds),
        peer: { name: "the first by hand", value: PEOPLE / byHand },
      });
      report.note(`${text}: ${changes} changes.`);
    }
    report.note("By hand: a loop over the sorted times of one person that knows this one condition.");
    const plan = { from: FROM, plan: planOf(counted) };
    const { courseOf } = createReplay({ plans: [plan], from: FROM, to: TO, present: TO });
    for (const history of people.slice(0, 1_000)) {
      const found = courseOf(history, 0)?.changes.length ?? 0;
      if (found !== changesByHand(history)) throw new Error("the loop and the rehearsal differ");
    }
  },
};

function rounds(work: () => unknown): readonly number[] {
  work();
  return Array.from({ length: ROUNDS }, () => {
    const begun = performance.now();
    work();
    return (performance.now() - begun) / 1_000;
  });
}

function historyOf(person: number): History {
  const random = seededRandom(person);
  const events = Array.from({ length: EVENTS }, (_, n) => ({
    name: random.pick(["visit", "visit", "buy", "other"]),
    time: random.int(0, TO),
    idHash: hashHex(hash128(`${person}/${n}`)),
    offsetMinutes: null,
    properties: { price: random.int(1, 50) },
  }));
  return { events, traits: [] };
}

/** How often "at least 3 visits in the last 7 days" becomes true or false behind the beginning. */
function changesByHand({ events }: History): number {
  const times = events.flatMap(({ name, time }) => (name === "visit" ? [time] : [])).sort((a, b) => a - b);
  const edges = [...times, ...times.map((time) => time + WINDOW_MS)].sort((a, b) => a - b);
  let first = 0;
  let behind = 0;
  let changes = 0;
  const countAt = (at: number): number => {
    while ((times[behind] ?? Number.POSITIVE_INFINITY) <= at) behind++;
    while ((times[first] ?? Number.POSITIVE_INFINITY) <= at - WINDOW_MS) first++;
    return behind - first;
  };
  let isIn = countAt(FROM) >= AT_LEAST;
  for (const at of edges) {
    if (at <= FROM || at > TO) continue;
    const isNow = countAt(at) >= AT_LEAST;
    if (isNow !== isIn) changes++;
    isIn = isNow;
  }
  return changes;
}
