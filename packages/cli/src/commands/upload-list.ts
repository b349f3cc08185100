import { basename } from "node:path";
import { routes } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { count } from "../counts.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { blobOf, followed } from "./follow.ts";
import { connect, type ServerOptions } from "./server.ts";

export const LIST_MODES = ["replace", "add", "remove"] as const;

export type ListOptions = ServerOptions & {
  /** Key of the list; the name of the file without its ending when absent. */
  readonly list?: string | undefined;
  /** Of a list that is made by it. */
  readonly name?: string | undefined;
  readonly mode: (typeof LIST_MODES)[number];
};

/** Changes who is on a list by a CSV file of ids; a list that is not there is made. */
export async function uploadList(file: string, options: ListOptions, around: Surroundings): Promise<Exit> {
  const key = options.list ?? basename(file).replace(/\.[^.]*$/, "");
  const params = routes.uploadList.params.safeParse({ key });
  if (!params.success) {
    throw new HabitusError("bad_key", `\`${key}\` is no key of a list.`, {
      fix: "Name the list with --list, by 1 to 64 of a-z, 0-9, - and _.",
    });
  }
  const api = connect(options, around);
  const query = { mode: options.mode, name: options.name ?? key };
  const { list, change, job } = await api.uploadList({
    params: params.data,
    query,
    file: await blobOf(file),
  });
  if (change !== null) {
    const { added, removed, unchanged, unknown, refused } = change;
    around.out(
      `Added: ${count(added)}. Removed: ${count(removed)}. As before: ${count(unchanged)}. Known to nobody yet: ${count(unknown)}. Refused: ${count(refused)}.\n`,
    );
    return EXIT.ok;
  }
  const ended = job === null ? null : await followed(() => api.getJob({ params: { id: job.id } }), around);
  if (ended !== null && ended.state !== "done") {
    around.out(`Failed: ${ended.error?.message ?? ended.state}\n`);
    return EXIT.failed;
  }
  const { members } = await api.getList({ params: { key: list.key } });
  around.out(`On the list: ${count(members)}.\n`);
  return EXIT.ok;
}
