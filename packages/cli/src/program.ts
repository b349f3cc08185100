import { HabitusError } from "@habitus/kernel";
import { MODEL_NAMES } from "@habitus/models";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { apply, type ApplyOptions } from "./commands/apply.ts";
import { check, type CheckOptions } from "./commands/check.ts";
import { explain, type ExplainOptions, type Part, PARTS } from "./commands/explain.ts";
import { importCosts, type CostOptions } from "./commands/import-costs.ts";
import { importRates } from "./commands/import-rates.ts";
import { importFile, type ImportOptions } from "./commands/import-file.ts";
import { idKinds } from "./commands/id-kinds.ts";
import { importItems, type ItemOptions } from "./commands/import-items.ts";
import { modelFit, type ModelFitOptions, UNIT_DAYS } from "./commands/model-fit.ts";
import { modelPropensity, type ModelPropensityOptions } from "./commands/model-propensity.ts";
import { plan, type PlanCommandOptions } from "./commands/plan.ts";
import { pull, type PullOptions } from "./commands/pull.ts";
import { DEFAULT_SERVER, type ServerOptions } from "./commands/server.ts";
import { templates, type TemplateOptions } from "./commands/templates.ts";
import { LIST_MODES, type ListOptions, uploadList } from "./commands/upload-list.ts";
import { showError } from "./show-error.ts";
import { EXIT, type Exit, type Surroundings } from "./surroundings.ts";

/** Runs the command line `argv` (without node and script) and gives the exit code. */
export async function run(argv: readonly string[], around: Surroundings): Promise<Exit> {
  let exit: Exit = EXIT.ok;
  const ends = (code: Exit): void => {
    exit = code;
  };
  try {
    await createProgram(around, ends).parseAsync([...argv], { from: "user" });
    return exit;
  } catch (error) {
    // Asking for help or the version ends with 0; what commander refuses it has told already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
    if (!(error instanceof HabitusError)) throw error;
    around.err(`habitus: ${showError(error)}`);
    return EXIT.failed;
  }
}

function createProgram(around: Surroundings, ends: (code: Exit) => void): Command {
  const program = new Command("habitus")
    .description(
      "Segments as files: check them, see what a change does, apply it. Imports of files. Models of buying over a file of orders",
    )
    .exitOverride()
    .configureOutput({ writeOut: around.out, writeErr: around.err });
  addReading(program, around, ends);
  addServerCommands(program, around, ends);
  addImport(program, around, ends);
  addCosts(program, around, ends);
  addRates(program, around, ends);
  addTables(program, around, ends);
  addTemplates(program, around, ends);
  addModel(program, around, ends);
  return program;
}

function addReading(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  program
    .command("check")
    .description("check every *.segment file of a folder; asks no server")
    .argument("<dir>", "folder of *.segment files")
    .option("--strict", "end with 1 where there are notes", false)
    .option("--json", "for programs", false)
    .action(async (dir: string, options: CheckOptions) => ends(await check(dir, options, around)));
  program
    .command("explain")
    .description(
      "show what a definition means: sentence, tree, plan and query; by a server only where --server names one",
    )
    .argument("<file>", "a *.segment file, or one that holds a sentence or a tree")
    .option("--server <url>", "take what its names mean from this server, zone and week too")
    .option("--key <key>", "API key (default: HABITUS_API_KEY)")
    .addOption(new Option("--only <part...>", "only these parts").choices([...PARTS]))
    .option("--at <time>", "the now of the query (default: the present)")
    .option("--zone <name>", "zone of the workspace", "UTC")
    .option("--week-start <day>", "first day of the week, 1 is Monday", weekday, 1)
    .action(async (file: string, { only, ...options }: Omit<ExplainOptions, "only"> & { only?: Part[] }) =>
      ends(await explain(file, { ...options, only: only ?? [] }, around)),
    );
}

function addServerCommands(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  atServer(program, "plan", "show what apply would do, and whom it would move; ends with 2 if anything")
    .option("--prune", "count what only the server has as to be deleted", false)
    .option("--strict", "end with 1 where a definition has warnings", false)
    .option("--json", "for programs", false)
    .action(async (dir: string, options: PlanCommandOptions) => ends(await plan(dir, options, around)));
  atServer(program, "apply", "make the server's segments those of the folder")
    .option("--prune", "delete what only the server has", false)
    .option("--strict", "change nothing where a definition has warnings", false)
    .option("--yes", "do not ask", false)
    .action(async (dir: string, options: ApplyOptions) => ends(await apply(dir, options, around)));
  atServer(program, "pull", "write the server's segments into the folder")
    .option("--prune", "delete files of segments that the server does not have", false)
    .action(async (dir: string, options: PullOptions) => ends(await pull(dir, options, around)));
}

function addImport(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  ofServer(
    program
      .command("import")
      .description("import a file of events or people; ends with 2 if some rows have mistakes")
      .argument("<file>", "CSV, NDJSON or Parquet, also .gz"),
  )
    .option("--mapping <mapping>", "a mapping's key on the server or its file.json (default: a guess)")
    .option("--print-mapping", "only print the guess, to be saved and mended", false)
    .option("--check", "read the whole file and change nothing", false)
    .option("--errors <file>", "where to write the rows with mistakes")
    .option("--json", "for programs", false)
    .action(async (file: string, options: ImportOptions) => ends(await importFile(file, options, around)));
}

function addCosts(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  ofServer(
    program
      .command("costs")
      .description("note the costs of a file; ends with 2 if some rows have mistakes")
      .argument("<file>", "CSV, NDJSON or Parquet, also .gz"),
  )
    .option("--mapping <file>", "which columns say what, as JSON (default: a guess)")
    .option("--currency <code>", "of rows that say none")
    .option("--print-mapping", "only print the guess, to be saved and mended", false)
    .option("--check", "read the whole file and note nothing", false)
    .option("--json", "for programs", false)
    .action(async (file: string, options: CostOptions) => ends(await importCosts(file, options, around)));
}

function addRates(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  ofServer(
    program
      .command("rates")
      .description("set the rates of exchange of a file; all of them, or none")
      .argument("<file>", "CSV with the columns from, currency and rate"),
  ).action(async (file: string, options: ServerOptions) => ends(await importRates(file, options, around)));
}

/** What the workspace knows besides people and events. */
function addTables(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  ofServer(
    program
      .command("items")
      .description("make or replace the items of a file; ends with 2 if some rows have mistakes")
      .argument("<file>", "CSV, NDJSON or Parquet with a column `id`"),
  )
    .option("--json", "for programs", false)
    .action(async (file: string, options: ItemOptions) => ends(await importItems(file, options, around)));
  ofServer(
    program
      .command("lists")
      .description("change who is on a list by a file of ids; makes a list that is not there")
      .argument("<file>", "CSV whose first column holds ids"),
  )
    .option("--list <key>", "the list (default: the name of the file)")
    .option("--name <name>", "of a list that is made (default: its key)")
    .addOption(
      new Option("--mode <mode>", "what the ids of the file do").choices([...LIST_MODES]).default("replace"),
    )
    .action(async (file: string, options: ListOptions) => ends(await uploadList(file, options, around)));
  ofServer(
    program
      .command("id-kinds")
      .description("print the kinds of ids as JSON, or make them those of such a file")
      .argument("[file]", "JSON as this command prints it"),
  ).action(async (file: string | undefined, options: ServerOptions) =>
    ends(await idKinds(file, options, around)),
  );
}

function addTemplates(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  ofServer(
    program
      .command("templates")
      .description("show the segments to begin with, or write them as files; a file that is there stays"),
  )
    .option("--family <family>", "only those of one family")
    .option("--into <dir>", "folder to write them into")
    .option("--owner <name>", "who answers for them")
    .option("--purpose <key>", "what they are run for")
    .option("--review <date>", "when somebody looks at them again (default: in half a year)")
    .action(async (options: TemplateOptions) => ends(await templates(options, around)));
}

function addModel(program: Command, around: Surroundings, ends: (code: Exit) => void): void {
  const model = program
    .command("model")
    .description("statistics of buying and of what people will do, over a file; asks no server");
  model
    .command("fit")
    .description("fit a model and judge it by what it has not seen; prints JSON")
    .addOption(new Option("--model <name>", "which").choices([...MODEL_NAMES]).makeOptionMandatory())
    .requiredOption("--input <file>", "CSV with a header line, plain or .gz")
    .requiredOption("--id <column>", "column of the buyer")
    .requiredOption("--date <column>", "column of the order's date")
    .requiredOption("--value <column>", "column of the order's value")
    .requiredOption("--calibration-end <date>", "last day the model may see")
    .option("--holdout-end <date>", "last day it is judged by (default: the last of the file)")
    .addOption(
      new Option("--unit <unit>", "time unit of the model").choices(Object.keys(UNIT_DAYS)).default("week"),
    )
    .option("--delimiter <text>", "between columns", ",")
    .option(
      "--covariate <column>",
      "column of a number that is known of each buyer, with --model paretonbd; may be given several times",
      (column: string, others: readonly string[]) => [...others, column],
      [],
    )
    .action(async (options: ModelFitOptions) => ends(await modelFit(options, around)));
  model
    .command("propensity")
    .description(
      "how likely something is to happen by what was known before, judged by who was not seen; prints JSON",
    )
    .requiredOption("--input <file>", "CSV with a header line, plain or .gz; a row a person")
    .requiredOption(
      "--outcome <column>",
      "column that says whether it happened: yes or no, true or false, 1 or 0",
    )
    .requiredOption(
      "--column <column>",
      "column of a number, or of yes and no, that was known before; may be given several times",
      (column: string, others: readonly string[] | undefined) => [...(others ?? []), column],
    )
    .option("--delimiter <text>", "between columns", ",")
    .action(async (options: ModelPropensityOptions) => ends(await modelPropensity(options, around)));
}

function atServer(program: Command, name: string, description: string): Command {
  return ofServer(
    program.command(name).description(description).argument("<dir>", "folder of *.segment files"),
  );
}

function ofServer(command: Command): Command {
  return command
    .option("--server <url>", `address of the server (default: HABITUS_URL, else ${DEFAULT_SERVER})`)
    .option("--key <key>", "API key (default: HABITUS_API_KEY)");
}

function weekday(text: string): number {
  if (!/^[1-7]$/.test(text)) throw new InvalidArgumentError("A day of the week is a number from 1 to 7.");
  return Number(text);
}
