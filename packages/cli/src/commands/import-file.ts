import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Client, type Import, type ImportMapping, importMappingSchema } from "@habitus/contract";
import { count, counted } from "../counts.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { blobOf, followed } from "./follow.ts";
import { readMappingFile } from "./mapping-file.ts";
import { connect, type ServerOptions } from "./server.ts";

export type ImportOptions = ServerOptions & {
  /** A file of JSON, or the key of a mapping on the server; what the server guesses when absent. */
  readonly mapping?: string | undefined;
  readonly check: boolean;
  /** Where rows with mistakes are written. */
  readonly errors?: string | undefined;
  readonly printMapping: boolean;
  readonly json: boolean;
};

/** Imports a file, or says what that would do. Ends with 2 when rows have mistakes; the others came in. */
export async function importFile(file: string, options: ImportOptions, around: Surroundings): Promise<Exit> {
  const mapping = options.mapping === undefined ? null : await mappingOf(options.mapping);
  const api = connect(options, around);
  const uploaded = await api.uploadImportFile({
    query: { name: basename(file) },
    file: await blobOf(file),
  });
  if (options.printMapping) {
    around.out(`${JSON.stringify(uploaded.guess, null, 2)}\n`);
    await api.deleteImportFile({ params: { id: uploaded.id } });
    return EXIT.ok;
  }
  const body = {
    file: uploaded.id,
    mode: options.check ? ("check" as const) : ("run" as const),
    mapping: mapping ?? uploaded.guess,
  };
  const done = await seeThrough(api, await startOrForget(api, body), around);
  if (options.check) await api.deleteImportFile({ params: { id: uploaded.id } });
  around.out(options.json ? `${JSON.stringify(done, null, 2)}\n` : showReport(done, options));
  if (options.errors !== undefined && done.errorFile !== null) await writeErrors(api, done, options.errors);
  if (done.state !== "done") return EXIT.failed;
  return done.report.bad === 0 ? EXIT.ok : EXIT.mistakes;
}

const MAPPING = { schema: importMappingSchema, called: "mapping", command: "habitus import FILE" };

/** The key of one on the server stays as it is. @throws HabitusError `bad_mapping`. */
function mappingOf(given: string): string | Promise<ImportMapping> {
  return given.endsWith(".json") ? readMappingFile(given, MAPPING) : given;
}

/** A file whose import is refused is not left behind. */
async function startOrForget(
  api: Client,
  body: Parameters<Client["startImport"]>[0]["body"],
): Promise<Import> {
  try {
    return await api.startImport({ body });
  } catch (error) {
    await api.deleteImportFile({ params: { id: body.file } });
    throw error;
  }
}

/** Follows an import until it ends, also over a restart of the server. */
async function seeThrough(api: Client, { id }: Import, around: Surroundings): Promise<Import> {
  let shown = await api.getImport({ params: { id } });
  await followed(async () => {
    shown = await api.getImport({ params: { id } });
    return shown.job;
  }, around);
  return shown;
}

function showReport({ mode, state, report, job, errorFile }: Import, { errors }: ImportOptions): string {
  const { rows, good, bad, skipped, repeated, people, names, reasons, firstTime, lastTime } = report;
  const lines = [
    `${counted(rows, "row", "rows")}: ${count(good)} good, ${count(bad)} with mistakes, ${count(skipped)} skipped, ${count(repeated)} repeated.`,
    ...reasons.map(({ reason, count: times, example }) => `  ${count(times)} ${reason}: ${example}`),
    `${counted(people.known + people.new, "person", "people")}: ${count(people.known)} known, ${count(people.new)} new.`,
    ...names.map(({ name, count: times }) => `  ${count(times)} ${name}`),
  ];
  if (firstTime !== null && lastTime !== null) lines.push(`From ${firstTime} to ${lastTime}.`);
  if (errorFile !== null && errors === undefined) lines.push("--errors FILE writes the rows with mistakes.");
  if (job?.error !== undefined && job.error !== null) lines.push(`Failed: ${job.error.message}`);
  else if (state !== "done") lines.push(`The import was ${state}.`);
  else if (mode === "check") lines.push("Nothing was changed.");
  return `${lines.join("\n")}\n`;
}

async function writeErrors(api: Client, { id }: Import, path: string): Promise<void> {
  const stream = await api.downloadImportErrors({ params: { id } });
  await pipeline(Readable.from(bytesOf(stream)), createWriteStream(path));
}

type Bytes = Awaited<ReturnType<Client["downloadImportErrors"]>>;

async function* bytesOf(stream: Bytes): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) return;
    yield value;
  }
}
