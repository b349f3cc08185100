import { readFile } from "node:fs/promises";
import { problemsOf } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";

type Refused = { readonly success: false; readonly error: Parameters<typeof problemsOf>[0] };

type Schema<Mapping> = {
  safeParse(value: unknown): { readonly success: true; readonly data: Mapping } | Refused;
};

type Kind<Mapping> = {
  readonly schema: Schema<Mapping>;
  /** "mapping of costs" */
  readonly called: string;
  /** What prints one to begin with. */
  readonly command: string;
};

/** @throws HabitusError `bad_mapping`. */
export async function readMappingFile<Mapping>(
  name: string,
  { schema, called, command }: Kind<Mapping>,
): Promise<Mapping> {
  const text = await readFile(name, "utf8").catch(() => {
    throw new HabitusError("bad_mapping", `There is no file ${name} that can be read.`);
  });
  const parsed = schema.safeParse(jsonOf(text, name));
  if (parsed.success) return parsed.data;
  const [first] = problemsOf(parsed.error);
  const place = first === undefined ? "" : `${first.path}: ${first.message}`;
  throw new HabitusError("bad_mapping", `${name} is no ${called}: ${place}.`, {
    fix: `Begin with what \`${command} --print-mapping\` prints.`,
  });
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HabitusError("bad_mapping", `${name} is not JSON.`);
  }
}
