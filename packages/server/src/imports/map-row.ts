import type { ImportMapping, MappedField, ValueFrom } from "@habitus/contract";
import { cellText, jsonText, shownCell, type ValueReader, valueReader } from "./cell-values.ts";
import type { Cell, ReadRow } from "./row.ts";
import { compileTime } from "./time-format.ts";

/** What a row becomes. */
export type Mapped =
  | {
      readonly kind: "calls";
      readonly calls: readonly MappedCall[];
    }
  | { readonly kind: "skipped" }
  | { readonly kind: "bad"; readonly reason: string; readonly detail: string };

export type MappedCall = {
  /** Of the calls that a row of its kind may give; the same for a kind of call, whichever others the row gives. */
  readonly place: 0 | 1 | 2;
  /** JSON text of a call of the tracking API, without its messageId and its last brace. */
  readonly text: string;
};

/** Message ids that were given out rest on these. */
const PLACES = {
  events: { track: 0, identify: 1, group: 2 },
  people: { track: 0, identify: 0, group: 1 },
  accounts: { track: 0, identify: 0, group: 0 },
} as const satisfies Record<ImportMapping["what"], Record<string, MappedCall["place"]>>;

/** Why a mapping made nothing of a row; the reasons of the tracking API come on top. */
export const ROW_REASONS = {
  wrong_cells: "The row has more or fewer cells than the file has columns.",
  not_json: "The line is no JSON object.",
  too_long: "The row is longer than a row may be.",
  bad_quotes: "The row's quotes do not close.",
  bad_cell: "A cell holds another kind of value than the mapping says.",
  no_account: "The row names no account.",
  bad_time: "The time is not written in the form the mapping says.",
} as const;

export type RowMapper = {
  map(row: ReadRow): Mapped;
  /** Text that tells the row from others: of its key columns, or of all cells. */
  keyText(row: ReadRow): string;
};

type Field = {
  readonly name: string;
  readonly label: string;
  readonly from: Pick;
  readonly read: ValueReader;
};
/** The first cell that is not blank, else the constant, else null. */
type Pick = (cells: readonly Cell[]) => Cell;

export type MapperOptions = {
  readonly columns: readonly string[];
  readonly mapping: ImportMapping;
  /** ISO text for rows of a mapping without a time. */
  readonly startedAt: string;
};

/** The columns a mapping reads. */
export function columnsRead(mapping: ImportMapping): readonly string[] {
  const { event, time, userId, anonymousId, groupId, key, fields } = mapping;
  const sources = [event?.from, userId, anonymousId, groupId, ...fields.map(({ from }) => from)];
  const read = [...sources.flatMap((from) => from?.columns ?? []), ...(time?.columns ?? []), ...key];
  return [...new Set(read)];
}

/** Turns rows into calls of the tracking API, as text, so that no digit is lost on the way. */
export function createRowMapper({ columns, mapping, startedAt }: MapperOptions): RowMapper {
  const at = (column: string): number => columns.indexOf(column);
  const isBlank = blankTest(mapping.blanks);
  const pick = (from: ValueFrom | null): Pick =>
    picker(from?.columns.map(at) ?? [], from?.constant ?? null, isBlank);
  const userId = pick(mapping.userId);
  const anonymousId = pick(mapping.anonymousId);
  const groupId = pick(mapping.groupId ?? null);
  const time = timeOf(mapping, at, isBlank, startedAt);
  const name = nameOf(mapping, pick);
  const fieldsAs = (as: MappedField["as"]): readonly Field[] =>
    mapping.fields
      .filter((field) => field.as === as)
      .map((field) => ({
        name: JSON.stringify(field.to),
        label: field.from.columns.join(", ") || field.to,
        from: pick(field.from),
        read: valueReader(field),
      }));
  const properties = fieldsAs("property");
  const traits = fieldsAs("trait");
  const ofAccount = fieldsAs("account");
  const keyColumns = mapping.key.map(at);
  const places = PLACES[mapping.what];

  const map = ({ cells }: ReadRow): Mapped => {
    const event = name(cells);
    if (event === "skip") return { kind: "skipped" };
    const timestamp = time(cells);
    if (timestamp.kind === "bad") return timestamp;
    const ids = idsText(userId(cells), anonymousId(cells));
    const own = objectText(properties, cells);
    if (own.kind === "bad") return own;
    const said = objectText(traits, cells);
    if (said.kind === "bad") return said;
    const account = groupText({ groupId, ofAccount, isAsked: mapping.what === "accounts" }, cells);
    if (account.kind === "bad") return account;
    const shared = `${ids}"timestamp":${timestamp.text}`;
    const calls: MappedCall[] = [];
    const add = (type: keyof typeof places, rest: string): void => {
      calls.push({ place: places[type], text: `{"type":"${type}",${shared},${rest}` });
    };
    if (mapping.what === "events") add("track", `"event":${event.text},"properties":${own.text}`);
    if (mapping.what === "people" || (mapping.what === "events" && said.text !== "{}")) {
      add("identify", `"traits":${said.text}`);
    }
    if (account.text !== "") add("group", account.text);
    return { kind: "calls", calls };
  };
  return {
    map,
    keyText: ({ cells, text }) =>
      keyColumns.length === 0
        ? (text ?? jsonText(cells))
        : jsonText(keyColumns.map((index) => cellText(cells[index] ?? null))),
  };
}

/** What a group call says beside whose it is; empty where the row names no account and need not. */
function groupText(
  {
    groupId,
    ofAccount,
    isAsked,
  }: { readonly groupId: Pick; readonly ofAccount: readonly Field[]; readonly isAsked: boolean },
  cells: readonly Cell[],
): Text | Bad {
  const id = groupId(cells);
  if (id === null) {
    return isAsked
      ? { kind: "bad", reason: "no_account", detail: ROW_REASONS.no_account }
      : { kind: "text", text: "" };
  }
  const own = objectText(ofAccount, cells);
  if (own.kind === "bad") return own;
  return { kind: "text", text: `"groupId":${JSON.stringify(cellText(id).trim())},"traits":${own.text}` };
}

function blankTest(blanks: readonly string[]): (cell: Cell) => boolean {
  const words = new Set(blanks);
  return (cell) => cell === null || (typeof cell === "string" && (cell.trim() === "" || words.has(cell)));
}

function picker(indexes: readonly number[], constant: string | null, isBlank: (cell: Cell) => boolean): Pick {
  return (cells) => {
    for (const index of indexes) {
      const cell = cells[index] ?? null;
      if (!isBlank(cell)) return cell;
    }
    return constant;
  };
}

type NameOf = (cells: readonly Cell[]) => "skip" | { readonly text: string };

function nameOf({ event }: ImportMapping, pick: (from: ValueFrom) => Pick): NameOf {
  if (event === null) return () => ({ text: "null" });
  const value = pick(event.from);
  const { names, otherwise } = event;
  return (cells) => {
    const given = cellText(value(cells)).trim();
    if (!Object.hasOwn(names, given)) return otherwise === "skip" ? "skip" : { text: JSON.stringify(given) };
    const name = names[given] ?? null;
    return name === null ? "skip" : { text: JSON.stringify(name) };
  };
}

type Text = { readonly kind: "text"; readonly text: string };
type Bad = Extract<Mapped, { readonly kind: "bad" }>;

function timeOf(
  { time }: ImportMapping,
  at: (column: string) => number,
  isBlank: (cell: Cell) => boolean,
  startedAt: string,
): (cells: readonly Cell[]) => Text | Bad {
  const start: Text = { kind: "text", text: JSON.stringify(startedAt) };
  if (time === null) return () => start;
  const pick = picker(time.columns.map(at), null, isBlank);
  const read = compileTime(time);
  return (cells) => {
    const cell = pick(cells);
    const text = cell === null ? null : read(cell);
    if (text !== null) return { kind: "text", text: JSON.stringify(text) };
    const detail =
      cell === null ? "The row has no time." : `${shownCell(cell)} is no time of the form "${time.format}".`;
    return { kind: "bad", reason: "bad_time", detail };
  };
}

function objectText(fields: readonly Field[], cells: readonly Cell[]): Text | Bad {
  let text = "";
  for (const { name, label, from, read } of fields) {
    const cell = from(cells);
    if (cell === null) continue;
    const value = read(cell);
    if (value.kind === "bad") return { kind: "bad", reason: "bad_cell", detail: `${label}: ${value.why}.` };
    text += `${text === "" ? "" : ","}${name}:${value.text}`;
  }
  return { kind: "text", text: `{${text}}` };
}

function idsText(userId: Cell, anonymousId: Cell): string {
  const user = userId === null ? "" : `"userId":${JSON.stringify(cellText(userId).trim())},`;
  return anonymousId === null
    ? user
    : `${user}"anonymousId":${JSON.stringify(cellText(anonymousId).trim())},`;
}
