import { access } from "node:fs/promises";
import { join } from "node:path";
import { problemsOf, routes, type Template } from "@habitus/contract";
import { DAY_MS, formatInstant, HabitusError } from "@habitus/kernel";
import { parseDefinition, printSegmentFile } from "@habitus/segments";
import { counted } from "../counts.ts";
import { makeFolder, newPath, writeSegmentFile } from "../folder/segment-folder.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { connect, type ServerOptions } from "./server.ts";

export type TemplateOptions = ServerOptions & {
  /** All families when absent. */
  readonly family?: string | undefined;
  /** Folder to write them into as segments; only printed when absent. */
  readonly into?: string | undefined;
  readonly owner?: string | undefined;
  readonly purpose?: string | undefined;
  readonly review?: string | undefined;
};

/** A segment is looked at again after half a year unless somebody says another day. */
const REVIEW_DAYS = 182;

/** Shows the segments to begin with, in the words of the server's workspace, or writes them as files. A file that is there stays. */
export async function templates(options: TemplateOptions, around: Surroundings): Promise<Exit> {
  const { templates: all } = await connect(options, around).listTemplates();
  const families = [...new Set(all.map(({ family }) => family))];
  const { family } = options;
  if (family !== undefined && !families.includes(family)) {
    throw new HabitusError("no_family", `There is no family \`${family}\`.`, {
      fix: `Families are ${families.join(", ")}.`,
    });
  }
  const asked = family === undefined ? all : all.filter((template) => template.family === family);
  if (options.into === undefined) around.out(asked.map(shown).join("\n"));
  else await writeAll(options.into, asked, options, around);
  return EXIT.ok;
}

function shown({ family, key, name, about, definition }: Template): string {
  return `${family}/${key}  ${name}\n    ${about}\n    ${definition}\n`;
}

async function writeAll(
  dir: string,
  all: readonly Template[],
  options: TemplateOptions,
  around: Surroundings,
): Promise<void> {
  const files = all.map(
    (template) => [newPath(template.key), textOf(template, options, around.now())] as const,
  );
  await makeFolder(dir);
  let written = 0;
  for (const [path, text] of files) {
    if (await isThere(join(dir, path))) {
      around.out(`there already ${path}\n`);
      continue;
    }
    await writeSegmentFile(dir, path, text);
    written++;
  }
  around.out(`${counted(written, "segment", "segments")} written into ${dir}.\n`);
}

/** What a template cannot know has to be said: who answers for the segment, and what it is run for. */
function textOf(template: Template, { owner, purpose, review }: TemplateOptions, now: number): string {
  const { key, name, goal, action, about, definition } = template;
  if (owner === undefined || purpose === undefined) {
    throw new HabitusError("unsaid", "A segment has somebody who answers for it, and a purpose.", {
      fix: "Say --owner and --purpose.",
    });
  }
  const reviewDate = review ?? formatInstant(now + REVIEW_DAYS * DAY_MS).slice(0, 10);
  const content = { key, name, goal, action, owner, purpose, reviewDate, definition };
  const { error } = routes.createSegment.body.safeParse(content);
  const problem = error === undefined ? undefined : problemsOf(error)[0];
  if (problem !== undefined) throw new HabitusError("unsaid", `${problem.path} ${problem.message}.`);
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") {
    const message = `This version of habitus does not know the definition of "${key}": ${parsed.problems[0]?.message ?? ""}`;
    throw new HabitusError("unknown_definition", message, { fix: "Use the version of the server." });
  }
  const file = { key, name, goal, owner, action, review: reviewDate, purpose, tags: [], paused: false };
  const printed = printSegmentFile({ ...file, definition: parsed.definition });
  return printed.replace("---\n", `---\n-- ${about.replace(/\s+/g, " ")}\n`);
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
