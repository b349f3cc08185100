import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { formatInstant, HabitusError, parseIso } from "@habitus/kernel";
import {
  type AccountCut,
  type Cut,
  DEFAULT_CONTEXT,
  describePlan,
  type Plan,
  planDefinition,
  type Population,
  standInFor,
  withThresholds,
  type PlanContext,
  printDefinition,
} from "@habitus/segments";
import { membersStatement } from "@habitus/segments-sql";
import { withStandIns } from "../folder/stand-ins.ts";
import { readSegmentFolder } from "../folder/segment-folder.ts";
import { ownNotes, readWritten, type WrittenDefinition } from "../folder/written-definition.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { connect, type ServerOptions } from "./server.ts";

export const PARTS = ["sentence", "tree", "plan", "sql"] as const;
export type Part = (typeof PARTS)[number];

export type ExplainOptions = ServerOptions & {
  /** All when empty. */
  readonly only: readonly Part[];
  /** ISO text; the present when absent. */
  readonly at?: string | undefined;
  readonly zone: string;
  readonly weekStart: number;
};

const PAGE = 100;
/** Characters of a value that a person is shown: a list of all time zones would fill screens. */
const SHOWN = 120;

/**
 * What a file means, step by step, up to the query: by itself with what only a server knows stood in for, or by the server that is named.
 * @throws HabitusError what cannot be planned, once the parts that need no plan are shown.
 */
export async function explain(file: string, options: ExplainOptions, around: Surroundings): Promise<Exit> {
  const at = instantOf(options.at, around.now());
  const found = readWritten(basename(file), await textOf(file));
  if (found.kind === "refused") {
    around.err(found.told);
    return EXIT.failed;
  }
  const read = found.file;
  const means = options.server === undefined ? byItself : byServer;
  const meaning = means({ file, read, at, options, around });
  const parts: Readonly<Record<Part, () => Promise<string>>> = {
    sentence: async () => printDefinition(read.definition),
    tree: async () => JSON.stringify(read.definition, null, 2),
    ...meaning,
  };
  const [one, ...others] = options.only;
  const asked = one === undefined ? PARTS : [one, ...others];
  for (const [place, part] of asked.entries()) {
    const text = `${(await parts[part]()).trimEnd()}\n`;
    // A part alone is printed bare, so that other programs can read it.
    around.out(asked.length === 1 ? text : `${place === 0 ? "" : "\n"}-- ${part}\n${text}`);
  }
  return EXIT.ok;
}

type Asked = {
  readonly file: string;
  readonly read: WrittenDefinition;
  readonly at: number;
  readonly options: ExplainOptions;
  readonly around: Surroundings;
};
type Meaning = Pick<Readonly<Record<Part, () => Promise<string>>>, "plan" | "sql">;

function byItself({ file, read, at, options, around }: Asked): Meaning {
  for (const note of ownNotes(read)) around.err(read.showNote(note));
  let planned: Promise<Plan> | undefined;
  const plan = (): Promise<Plan> => (planned ??= planOf());
  const planOf = async (): Promise<Plan> => {
    const { context, notes } = withStandIns(read.definition, await contextOf(file, read, options));
    for (const note of notes) around.err(`note: ${note}\n`);
    return planDefinition(read.definition, withPins(read, context, around));
  };
  return {
    plan: async () => describePlan(await plan()),
    sql: async () => {
      const statement = membersStatement(await plan(), { at, after: null, limit: PAGE });
      // A part alone is for other programs.
      return showStatement(statement, at, options.only.length === 1 ? JSON.stringify : shortened);
    },
  };
}

/** As the server would run it now, by all that it knows. */
function byServer({ read, at, options, around }: Asked): Meaning {
  const api = connect(options, around);
  const { definition, key, purpose, written } = read;
  const runFor = purpose === null ? {} : { purpose };
  let checked: Promise<string> | undefined;
  const planText = (): Promise<string> => (checked ??= check());
  const check = async (): Promise<string> => {
    const body = { definition: written, ...runFor, ...(key === null ? {} : { key }) };
    const { planText: text, problems, warnings } = await api.checkSegment({ body });
    for (const warning of warnings) around.err(read.showNote(warning));
    const [problem] = problems;
    if (problem !== undefined) throw new HabitusError(problem.code, `${problem.message}.`);
    return text ?? "(It has none until the server has worked out its thresholds.)";
  };
  return {
    plan: planText,
    sql: async () => {
      await planText();
      const asOf = options.at === undefined ? {} : { at: formatInstant(at) };
      const body = { definition, ...runFor, ...asOf, limit: PAGE, sql: true };
      const { sql = "", at: counted } = await api.evaluateSegment({ body });
      return `-- the first ${PAGE} people, as of ${counted}\n${sql}`;
    },
  };
}

/** What a server works out over everybody has something that stands for it here, which is told. */
function withPins(
  { definition }: WrittenDefinition,
  context: PlanContext,
  around: Surroundings,
): PlanContext {
  const asked = new Set<string>();
  const completed = withThresholds(definition, context, (population, cut) => {
    asked.add(noteOf(population, cut));
    return standInFor(population);
  });
  for (const note of asked) around.err(`note: ${note}, which a server works out\n`);
  return completed;
}

function noteOf(population: Population, cut: Cut | AccountCut): string {
  const pinned = standInFor(population);
  return "side" in cut && "value" in pinned
    ? `${pinned.value} stands for the threshold of the ${cut.side} ${cut.part}/${cut.of} by ${population.says}`
    : `one account stands for those whose people are asked: ${population.says}`;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HabitusError("file_unreadable", `${file} cannot be read: ${reason}.`);
  }
}

/** The segments that stand beside a segment file are those it may name. */
async function contextOf(
  file: string,
  read: WrittenDefinition,
  options: ExplainOptions,
): Promise<PlanContext> {
  const context = { ...DEFAULT_CONTEXT, workspaceZone: options.zone, weekStart: options.weekStart };
  if (read.key === null) return context;
  const { segments } = await readSegmentFolder(dirname(file));
  const beside = segments.map(({ content: { key, name, definition, purpose } }) => [
    key,
    { name, definition, purpose },
  ]);
  return { ...context, self: read.key, segments: Object.fromEntries(beside) };
}

function instantOf(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const read = parseIso(text);
  if (read === null)
    throw new HabitusError("not_a_time", `\`${text}\` is no time such as 2026-03-01T09:30:00Z.`);
  return read.at;
}

function showStatement(
  { sql, params }: { readonly sql: string; readonly params: Readonly<Record<string, unknown>> },
  at: number,
  show: (value: unknown) => string,
): string {
  const values = Object.entries(params).map(([name, value]) => `-- ${name} = ${show(value)}`);
  return [`-- the first ${PAGE} people, as of ${formatInstant(at)}`, ...values, sql].join("\n");
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN
    ? text
    : `${text.slice(0, SHOWN)}... (${text.length} characters; \`--only sql\` shows all)`;
}
