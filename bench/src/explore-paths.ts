import { DAY_MS } from "@habitus/kernel";
import {
  type PathEnd,
  type Paths,
  pathNamesStatement,
  pathsStatement,
  readPath,
  type PathRow,
} from "@habitus/segments-sql";
import {
  ago,
  atOnce,
  eventsOf,
  type AskedCase,
  figuresOf,
  MILLIS,
  sortedFigures,
  STEPS,
} from "./asked-case.ts";
import { AT } from "./by-hand.ts";

const PATH_STEPS = 3;
const WITHIN_DAYS = 7;
const GAP_MS = WITHIN_DAYS * DAY_MS;
/** All that the shop has. */
const NAMES: readonly string[] = [...STEPS, "checkout"].toSorted();
const WINDOW = { from: AT - 90 * DAY_MS, to: AT + 1 };
const PATHS: Paths = {
  anchor: { ...eventsOf("did search"), window: { kind: "fixed", ...WINDOW } },
  window: WINDOW,
  isBackwards: false,
  isFolded: false,
  steps: PATH_STEPS,
  gapMs: GAP_MS,
  hidden: [],
  at: AT,
  audience: null,
};
/** The anchor's name, and behind it all names at each step. */
const TOLD = [["search"], ...Array.from({ length: PATH_STEPS }, () => NAMES)];

/** How the text by hand writes an end that has no name. */
const LEFT = "(left)";
const OPEN = "(open)";
const ALL = "(all)";

export function pathsCase(): AskedCase {
  return {
    name: `paths of ${PATH_STEPS} steps, ${WITHIN_DAYS} days each: names, then from where to where`,
    async emitted(ask) {
      const names = await ask(pathNamesStatement(PATHS));
      const links = (await ask(pathsStatement(PATHS, TOLD))).map((row) => readPath(row as PathRow));
      const told = links.map(({ step, from, to, passages, people }) => {
        const next = to === null ? ALL : nameOf(to, step + 1);
        return [step, nameOf(from, step), next, passages, people];
      });
      const met = names.map(({ step = 0, name = "", passages = 0, people = 0 }) => {
        return [Number(step), name, Number(passages), Number(people)];
      });
      return `${sortedFigures(met)} ${sortedFigures(told)}`;
    },
    async byHand(ask) {
      const met = figuresOf(await ask(grouped(MET, ["step", "name"])));
      return `${met} ${figuresOf(await ask(grouped(LINKS, ["step", "name", "next"])))}`;
    },
  };
}

function nameOf(end: PathEnd, step: number): string {
  if (end.kind === "name") return TOLD[step]?.[end.place] ?? "";
  return { others: "(others)", left: LEFT, open: OPEN }[end.kind];
}

const behind = Array.from({ length: PATH_STEPS }, (_, by) => by + 1);
const steps = [0, ...behind];
const nameAt = (by: number): string => (by === 0 ? "name" : `name${by}`);
const timeAt = (by: number): string => (by === 0 ? "at" : `at${by}`);

/** How many events a passage has. */
const LENGTH = `multiIf(${behind.map((by) => `${timeAt(by)} - ${timeAt(by - 1)} > ${GAP_MS}, ${by}`).join(", ")}, ${PATH_STEPS + 1})`;
const MET = `arraySlice([${steps.map((by) => `(${by}, ${nameAt(by)})`).join(", ")}], 1, ${LENGTH})`;
const LINKS = linksByHand();

function linksByHand(): string {
  const end = (by: number): string => `if(${timeAt(by)} + ${GAP_MS} > ${AT}, '${OPEN}', '${LEFT}')`;
  const of = (by: number, next: string): string => `(${by}, ${nameAt(by)}, ${next})`;
  const whole = steps.map((by) => of(by, `'${ALL}'`)).join(", ");
  const next = steps
    .slice(0, -1)
    .map((by) => of(by, `if(${LENGTH} > ${by + 1}, ${nameAt(by + 1)}, ${end(by)})`));
  return `arrayConcat(arraySlice([${whole}], 1, ${LENGTH}), arraySlice([${next.join(", ")}], 1, ${LENGTH}))`;
}

/** What each search leads to, by the window functions. */
function grouped(met: string, columns: readonly string[]): string {
  const ahead = behind.flatMap((by) => [
    `leadInFrame(name, ${by}) OVER whole AS name${by}`,
    `leadInFrame(at, ${by}, toInt64(${Number.MAX_SAFE_INTEGER})) OVER whole AS at${by}`,
  ]);
  const named = columns.map((name, place) => `met.${place + 1} AS ${name}`).join(", ");
  const plain = `toString(name) AS name, id_hash, ${MILLIS} AS at`;
  return `SELECT ${named}, count() AS passages, uniqExact(person) AS people FROM (
  SELECT person, arrayJoin(${met}) AS met FROM (
  SELECT person, name, at, ${ahead.join(", ")} FROM (
  ${atOnce(plain, `time >= ${ago(90)} AND time <= ${ago(0)}`)})
  WINDOW whole AS (PARTITION BY person ORDER BY at, id_hash ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
  WHERE name = 'search') GROUP BY met`;
}
