import { readFile } from "node:fs/promises";
import { type Client, type IdKind, problemsOf, routes } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { followed } from "./follow.ts";
import { connect, type ServerOptions } from "./server.ts";

/** A kind as it stands in a file: its rules by its key, and whether it is on. */
type Written = Omit<IdKind, "rev" | "unread">;

/**
 * Prints the kinds of ids as JSON, or makes them those of such a file. A kind that the file does not have is left as it is, and one that
 * it says is off keeps its rules.
 */
export async function idKinds(
  file: string | undefined,
  options: ServerOptions,
  around: Surroundings,
): Promise<Exit> {
  const written = file === undefined ? null : await readKinds(file);
  const api = connect(options, around);
  const { kinds } = await api.listIdKinds();
  if (written === null) {
    around.out(`${JSON.stringify(kinds.map(asWritten), null, 2)}\n`);
    return EXIT.ok;
  }
  for (const kind of written) {
    around.out(`${await put(api, kind, kinds.find(({ key }) => key === kind.key) ?? null)} ${kind.key}\n`);
  }
  const failed = await followed(async () => (await api.listIdKinds()).job, around);
  if (failed === null || failed.state === "done") return EXIT.ok;
  around.out(`Failed: ${failed.error?.message ?? failed.state}\n`);
  return EXIT.failed;
}

function asWritten(there: IdKind): Written {
  const { rev: _, unread: __, ...kind } = there;
  return kind;
}

async function put(api: Client, kind: Written, there: IdKind | null): Promise<string> {
  const { key, isOn, ...rules } = kind;
  const params = { key };
  if (!isOn) {
    if (there?.isOn !== true) return "same";
    await api.turnOffIdKind({ params });
    return "turned off";
  }
  if (there !== null && JSON.stringify(inOrder(asWritten(there))) === JSON.stringify(inOrder(kind)))
    return "same";
  await api.editIdKind({ params, body: { ...rules, rev: there?.rev ?? 0 } });
  return there === null ? "made" : "changed";
}

/** The order of fields in a file does not matter. */
const inOrder = ({ sources, ...rules }: Written): unknown => [
  sorted({ ...rules }),
  sources.map((source) => sorted({ ...source })),
];

const sorted = (fields: object): readonly (readonly [string, unknown])[] =>
  Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));

/** By the API's own schema, so that no half of a file is sent. */
async function readKinds(name: string): Promise<readonly Written[]> {
  const all = jsonOf(name, await textOf(name));
  if (!Array.isArray(all)) throw refused(name, "it is no list");
  return (all as readonly unknown[]).map((each, place) => {
    const { key, isOn = true, ...rules } = (each ?? {}) as Readonly<Record<string, unknown>>;
    const params = routes.editIdKind.params.safeParse({ key });
    const body = routes.editIdKind.body.safeParse({ ...rules, rev: 0 });
    if (!params.success || !body.success) {
      const [problem] = [params, body].flatMap(({ error }) => (error === undefined ? [] : problemsOf(error)));
      throw refused(name, `${place + 1}: ${problem?.path ?? ""}: ${problem?.message ?? ""}`);
    }
    if (typeof isOn !== "boolean") throw refused(name, `${place + 1}: isOn is neither true nor false`);
    const { rev: _, ...read } = body.data;
    return { ...params.data, ...read, isOn };
  });
}

async function textOf(name: string): Promise<string> {
  try {
    return await readFile(name, "utf8");
  } catch {
    throw new HabitusError("no_file", `There is no file ${name} that can be read.`);
  }
}

function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refused(name, "it is not JSON");
  }
}

function refused(name: string, reason: string): HabitusError {
  return new HabitusError("bad_id_kinds", `${name} holds no kinds of ids: ${reason}.`, {
    fix: "Begin with what `habitus id-kinds` prints.",
  });
}
