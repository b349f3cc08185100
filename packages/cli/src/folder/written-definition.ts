import type { DefinitionProblem } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import {
  checkDefinition,
  contradictions,
  type Definition,
  ownWarnings,
  parseDefinition,
  problemAt,
  readSegmentFile,
} from "@habitus/segments";
import { showNote, showProblems } from "../show-problems.ts";
import { inFile } from "./local-segment.ts";

/** A definition that stands in a file: a segment file, a bare sentence or a tree. */
export type WrittenDefinition = {
  readonly definition: Definition;
  readonly key: string | null;
  readonly purpose: string | null;
  /** As it is written, which is what places are counted in. */
  readonly written: string | Definition;
  readonly showNote: (note: Note) => string;
};

type Note = Pick<DefinitionProblem, "code" | "message" | "suggestion"> &
  Partial<Pick<DefinitionProblem, "from" | "to" | "path">>;

export type ReadWritten =
  | { readonly kind: "ok"; readonly file: WrittenDefinition }
  /** What is wrong, to be shown. */
  | { readonly kind: "refused"; readonly told: string };

/**
 * A segment file begins with its fields, a tree with a brace; all else is a sentence.
 * @throws HabitusError `not_json`.
 */
export function readWritten(name: string, text: string): ReadWritten {
  if (/^\uFEFF?---/.test(text)) {
    const read = readSegmentFile(text);
    if (read.kind === "refused") return refused(showProblems(inFile(name, text, read.problems)));
    const { definition, key, purpose } = read.file;
    return { kind: "ok", file: { definition, key, purpose, ...inSentence(name, text, read.body) } };
  }
  if (text.trimStart().startsWith("{")) {
    const checked = checkDefinition(readTree(name, text));
    if (checked.kind === "refused") {
      return refused(checked.problems.map(({ path, message }) => `${name}: ${path}: ${message}\n`).join(""));
    }
    const { definition } = checked;
    const file = { definition, ...BARE, written: definition, showNote: (note: Note) => bareNote(name, note) };
    return { kind: "ok", file };
  }
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") return refused(showProblems(inFile(name, text, parsed.problems)));
  return { kind: "ok", file: { definition: parsed.definition, ...BARE, ...inSentence(name, text, 0) } };
}

/** What a definition by itself says that is probably not meant. */
export function ownNotes({ definition, written }: WrittenDefinition): readonly Note[] {
  return typeof written === "string" ? ownWarnings(written, definition, null) : contradictions(definition);
}

const BARE = { key: null, purpose: null } as const;

function refused(told: string): ReadWritten {
  return { kind: "refused", told };
}

/** @param body where the sentence begins, which goes on to the end. */
function inSentence(
  name: string,
  text: string,
  body: number,
): Pick<WrittenDefinition, "written" | "showNote"> {
  return {
    written: text.slice(body),
    showNote(note) {
      const { from = null, to = null, code, message, suggestion } = note;
      if (from === null || to === null) return bareNote(name, note);
      const placed = problemAt(text, { from: from + body, to: to + body }, { code, message, suggestion });
      return inFile(name, text, [placed]).map(showNote).join("");
    },
  };
}

/** Of what has no place in a text. */
function bareNote(name: string, { path = null, message }: Note): string {
  return `note: ${[name, ...(path === null ? [] : [path]), message].join(": ")}\n`;
}

function readTree(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HabitusError("not_json", `${name} begins like a tree but is no JSON: ${reason}.`);
  }
}
