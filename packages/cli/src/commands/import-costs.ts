import { basename } from "node:path";
import {
  type Client,
  completeMapping,
  type CostDraft,
  type CostFileResult,
  costFileResultSchema,
  costMappingSchema,
  type Job,
} from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { count } from "../counts.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { blobOf, followed } from "./follow.ts";
import { readMappingFile } from "./mapping-file.ts";
import { connect, type ServerOptions } from "./server.ts";

export type CostOptions = ServerOptions & {
  /** A file of JSON; what the server guesses when absent. */
  readonly mapping?: string | undefined;
  readonly currency?: string | undefined;
  readonly check: boolean;
  readonly printMapping: boolean;
  readonly json: boolean;
};

const MAPPING = { schema: costMappingSchema, called: "mapping of costs", command: "habitus costs FILE" };

/** Notes the costs of a file, or says what that would do. Ends with 2 when rows have mistakes; the others were noted. */
export async function importCosts(file: string, options: CostOptions, around: Surroundings): Promise<Exit> {
  const given = options.mapping === undefined ? null : await readMappingFile(options.mapping, MAPPING);
  const api = connect(options, around);
  const { id } = await api.uploadImportFile({ query: { name: basename(file) }, file: await blobOf(file) });
  let isKept = false;
  try {
    const draft = withCurrency(given ?? (await guessed(api, id)), options.currency);
    const mapping = completeMapping(draft);
    if (options.printMapping) {
      around.out(`${JSON.stringify(draft, null, 2)}\n`);
      if (mapping === null) around.err(`${toFillIn(draft)}\n`);
      return EXIT.ok;
    }
    if (mapping === null) throw unsaid();
    const mode = options.check ? "check" : "run";
    const started = await api.importCosts({ body: { file: id, mode, mapping } });
    const job = await followed(() => api.getJob({ params: { id: started.id } }), around);
    isKept = job.state === "done" && !options.check;
    return told(job, options, around);
  } finally {
    // What was noted is deleted by the server.
    if (!isKept) await api.deleteImportFile({ params: { id } }).catch(() => undefined);
  }
}

async function guessed(api: Client, file: string): Promise<CostDraft> {
  return (await api.guessCostMapping({ params: { file } })).mapping;
}

function toFillIn({ at, amount }: CostDraft): string {
  const places = [...(at.column === null ? ["at"] : []), ...(amount.column === null ? ["amount"] : [])];
  return `Write the names of columns for null in: ${places.map((place) => `${place}.column`).join(", ")}.`;
}

function unsaid(): HabitusError {
  return new HabitusError(
    "bad_mapping",
    "No column of the file says when something was spent, or how much.",
    {
      fix: "`habitus costs FILE --print-mapping` prints a mapping to fill in; name it with --mapping.",
    },
  );
}

function withCurrency(mapping: CostDraft, currency: string | undefined): CostDraft {
  return currency === undefined
    ? mapping
    : { ...mapping, currency: { ...mapping.currency, constant: currency.toUpperCase() } };
}

function told(job: Job, { check, json }: CostOptions, around: Surroundings): Exit {
  const read = costFileResultSchema.safeParse(job.result);
  if (job.state !== "done" || !read.success) {
    around.out(json ? `${JSON.stringify(job, null, 2)}\n` : `Failed: ${job.error?.message ?? job.state}\n`);
    return EXIT.failed;
  }
  around.out(json ? `${JSON.stringify(read.data, null, 2)}\n` : showResult(read.data, check));
  return read.data.bad === 0 ? EXIT.ok : EXIT.mistakes;
}

function showResult({ rows, noted, same, bad, problems, sums }: CostFileResult, isCheck: boolean): string {
  const lines = [
    `Rows: ${count(rows)}. ${isCheck ? "To note" : "Noted"}: ${count(noted)}. There already: ${count(same)}. With mistakes: ${count(bad)}.`,
    ...problems.map(
      ({ row, column, detail }) => `  row ${row}${column === null ? "" : `, ${column}`}: ${detail}`,
    ),
    ...(bad > problems.length ? [`  and ${count(bad - problems.length)} more with mistakes`] : []),
    ...sums.map(({ currency, amount }) => `${amount} ${currency}`),
    ...(isCheck ? ["Nothing was noted."] : []),
  ];
  return `${lines.join("\n")}\n`;
}
