import { DAY_MS, WEEK_MS } from "@habitus/kernel";
import {
  calendarPeriods,
  type Funnel,
  type FunnelRow,
  funnelStatement,
  readFunnel,
  readReturns,
  type Returns,
  type ReturnsRow,
  returnsStatement,
} from "@habitus/segments-sql";
import {
  ago,
  atOnce,
  eventsOf,
  type AskedCase,
  figuresOf,
  instant,
  MILLIS,
  sortedFigures,
  STEPS,
} from "./asked-case.ts";
import { planOf } from "./live-segments.ts";
import { AT } from "./by-hand.ts";

const PERIODS = 12;
const WITHIN_DAYS = 7;

const NAMED = STEPS.map((name) => `'${name}'`).join(", ");
const CONDITIONS = STEPS.map((name) => `name = '${name}'`).join(", ");

export function funnelCase(): AskedCase {
  const [chain] = planOf(`did ${STEPS.join(" then ")} in last 90 days`).leaves;
  if (chain?.kind !== "sequence") throw new Error("a chain is one leaf");
  const funnel: Funnel = { chain, wholeMs: WITHIN_DAYS * DAY_MS, at: AT, audience: null };
  const counts = STEPS.map((_, index) => `countIf(level >= ${index + 1})`).join(", ");
  const byHand = `SELECT ${counts} FROM (SELECT windowFunnel(${WITHIN_DAYS * DAY_MS})(at, ${CONDITIONS}) AS level FROM (
  ${atOnce(`name, toUInt64(${MILLIS}) AS at`, `name IN (${NAMED}) AND time > ${ago(90)} AND time <= ${ago(0)}`)}) GROUP BY person)`;
  return {
    name: `funnel of ${STEPS.length} steps, all within ${WITHIN_DAYS} days, with times`,
    emitted: async (ask) => {
      const [row = {}] = await ask(funnelStatement(funnel, []));
      const { steps } = readFunnel(row as FunnelRow, STEPS.length);
      return sortedFigures([steps.map(({ people }) => people)]);
    },
    byHand: async (ask) => figuresOf(await ask(byHand)),
  };
}

export function retentionCase(): AskedCase {
  const periods = calendarPeriods({ unit: "week", count: PERIODS, weekStart: 1 }, "UTC", AT);
  const [first] = periods;
  if (first === undefined) throw new Error("there are periods");
  const window = { kind: "fixed", from: first.from, to: null } as const;
  const bounds = [...periods.map(({ from }) => from), first.from + PERIODS * WEEK_MS];
  const [start, back] = [eventsOf("did view"), { ...eventsOf("did order"), window }];
  const returns: Returns = { start, back, bounds, isFirst: true, isRolling: false, at: AT, audience: null };
  return {
    name: `retention, ${PERIODS} weeks from the first event of all`,
    emitted: async (ask) => {
      const rows = (await ask(returnsStatement(returns))).map((row) =>
        readReturns(row as ReturnsRow, PERIODS),
      );
      return sortedFigures(rows.map(({ cohort, size, back: came }) => [cohort, [size, ...came]]));
    },
    byHand: async (ask) => figuresOf(await ask(retentionByHand(first.from))),
  };
}

/** Of each cohort its size, and how many came back so many weeks later as far as there are weeks. */
function retentionByHand(from: number): string {
  const week = (at: string): string => `intDiv(${at} - ${from}, ${WEEK_MS})`;
  const backs = Array.from({ length: PERIODS }, (_, by) => `countIf(bitTest(weeks, cohort + ${by}))`).join(
    ", ",
  );
  const isRead = `(name = 'view' OR (name = 'order' AND time >= ${instant(from)})) AND time <= ${ago(0)}`;
  return `SELECT cohort, arraySlice([count(), ${backs}], 1, 1 + ${PERIODS} - cohort) AS figures FROM (
  SELECT minIf(at, name = 'view') AS first, toUInt64(${week("first")}) AS cohort,
  groupBitOrIf(bitShiftLeft(toUInt64(1), toUInt64(${week("at")})), name = 'order' AND at >= ${from}) AS weeks
  FROM (${atOnce(`name, ${MILLIS} AS at`, isRead)})
  GROUP BY person HAVING first >= ${from}) GROUP BY cohort`;
}
