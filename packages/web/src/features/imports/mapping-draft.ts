import type { FieldType, ImportFile, ImportMapping, MappedField, ValueFrom } from "@habitus/contract";

/** What a column of a file is for. */
export const ROLES = [
  "none",
  "userId",
  "anonymousId",
  "groupId",
  "event",
  "time",
  "property",
  "trait",
  "account",
] as const;
export type ColumnRole = (typeof ROLES)[number];

export type ColumnDraft = {
  readonly column: string;
  readonly role: ColumnRole;
  /** Name of the property or trait. */
  readonly to: string;
  readonly type: FieldType;
  readonly decimal: "." | ",";
};

/** A mapping as a table of columns: what a page can show and change. */
export type MappingDraft = {
  readonly dataset: string;
  readonly what: ImportMapping["what"];
  readonly file: ImportMapping["file"];
  /** Of rows that no column names the event of. */
  readonly eventName: string;
  readonly timeFormat: string;
  readonly zone: string;
  readonly key: readonly string[];
  readonly blanks: readonly string[];
  readonly columns: readonly ColumnDraft[];
};

export function draftOf(mapping: ImportMapping, columns: readonly string[]): MappingDraft {
  return {
    dataset: mapping.dataset,
    what: mapping.what,
    file: mapping.file,
    eventName: mapping.event?.from.constant ?? "",
    timeFormat: mapping.time?.format ?? "iso",
    zone: mapping.time?.zone ?? "UTC",
    key: mapping.key,
    blanks: mapping.blanks,
    columns: columns.map((column) => columnOf(mapping, column)),
  };
}

function columnOf(mapping: ImportMapping, column: string): ColumnDraft {
  const field = mapping.fields.find(({ from }) => from.columns[0] === column);
  const rest = {
    column,
    to: field?.to ?? column,
    type: field?.type ?? "text",
    decimal: field?.decimal ?? ".",
  } as const;
  if (mapping.userId?.columns.includes(column) === true) return { ...rest, role: "userId" };
  if (mapping.anonymousId?.columns.includes(column) === true) return { ...rest, role: "anonymousId" };
  if (mapping.groupId?.columns.includes(column) === true) return { ...rest, role: "groupId" };
  if (mapping.event?.from.columns.includes(column) === true) return { ...rest, role: "event" };
  if (mapping.time?.columns.includes(column) === true) return { ...rest, role: "time" };
  return { ...rest, role: field?.as ?? "none" };
}

const ROLES_OF: Readonly<Record<MappingDraft["what"], readonly ColumnRole[]>> = {
  events: ROLES,
  people: ["none", "userId", "anonymousId", "groupId", "time", "trait", "account"],
  accounts: ["none", "userId", "anonymousId", "groupId", "time", "account"],
};

export function rolesOf(what: MappingDraft["what"]): readonly ColumnRole[] {
  return ROLES_OF[what];
}

/** Of roles that several columns may have; each of these has a name and a type. */
export function isField(role: ColumnRole): role is MappedField["as"] {
  return role === "property" || role === "trait" || role === "account";
}

/** A column takes a role; those of which there is one only are taken from the column that had it. */
export function withRole(draft: MappingDraft, column: string, role: ColumnRole): MappingDraft {
  const isShared = role === "none" || isField(role);
  const columns = draft.columns.map((each) => {
    if (each.column === column) return { ...each, role };
    return !isShared && each.role === role ? { ...each, role: "none" as const } : each;
  });
  return { ...draft, columns };
}

export function withColumn(
  draft: MappingDraft,
  column: string,
  part: Partial<Pick<ColumnDraft, "to" | "type" | "decimal">>,
): MappingDraft {
  return {
    ...draft,
    columns: draft.columns.map((each) => (each.column === column ? { ...each, ...part } : each)),
  };
}

/** What a field of one kind of rows is of another. */
const FIELD_OF = { events: "property", people: "trait", accounts: "account" } as const;

/** Rows become events, people or accounts: what says something of one says it of the other. */
export function withWhat(draft: MappingDraft, what: MappingDraft["what"]): MappingDraft {
  const columns = draft.columns.map((each) => {
    const isOwn = each.role === FIELD_OF[draft.what];
    if (isOwn || (isField(each.role) && !rolesOf(what).includes(each.role))) {
      return { ...each, role: FIELD_OF[what] };
    }
    return rolesOf(what).includes(each.role) ? each : { ...each, role: "none" as const };
  });
  return { ...draft, what, columns };
}

export function mappingOf(draft: MappingDraft): ImportMapping {
  const { what, dataset, file, eventName, timeFormat, zone } = draft;
  const withRoleOf = (role: ColumnRole): string[] =>
    draft.columns.filter((each) => each.role === role).map(({ column }) => column);
  const from = (role: ColumnRole): ValueFrom | null => {
    const columns = withRoleOf(role);
    return columns.length === 0 ? null : { columns, constant: null };
  };
  const time = withRoleOf("time");
  const groupId = from("groupId");
  const constant = eventName.trim() === "" ? null : eventName.trim();
  return {
    dataset,
    what,
    file,
    event:
      what === "events"
        ? { from: { columns: withRoleOf("event"), constant }, names: {}, otherwise: "keep" }
        : null,
    time: time.length === 0 ? null : { columns: time, format: timeFormat, zone },
    userId: from("userId"),
    anonymousId: from("anonymousId"),
    ...(groupId === null ? {} : { groupId }),
    key: [...draft.key],
    blanks: [...draft.blanks],
    fields: draft.columns.flatMap(fieldOf),
  };
}

function fieldOf({ column, role, to, type, decimal }: ColumnDraft): readonly MappedField[] {
  if (!isField(role)) return [];
  const isNumber = type === "number" || type === "money";
  const from = { columns: [column], constant: null };
  return [{ to, as: role, from, type, ...(isNumber && decimal === "," ? { decimal } : {}) }];
}

/** What still has to be said before the rows can be read. */
export type Missing = "person" | "event" | "account" | "dataset" | "name";

export function missingIn(draft: MappingDraft): readonly Missing[] {
  const has = (role: ColumnRole): boolean => draft.columns.some((each) => each.role === role);
  const missing: Missing[] = [];
  if (draft.what !== "accounts" && !has("userId") && !has("anonymousId")) missing.push("person");
  if (draft.what === "events" && !has("event") && draft.eventName.trim() === "") missing.push("event");
  if ((draft.what === "accounts" || has("account")) && !has("groupId")) missing.push("account");
  if (!/^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/.test(draft.dataset)) missing.push("dataset");
  if (draft.columns.some(({ role, to }) => isField(role) && to.trim() === "")) missing.push("name");
  return missing;
}

/** Whether the table shows all that a mapping says, so that it may be changed there. */
export function isShown(mapping: ImportMapping, columns: readonly string[]): boolean {
  const sorted = (each: ImportMapping): string =>
    JSON.stringify(ordered({ ...each, fields: [...each.fields].sort((a, b) => (a.to < b.to ? -1 : 1)) }));
  return sorted(mappingOf(draftOf(mapping, columns))) === sorted(mapping);
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]));
}

/** Saved mappings whose columns are all in the file. */
export function fits(mapping: ImportMapping, file: ImportFile): boolean {
  const { event, time, userId, anonymousId, groupId, key, fields } = mapping;
  const sources = [event?.from, userId, anonymousId, groupId, ...fields.map(({ from }) => from)];
  const read = [...sources.flatMap((from) => from?.columns ?? []), ...(time?.columns ?? []), ...key];
  return (
    file.guess.file.format === mapping.file.format && read.every((column) => file.columns.includes(column))
  );
}
