import type { SegmentDiff } from "@habitus/contract";
import type { Change, PeopleChange, Plan, Step } from "./make-plan.ts";

const SIGNS = { create: "+", edit: "~", delete: "-" } as const;

/** The plan for people, with a line end behind each line. */
export function showPlan(plan: Plan): string {
  const lines = [...plan.changes.flatMap(showChange), ...showKept(plan.kept), summaryOf(plan)];
  return `${lines.join("\n")}\n`;
}

function showChange(change: Change): readonly string[] {
  const path = change.path === null ? "" : `  (${change.path})`;
  return [
    `${SIGNS[change.step.action]} ${change.key}  ${change.name}${path}`,
    ...(change.step.action === "edit" ? change.fields.flatMap(showField) : []),
    ...showPeople(change.people),
    "",
  ];
}

function showField({ field, before, after }: Change["fields"][number]): readonly string[] {
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

function summaryOf({ changes, same, at }: Plan): string {
  const number = (action: Step["action"]): number =>
    changes.filter((change) => change.step.action === action).length;
  if (changes.length === 0) return `Nothing to change: ${same} as on the server.`;
  const counts = `${number("create")} to create, ${number("edit")} to change, ${number("delete")} to delete`;
  return `${counts}; ${same} as on the server.${at === null ? "" : ` People as of ${at}.`}`;
}

/** The plan for programs. */
export function planAsJson({ changes, same, kept, at }: Plan): string {
  const plain = changes.map(({ step, key, name, path, fields, people }) => ({
    action: step.action,
    key,
    name,
    path,
    fields,
    people,
  }));
  return `${JSON.stringify({ changes: plain, same, kept, at }, null, 2)}\n`;
}
