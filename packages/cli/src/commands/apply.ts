import { HabitusError } from "@habitus/kernel";
import { count, counted } from "../counts.ts";
import { type Applied, applyChanges } from "../plan/apply-plan.ts";
import { hasWarnings, makePlan } from "../plan/make-plan.ts";
import { readRemote } from "../plan/remote.ts";
import { showPlan } from "../plan/show-plan.ts";
import { showProblemsOf } from "../show-error.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { readWhole } from "./check.ts";
import { connect, type ServerOptions } from "./server.ts";

export type ApplyOptions = ServerOptions & {
  readonly prune: boolean;
  readonly yes: boolean;
  /** Warnings are mistakes. */
  readonly strict: boolean;
};

/** Shows the plan, asks, and makes the server's segments those of the folder. */
export async function apply(dir: string, options: ApplyOptions, around: Surroundings): Promise<Exit> {
  const folder = await readWhole(dir, around);
  if (folder === null) return EXIT.failed;
  const api = connect(options, around);
  const made = await makePlan(api, folder.segments, await readRemote(api), options);
  around.out(showPlan(made));
  if (made.changes.length === 0) return EXIT.ok;
  if (options.strict && hasWarnings(made)) {
    around.err("There are warnings, so nothing was changed.\n");
    return EXIT.failed;
  }
  if (!options.yes && !(await isWanted(made.changes.length, around))) {
    around.out("Nothing was changed.\n");
    return EXIT.failed;
  }
  let failed = 0;
  await applyChanges(api, made.changes, (applied) => {
    if (applied.kind === "failed") failed++;
    (applied.kind === "failed" ? around.err : around.out)(showApplied(applied));
  });
  const all = counted(made.changes.length, "change", "changes");
  around.out(`${count(made.changes.length - failed)} of ${all} made.\n`);
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

/** @throws HabitusError `nobody_to_ask`. */
async function isWanted(changes: number, { ask }: Surroundings): Promise<boolean> {
  if (ask === null) {
    throw new HabitusError("nobody_to_ask", "There is no terminal to ask on.", {
      fix: "Say --yes to apply without asking.",
    });
  }
  const answer = await ask(`Make ${counted(changes, "change", "changes")}? [y/N] `);
  return /^y(?:es)?$/i.test(answer.trim());
}

const DONE = { create: "created", edit: "changed", delete: "deleted" } as const;

function showApplied(applied: Applied): string {
  const { key, step } = applied.change;
  if (applied.kind === "done") return `${DONE[step.action]} ${key}\n`;
  const { code, message, fix } = applied.error;
  return `failed ${key}: ${message}${fix === undefined ? "" : ` ${fix}`} (${code})\n${showProblemsOf(applied.error)}`;
}
