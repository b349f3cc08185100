import { parseIso } from "@habitus/kernel";
import { z } from "zod";
import { ERROR_CODES } from "../errors.ts";
import { LIMITS, type PageSize } from "../limits.ts";

const isInstant = (text: string): boolean => parseIso(text) !== null;

/** An instant as ISO 8601 text. Answers always carry UTC with milliseconds; calls may send a date or any offset. */
export const timeSchema = z
  .string()
  .refine(isInstant, "must be an ISO 8601 date or date-time")
  .meta({
    id: "Time",
    description:
      "ISO 8601 instant. Answers are UTC with milliseconds; a call may send a date or another offset. Without an offset it is UTC.",
    examples: ["2026-03-01T09:30:00.000Z"],
  });

/** Zone names are proven against the server's zone database when they are set. */
export const zoneSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/, "must be an IANA zone name")
  .meta({ examples: ["Europe/Kyiv"] });

const isCalendarDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && isInstant(text);

export const dateSchema = z.string().refine(isCalendarDate, "must be a date such as 2026-03-01").meta({
  id: "Date",
  description: "A calendar date: YYYY-MM-DD.",
  format: "date",
});

/** Of whom a path or a body speaks. */
export const saidAsSchema = z.literal("number").optional().meta({
  description:
    "`number`: the id is a person's number (`p123`), and not somebody's own id that looks like one.",
});

/** Of routes that speak of one person by the path. */
export const personQuerySchema = z.strictObject({ as: saidAsSchema });

/** A whole number written in a query string. */
export function queryInteger(range: {
  readonly min: number;
  readonly max?: number;
  /** What is taken when it is absent; left out where absence means something of its own. */
  readonly fallback?: number;
}) {
  const { min, max = Number.MAX_SAFE_INTEGER, fallback } = range;
  return z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .optional()
    .meta(fallback === undefined ? {} : { default: fallback });
}

export function pageLimit(size: PageSize) {
  return queryInteger({ min: 1, max: size.max, fallback: size.fallback });
}

export const cursorSchema = z.string().min(1).max(LIMITS.cursorLength).meta({
  description: "`next` of the page before. Opaque: its form may change.",
});

export const nextSchema = z.string().nullable().meta({
  description: "Cursor of the following page; null on the last.",
});

/** Names a thing of the workspace in addresses and definitions; it never changes. */
export const keySchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/, "must be 1 to 64 of a-z, 0-9, - and _")
  .meta({ id: "DocumentKey", examples: ["beta"] });

export const idSchema = z.string().min(1).max(LIMITS.idLength);

/** Who did something. */
export const actorSchema = z
  .object({
    kind: z.enum(["user", "key", "token", "system"]),
    id: z.string(),
    name: z.string(),
  })
  .meta({
    id: "Actor",
    description: "Who did it: a person, an API key, the admin token or the server itself.",
  });

export type Actor = z.infer<typeof actorSchema>;

export const jsonObjectSchema = z.record(z.string(), z.unknown());

export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(ERROR_CODES as [string, ...string[]]),
      message: z.string(),
      fix: z.string().optional(),
      details: jsonObjectSchema.optional(),
      requestId: z.string(),
    }),
  })
  .meta({ id: "Error", description: "The body of every answer that is no success." });
