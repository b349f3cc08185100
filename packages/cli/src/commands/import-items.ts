import { basename } from "node:path";
import { type ItemFileResult, itemFileResultSchema, type Job } from "@habitus/contract";
import { count } from "../counts.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { blobOf, followed } from "./follow.ts";
import { connect, type ServerOptions } from "./server.ts";

export type ItemOptions = ServerOptions & { readonly json: boolean };

/** Makes or replaces the items of a file. Ends with 2 when rows have mistakes; the others are in the catalogue. */
export async function importItems(file: string, options: ItemOptions, around: Surroundings): Promise<Exit> {
  const api = connect(options, around);
  const { id } = await api.uploadImportFile({ query: { name: basename(file) }, file: await blobOf(file) });
  try {
    const started = await api.importItems({ body: { file: id } });
    return told(await followed(() => api.getJob({ params: { id: started.id } }), around), options, around);
  } finally {
    // What the job has taken in is deleted by the server.
    await api.deleteImportFile({ params: { id } }).catch(() => undefined);
  }
}

function told(job: Job, { json }: ItemOptions, around: Surroundings): Exit {
  const read = itemFileResultSchema.safeParse(job.result);
  if (job.state !== "done" || !read.success) {
    around.out(json ? `${JSON.stringify(job, null, 2)}\n` : `Failed: ${job.error?.message ?? job.state}\n`);
    return EXIT.failed;
  }
  around.out(json ? `${JSON.stringify(read.data, null, 2)}\n` : showResult(read.data));
  return read.data.bad === 0 ? EXIT.ok : EXIT.mistakes;
}

function showResult({ rows, added, changed, unchanged, bad, problems }: ItemFileResult): string {
  const lines = [
    `Rows: ${count(rows)}. Added: ${count(added)}. Changed: ${count(changed)}. As before: ${count(unchanged)}. With mistakes: ${count(bad)}.`,
    ...problems.map(({ row, detail }) => `  row ${row}: ${detail}`),
    ...(bad > problems.length ? [`  and ${count(bad - problems.length)} more with mistakes`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
