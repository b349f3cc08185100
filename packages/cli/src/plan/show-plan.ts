import type { SegmentDiff } from "@habitus/contract";
import type { FieldChange } from "./remote.ts";
import type { Step } from "./find-changes.ts";
import type { Change, Moved, PeopleChange, Plan, PlanWarning } from "./make-plan.ts";

const SIGNS = { create: "+", edit: "~", delete: "-" } as const;

/** The plan for people, with a line end behind each line. */
export function showPlan(plan: Plan): string {
  const lines = [
    ...plan.changes.flatMap(showChange),
    ...plan.moved.flatMap(showMoved),
    ...showKept(plan.kept),
    summaryOf(plan),
  ];
  return `${lines.join("\n")}\n`;
}

function showChange(change: Change): readonly string[] {
  const path = change.file === null ? "" : `  (${change.file.path})`;
  return [
    `${SIGNS[change.step.action]} ${change.key}  ${change.name}${path}`,
    ...(change.step.action === "edit" ? change.fields.flatMap(showField) : []),
    ...showPeople(change.people),
    ...change.warnings.map(showWarning),
    "",
  ];
}

/** Stays as it is written. */
function showMoved({ key, name, reads, people }: Moved): readonly string[] {
  return [`* ${key}  ${name}  (reads ${reads.join(", ")})`, ...showPeople(people), ""];
}

function showWarning({ message, path, line, column }: PlanWarning): string {
  const place = line === undefined ? "" : ` ${path}:${line}:${column}:`;
  return `    warning:${place} ${message}`;
}

function showField({ field, before, after }: FieldChange): readonly string[] {
  if (field !== "definition") return [`    ${field}: ${oneLine(before)} -> ${oneLine(after)}`];
  return ["    definition:", `      - ${before ?? ""}`, `      + ${after ?? ""}`];
}

function oneLine(text: string | null): string {
  return JSON.stringify(text ?? "");
}

function showPeople(people: PeopleChange | null): readonly string[] {
  if (people === null) return [];
  if (people.kind === "failed") return [`    people: not counted: ${people.message} (${people.code})`];
  const { before, after, entered, left } = people;
  return [
    `    people: ${before} -> ${after} (${entered.count} in, ${left.count} out)`,
    ...showSide("in", entered),
    ...showSide("out", left),
  ];
}

function showSide(name: string, { count, people }: SegmentDiff["entered"]): readonly string[] {
  if (people.length === 0) return [];
  const more = count > people.length ? `, and ${count - people.length} more` : "";
  return [`      ${name}: ${people.map(({ id, ids }) => ids[0] ?? id).join(", ")}${more}`];
}

function showKept(kept: readonly string[]): readonly string[] {
  return kept.length === 0 ? [] : [`Only on the server, and left there without --prune: ${kept.join(", ")}`];
}

function summaryOf({ changes, moved, same, at }: Plan): string {
  const number = (action: Step["action"]): number =>
    changes.filter((change) => change.step.action === action).length;
  if (changes.length === 0) return `Nothing to change: ${same} as on the server.`;
  const counts = `${number("create")} to create, ${number("edit")} to change, ${number("delete")} to delete`;
  const along = moved.length === 0 ? "" : ` Moved along: ${moved.length}.`;
  return `${counts}; ${same} as on the server.${along}${at === null ? "" : ` People as of ${at}.`}`;
}

/** The plan for programs. */
export function planAsJson({ changes, moved, same, kept, at }: Plan): string {
  const plain = changes.map(({ step, key, name, file, fields, people, warnings }) => ({
    action: step.action,
    key,
    name,
    path: file?.path ?? null,
    fields,
    people,
    warnings,
  }));
  return `${JSON.stringify({ changes: plain, moved, same, kept, at }, null, 2)}\n`;
}
