import { type EventSchema, SCHEMA_LIMITS, type SchemaType } from "@habitus/events";
import { isContextProperty, isMoneyOfProduct, ITEM_PROPERTY } from "@habitus/kernel";
import { standardEvent, type StandardProperty } from "@habitus/segments";
import type { AuditedField, AuditedFields } from "../segments/data-audit.ts";
import type { ValueKind } from "../store/audit-reads.ts";

/** Fewer events than this prove neither that a field is always there nor that its values are all known. */
const TELLING_EVENTS = 100;
/** A list of values is drafted only where each came about so often. */
const TELLING_VALUES = 20;

/** What the product itself puts there, of the catalogue and of the context, so no sender is held against it. */
function isSent(name: string): boolean {
  return name !== ITEM_PROPERTY && !isContextProperty(name) && !isMoneyOfProduct(name);
}

/** A schema that what was looked at goes with: types as most values have them, required where no event lacks it. */
export function draftSchema({ looked, unread, fields }: AuditedFields): EventSchema {
  const read = looked - unread;
  const drafted = fields.filter(({ name }) => isSent(name)).slice(0, SCHEMA_LIMITS.properties);
  const always = drafted.filter(({ filled }) => read >= TELLING_EVENTS && filled === read);
  return {
    type: "object",
    properties: Object.fromEntries(drafted.map((field) => [field.name, fieldSchema(field)])),
    ...(always.length === 0 ? {} : { required: always.map(({ name }) => name) }),
  };
}

/** The schema of an event whose meaning the product knows, of which none was sent; null of any other. Nothing of it has to be there. */
export function standardSchema(event: string): EventSchema | null {
  const known = standardEvent(event);
  if (known === null) return null;
  const properties = known.properties.map(
    ({ name, type }) => [name, { type: STANDARD_TYPES[type] }] as const,
  );
  return { type: "object", properties: Object.fromEntries(properties) };
}

const STANDARD_TYPES: Readonly<Record<StandardProperty["type"], SchemaType>> = {
  text: "string",
  number: "number",
  boolean: "boolean",
  list: "array",
};

const TYPES: Readonly<Record<ValueKind, SchemaType>> = {
  text: "string",
  number_text: "string",
  time_text: "string",
  number: "number",
  boolean: "boolean",
  list: "array",
  object: "object",
};

function fieldSchema(field: AuditedField): EventSchema {
  const type = TYPES[field.kind];
  if (type !== "string") return { type };
  const texts = field.kinds.text + field.kinds.number_text + field.kinds.time_text;
  if (field.kinds.time_text === texts && texts > 0) return { type, format: "date-time" };
  const values = field.top.map(({ value }) => readText(value));
  const isWhole = values.length === field.distinct && values.every((value) => value !== null);
  const isTelling = field.filled >= TELLING_VALUES * Math.max(1, field.distinct);
  return isWhole && isTelling ? { type, enum: values.toSorted() } : { type };
}

/** Null for what is no text, or was cut. */
function readText(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
