/** The kinds of values that a schema tells apart; `integer` is a number without a fraction. */
export const SCHEMA_TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"] as const;
export type SchemaType = (typeof SCHEMA_TYPES)[number];

/** `date-time` is an ISO 8601 date or date-time, as conditions read it. */
export const SCHEMA_FORMATS = ["date-time", "date", "email"] as const;

/**
 * What the properties of an event must be: the part of JSON Schema (2020-12) whose every keyword can be checked in one pass over the
 * value, without anything fetched, referred to or run.
 */
export type EventSchema = {
  readonly $schema?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: SchemaType | readonly SchemaType[] | undefined;
  readonly enum?: readonly (string | number | boolean | null)[] | undefined;
  readonly properties?: Readonly<Record<string, EventSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | undefined;
  readonly items?: EventSchema | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: (typeof SCHEMA_FORMATS)[number] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
};

export const SCHEMA_LIMITS = {
  /** Schemas inside each other, the event's own being the first. */
  depth: 6,
  /** Properties named in one schema, at all depths. */
  properties: 300,
  patternChars: 200,
  /** Ways in which a pattern may be tried on a text. */
  patternWays: 2 ** 17,
  /** A text that is longer does not match any pattern. */
  patternTextChars: 256,
  /** Of a list, the texts at one place on which a pattern is tried; those behind are taken to match. */
  patternItems: 10,
  /** Different places and keywords that are told of one event. */
  violationsPerEvent: 20,
} as const;

/** Where a definition is wrong, as a path into it, and why. */
export type SchemaProblem = { readonly path: string; readonly message: string };
