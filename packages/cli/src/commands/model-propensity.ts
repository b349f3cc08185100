import { decimalFromText } from "@habitus/kernel";
import { judgePropensity, type PropensityFit } from "@habitus/models";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { cellOf, csvRows } from "./csv-rows.ts";

export type ModelPropensityOptions = {
  /** CSV with a header line, plain or gzip; a row a person. */
  readonly input: string;
  /** Column that says whether it happened. */
  readonly outcome: string;
  /** Columns of what was known before it could happen. */
  readonly column: readonly string[];
  readonly delimiter: string;
};

const WORDS: Readonly<Record<string, number>> = { true: 1, yes: 1, "1": 1, false: 0, no: 0, "0": 0 };

/** Fits how likely something is to happen by what was known before, judges it by people it had not seen, and prints JSON. */
export async function modelPropensity(options: ModelPropensityOptions, around: Surroundings): Promise<Exit> {
  const { outcome, column: names } = options;
  const known = names.map((): number[] => []);
  const happened: number[] = [];
  let rowsLeftOut = 0;
  for await (const { record } of csvRows(options)) {
    const did = WORDS[cellOf(record, outcome).toLowerCase()];
    const cells = names.map((name) => numberOf(cellOf(record, name)));
    if (did === undefined || cells.includes(null)) {
      rowsLeftOut++;
      continue;
    }
    happened.push(did);
    for (const [place, cell] of cells.entries()) known[place]?.push(cell ?? Number.NaN);
  }
  const columns = names.map((name, place) => ({ name, values: Float64Array.from(known[place] ?? []) }));
  const judged = judgePropensity({ columns, happened: Float64Array.from(happened) });
  const told = judged.kind === "fitted" ? { ...judged, model: modelOf(judged, names) } : judged;
  around.out(`${JSON.stringify({ ...told, rows: happened.length + rowsLeftOut, rowsLeftOut }, null, 2)}\n`);
  return judged.kind === "fitted" ? EXIT.ok : EXIT.failed;
}

/** NaN of an empty cell, which is not known; null of what is neither a number nor a yes or no. */
function numberOf(text: string): number | null {
  if (text === "") return Number.NaN;
  return decimalFromText(text) === null ? (WORDS[text.toLowerCase()] ?? null) : Number(text);
}

function modelOf({ model }: PropensityFit, names: readonly string[]) {
  const { intercept, means, effects, errors } = model;
  const of = (place: number) => ({
    mean: means[place],
    effect: effects[place],
    error: errors?.[place] ?? null,
  });
  return { intercept, columns: Object.fromEntries(names.map((name, place) => [name, of(place)])) };
}
