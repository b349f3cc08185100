import { z } from "zod";
import type { Literal } from "./definition.ts";

export const numberLiteral = z
  .strictObject({
    kind: z.enum(["number", "percent"]),
    value: z
      .string()
      .describe("Decimal text with at most 18 digits before and 9 behind the point, such as 12.5."),
  })
  .meta({ id: "NumberLiteral" });

export const textLiteral = z
  .strictObject({ kind: z.literal("text"), value: z.string() })
  .meta({ id: "TextLiteral" });
export const booleanLiteral = z
  .strictObject({ kind: z.literal("boolean"), value: z.boolean() })
  .meta({ id: "BooleanLiteral" });
export const dateLiteral = z
  .strictObject({
    kind: z.literal("date"),
    value: z.string().describe("ISO date or date-time; UTC without an offset."),
  })
  .meta({ id: "DateLiteral" });

export const literal: z.ZodType<Literal> = z
  .discriminatedUnion("kind", [textLiteral, numberLiteral, booleanLiteral, dateLiteral])
  .meta({ id: "Literal" });
