import type { EventSchema } from "@habitus/contract";

/** What a row can say of a field; "other" is what only the JSON says, such as several types at once. */
export const ROW_TYPES = [
  "any",
  "string",
  "number",
  "integer",
  "boolean",
  "array",
  "object",
  "other",
] as const;
export type RowType = (typeof ROW_TYPES)[number];

export type SchemaRow = {
  readonly name: string;
  readonly type: RowType;
  readonly required: boolean;
  /** Allowed texts; empty for any. */
  readonly values: readonly string[];
  readonly pattern: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
};

/** The fields of the event itself, in the order of the schema; those required alone come last. */
export function schemaRows({ properties = {}, required = [] }: EventSchema): readonly SchemaRow[] {
  const named = Object.entries(properties).map(([name, field]) =>
    rowOf(name, field, required.includes(name)),
  );
  const others = required.filter((name) => !Object.hasOwn(properties, name));
  return [...named, ...others.map((name) => rowOf(name, {}, true))];
}

function rowOf(name: string, field: EventSchema, required: boolean): SchemaRow {
  const { enum: values = [], pattern = "", minimum = null, maximum = null } = field;
  return { name, type: typeOf(field), required, values: values.filter(isText), pattern, minimum, maximum };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function typeOf({ type, enum: values = [] }: EventSchema): RowType {
  if (!values.every(isText)) return "other";
  if (type === undefined) return values.length === 0 ? "any" : "other";
  return ROW_TYPES.find((each) => each === type) ?? "other";
}

/** The schema with the row in the place of the field `before`, or behind all others; what rows do not show stays. */
export function withRow(schema: EventSchema, before: string | null, row: SchemaRow): EventSchema {
  const { properties = {}, required = [] } = schema;
  const field = withSaid((before === null ? undefined : properties[before]) ?? {}, row);
  const entries = Object.entries(properties);
  const isThere = before !== null && Object.hasOwn(properties, before);
  const next = isThere
    ? entries.map(
        ([name, own]) => (name === before ? [row.name, field] : [name, own]) as [string, EventSchema],
      )
    : [...entries, [row.name, field] as [string, EventSchema]];
  const others = required.filter((name) => name !== before && name !== row.name);
  return withFields(schema, next, row.required ? [...others, row.name] : others);
}

export function withoutRow(schema: EventSchema, name: string): EventSchema {
  const { properties = {}, required = [] } = schema;
  return withFields(
    schema,
    Object.entries(properties).filter(([each]) => each !== name),
    required.filter((each) => each !== name),
  );
}

function withFields(
  { properties: _properties, required: _required, ...schema }: EventSchema,
  fields: readonly (readonly [string, EventSchema])[],
  required: readonly string[],
): EventSchema {
  return {
    ...schema,
    properties: Object.fromEntries(fields),
    ...(required.length === 0 ? {} : { required: [...required] }),
  };
}

/** What only texts and only numbers can be held against goes with the type. */
function withSaid(field: EventSchema, { type, values, pattern, minimum, maximum }: SchemaRow): EventSchema {
  if (type === "other") return field;
  const {
    type: _type,
    enum: _enum,
    pattern: _pattern,
    minimum: _minimum,
    maximum: _maximum,
    ...rest
  } = field;
  const kept = field.type === type ? rest : { ...textOf(rest) };
  const isNumber = type === "number" || type === "integer";
  return {
    ...(type === "any" ? {} : { type }),
    ...kept,
    ...(type === "string" && values.length > 0 ? { enum: [...values] } : {}),
    ...(type === "string" && pattern !== "" ? { pattern } : {}),
    ...(isNumber && minimum !== null ? { minimum } : {}),
    ...(isNumber && maximum !== null ? { maximum } : {}),
  };
}

function textOf({ title, description }: EventSchema): EventSchema {
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}

/** A name that no field has yet. */
export function freshName(schema: EventSchema): string {
  const taken = new Set(schemaRows(schema).map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? "field" : `field_${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Null when the text is no JSON object. What it says is checked where it is saved. */
export function readSchema(text: string): EventSchema | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isFields(value["properties"]) && isNames(value["required"]) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> & EventSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFields(value: unknown): boolean {
  if (value === undefined) return true;
  return isObject(value) && Object.values(value).every((field) => isObject(field) && isList(field.enum));
}

function isList(value: unknown): boolean {
  return value === undefined || Array.isArray(value);
}

function isNames(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isText));
}

export function schemaText(schema: EventSchema): string {
  return JSON.stringify(schema, null, 2);
}
