import type { Instant } from "@habitus/kernel";
import { changeOf, type Plan } from "@habitus/segments";
import { type CountsRow, readCounts } from "./condition-counts.ts";
import type { EvaluatorDeps, Member, Moment } from "./evaluate.ts";
import type { Question } from "./plan-contexts.ts";

export type CompareOptions = {
  /** As of this instant; the workspace's now when null. */
  readonly at: Instant | null;
  /** People named on each side. */
  readonly examples: number;
  readonly signal: AbortSignal;
};

export type Side = { readonly count: number; readonly people: readonly Member[] };

export type Comparison = {
  readonly before: number;
  readonly after: number;
  readonly both: number;
  readonly entered: Side;
  readonly left: Side;
  readonly at: Instant;
  readonly tookMs: number;
};

type Deps = EvaluatorDeps & {
  readonly plan: (question: Question) => Plan;
  readonly moment: Moment;
};

/** Who comes in, who goes and who stays when a definition takes the place of another. Null stands for nobody. */
export async function compareDefinitions(
  deps: Deps,
  before: Question | null,
  after: Question | null,
  { examples, signal }: CompareOptions,
): Promise<Comparison> {
  const began = deps.elapsed();
  const { moment } = deps;
  const planOf = (question: Question | null): Plan | null => (question === null ? null : deps.plan(question));
  const change = changeOf(planOf(before), planOf(after));
  const purposes = [before, after].flatMap((question) => question?.purpose ?? []);
  const lane = "interactive";
  const rows = await deps.store.query<CountsRow>(deps.queries.counts(change.counted, moment), {
    lane,
    signal,
  });
  const [entered = 0, left = 0, both = 0] = readCounts(rows, 3);
  const some = async (plan: Plan, count: number): Promise<readonly Member[]> => {
    if (count === 0 || examples === 0) return [];
    const page = deps.queries.members(plan, moment, { after: null, limit: examples });
    const found = await deps.store.query<{ readonly person: number | string }>(page, { lane, signal });
    return found.map(({ person }) => ({
      id: deps.people.id(Number(person)),
      ids: deps.people.ids(Number(person), purposes),
    }));
  };
  return {
    before: both + left,
    after: both + entered,
    both,
    entered: { count: entered, people: await some(change.entered, entered) },
    left: { count: left, people: await some(change.left, left) },
    at: moment.at,
    tookMs: Math.round((deps.elapsed() - began) * 10) / 10,
  };
}
