import { hasWarnings, makePlan } from "../plan/make-plan.ts";
import { readRemote } from "../plan/remote.ts";
import { planAsJson, showPlan } from "../plan/show-plan.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { readWhole } from "./check.ts";
import { connect, type ServerOptions } from "./server.ts";

export type PlanCommandOptions = ServerOptions & {
  readonly prune: boolean;
  /** Warnings are mistakes. */
  readonly strict: boolean;
  readonly json: boolean;
};

/** What `apply` would do, and whom it would move. Changes nothing. */
export async function plan(dir: string, options: PlanCommandOptions, around: Surroundings): Promise<Exit> {
  const folder = await readWhole(dir, around);
  if (folder === null) return EXIT.failed;
  const api = connect(options, around);
  const made = await makePlan(api, folder.segments, await readRemote(api), options);
  around.out(options.json ? planAsJson(made) : showPlan(made));
  if (options.strict && hasWarnings(made)) return EXIT.failed;
  return made.changes.length === 0 ? EXIT.ok : EXIT.changes;
}
