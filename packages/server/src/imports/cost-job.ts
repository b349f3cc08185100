import {
  type Actor,
  completeMapping,
  type CostFileResult,
  type CostMapping,
  LIMITS,
} from "@habitus/contract";
import {
  type Decimal,
  decimalFromText,
  decimalToText,
  hash128,
  hashHex,
  HabitusError,
  type Instant,
  must,
} from "@habitus/kernel";
import { type CostContent, type CostLedger, sameText } from "../costs/cost-ledger.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import type { Audit } from "../platform/audit.ts";
import { costRows, guessCosts, missingColumns, type SaidCost } from "./cost-rows.ts";
import { type FileJobDeps, type FileJobInput, type FileReading, runFileJob, uploadedAt } from "./file-job.ts";
import type { FileRecord } from "./import-store.ts";
import type { Row } from "./row.ts";

export const COST_JOB = "cost-import";

export type CostFileStart = {
  readonly file: FileRecord;
  readonly mode: "check" | "run";
  readonly mapping: CostMapping | null;
};

/** Plain data. */
export type CostJobInput = FileJobInput<CostFileResult> & {
  readonly mode: CostFileStart["mode"];
  readonly mapping: CostMapping;
  readonly by: Actor;
  readonly startedAt: Instant;
};

export type CostJobDeps = FileJobDeps & { readonly costs: Pick<CostLedger, "noteAll"> };

type StartDeps = {
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly zone: () => string;
  readonly jobs: Jobs;
};

export const costGuessOf = ({ columns, rows, guess }: FileRecord, zone: string) =>
  guessCosts(columns, rows, guess.time?.zone ?? zone);

/** @throws HabitusError `unreadable_file`, `invalid_request`, `job_running`. */
export async function startCostJob(
  { audit, now, zone, jobs }: StartDeps,
  { file, mode, mapping: given }: CostFileStart,
  by: Actor,
): Promise<JobView> {
  const mapping = given ?? completeMapping(costGuessOf(file, zone()).mapping);
  if (mapping === null) {
    throw new HabitusError(
      "unreadable_file",
      "No column of the file says when something was spent, or how much.",
      {
        fix: "Say in `mapping` which columns do.",
      },
    );
  }
  const [missing] = missingColumns(mapping, file.columns);
  if (missing !== undefined) {
    throw new HabitusError(
      "invalid_request",
      `The mapping does not fit the file: the file has no column "${missing}".`,
    );
  }
  const startedAt = now();
  const input: CostJobInput = { file: file.id, uploadedAt: file.createdAt, mode, mapping, by, startedAt };
  if (mode === "check") return jobs.start(COST_JOB, by, input);
  const told = { actor: by, at: startedAt, action: "cost.import", target: "costs" };
  return jobs.start(COST_JOB, by, input, (job) => [
    audit({ ...told, before: null, after: { file: file.name, job, mapping } }),
  ]);
}

/** Reads a file into the cost ledger. It begins again from the beginning after a stop: what was noted is known by its id. */
export function createCostJob(deps: CostJobDeps): JobKind {
  return {
    title: "Import costs",
    unit: "rows",
    resumes: true,
    unquoted: (result) => ({ ...result, problems: [] }),
    readFrom: uploadedAt,
    run(job) {
      const input = job.checkpoint as CostJobInput;
      const isKept = input.mode === "check";
      const phase = isKept ? "Checking costs" : "Noting costs";
      const begin = (columns: readonly string[]): CostReading => new CostReading(deps.costs, input, columns);
      return runFileJob(deps, job, { phase, isKept, begin });
    },
  };
}

type Numbered = { readonly row: number; readonly cost: CostContent };

/** What is read so far. What it remembers of rows is bounded by the ledger: each remembered one is an entry of it, or would be. */
class CostReading implements FileReading<CostFileResult> {
  readonly #costs: CostJobDeps["costs"];
  readonly #input: CostJobInput;
  readonly #read: ReturnType<typeof costRows>;
  readonly #figures = { noted: 0, same: 0, bad: 0 };
  readonly #problems: CostFileResult["problems"][number][] = [];
  readonly #sums = new Map<string, Decimal>();
  /** By what rows without an id say, how many have said it. */
  readonly #repeats = new Map<string, number>();
  /** By the ids of a file that has any, what was said first. */
  readonly #byId = new Map<string, string>();

  constructor(costs: CostJobDeps["costs"], input: CostJobInput, columns: readonly string[]) {
    this.#costs = costs;
    this.#input = input;
    this.#read = costRows(input.mapping, columns);
  }

  async take(rows: readonly Row[]): Promise<void> {
    const said: Numbered[] = [];
    for (const row of rows) {
      const read =
        row.kind === "row" ? this.#read(row) : { kind: "bad" as const, column: null, detail: row.detail };
      if (read.kind === "bad") this.#bad(row.number, read.column, read.detail);
      else {
        const cost = this.#own(row.number, read.cost);
        if (cost !== null) said.push({ row: row.number, cost });
      }
    }
    const { by, mode, startedAt } = this.#input;
    const outcomes = await this.#costs.noteAll(
      said.map(({ cost }) => cost),
      by,
      { isTried: mode === "check", alreadyTried: this.#figures.noted },
    );
    for (const [index, outcome] of outcomes.entries()) {
      const { row, cost } = must(said[index], "an outcome for each");
      // What this very job noted before it was stopped is its own.
      if (
        outcome.kind === "noted" ||
        (outcome.kind === "same" && mode === "run" && outcome.notedAt > startedAt)
      )
        this.#noted(cost);
      else if (outcome.kind === "same") this.#figures.same++;
      else
        this.#bad(
          row,
          this.#input.mapping.id,
          `The ledger has an entry "${cost.id}" that says something else.`,
        );
    }
  }

  result(rows: number): CostFileResult {
    const sums = [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      rows,
      ...this.#figures,
      problems: [...this.#problems],
      sums: sums.map(([currency, amount]) => ({ currency, amount: decimalToText(amount) })),
    };
  }

  /** The entry under its id; null for one that the file has said before. */
  #own(row: number, { id, ...cost }: SaidCost): CostContent | null {
    const text = sameText({ id: id ?? "", ...cost });
    if (id === null) {
      const said = hashHex(hash128(text));
      const before = this.#repeats.get(said) ?? 0;
      this.#repeats.set(said, before + 1);
      return { id: `row-${said}-${before + 1}`, ...cost };
    }
    const before = this.#byId.get(id);
    const said = hashHex(hash128(text));
    if (before === undefined) {
      this.#byId.set(id, said);
      return { id, ...cost };
    }
    if (before === said) this.#figures.same++;
    else this.#bad(row, this.#input.mapping.id, `An earlier row has the id "${id}" and says something else.`);
    return null;
  }

  #noted({ currency, amount }: CostContent): void {
    this.#figures.noted++;
    const sum = must(decimalFromText(amount), "canonical text");
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + sum);
  }

  #bad(row: number, column: string | null, detail: string): void {
    this.#figures.bad++;
    if (this.#problems.length < LIMITS.costProblems) this.#problems.push({ row, column, detail });
  }
}
