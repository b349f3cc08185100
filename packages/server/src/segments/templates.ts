import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "@habitus/segments";
import { readShippedFile } from "./shipped-file.ts";

/** A segment to begin with. It names events as the Segment spec does; whoever takes it says which of theirs are meant. */
export type Template = {
  /** The folder it stands in: frequency, lifecycle ... */
  readonly family: string;
  readonly key: string;
  readonly name: string;
  readonly goal: string;
  readonly action: string;
  /** Who that is, in plain words. */
  readonly about: string;
  readonly definition: Definition;
};

/**
 * The `*.segment` files of the folders in `dir`, by family and key; the comment above a sentence says who is meant.
 * @throws HabitusError `bad_segment_file` naming the file, line and column.
 */
export async function readTemplates(dir: string): Promise<readonly Template[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const families = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const all = await Promise.all(families.sort().map((family) => readFamily(dir, family)));
  return all.flat();
}

async function readFamily(dir: string, family: string): Promise<readonly Template[]> {
  const files = (await readdir(join(dir, family))).filter((name) => name.endsWith(".segment")).sort();
  return Promise.all(
    files.map(async (file) => templateOf(family, file, await readFile(join(dir, family, file), "utf8"))),
  );
}

function templateOf(family: string, file: string, text: string): Template {
  const { key, name, goal, action, definition } = readShippedFile(`${family}/${file}`, text);
  const about = [...text.matchAll(/^-- (.*)$/gm)].map(([, line = ""]) => line).join(" ");
  return { family, key, name, goal, action, about, definition };
}
