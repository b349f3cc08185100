/** Orders of a segment's people. Apart from the schemas, which callers need not load. */
export const MEMBER_ORDERS = ["oldest", "newest", "since"] as const;

/** What a list of people may have beside their ids; `trait:`, `event:` and `computed:` are followed by a name. */
export const MEMBER_COLUMNS = ["name", "email", "country", "since", "first_seen", "last_seen"] as const;

/** The traits that a column is taken from. */
export const COLUMN_TRAITS = {
  name: ["name", "first_name", "last_name", "firstName", "lastName"],
  email: ["email"],
  country: ["country", "address"],
} as const satisfies Readonly<Partial<Record<(typeof MEMBER_COLUMNS)[number], readonly string[]>>>;

export type MemberColumn =
  | (typeof MEMBER_COLUMNS)[number]
  | `trait:${string}`
  | `event:${string}`
  | `computed:${string}`;

/** As the query `columns` has them: separated by commas, each encoded as a part of an address. */
export function writeColumns(columns: readonly MemberColumn[]): string {
  return columns.map((column) => encodeURIComponent(column)).join(",");
}

/** Each column once; null where one is none. */
export function readColumns(text: string): readonly MemberColumn[] | null {
  try {
    const columns = [...new Set(text.split(",").map((column) => decodeURIComponent(column)))];
    return columns.every(isColumn) ? columns : null;
  } catch {
    return null;
  }
}

function isColumn(name: string): name is MemberColumn {
  return MEMBER_COLUMNS.some((each) => each === name) || /^(?:trait|event|computed):./s.test(name);
}
