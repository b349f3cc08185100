import { z } from "zod";
import { literal, numberLiteral, dateLiteral, textLiteral } from "./literal-schema.ts";
import { dateOp } from "./window-schema.ts";

// Tests of one value, whatever has it.

export const ignoreCase = z.literal(true).exactOptional();

export const existsTest = z.strictObject({ op: z.literal("exists") });

export const inTest = z.strictObject({ op: z.literal("in"), values: z.array(literal), ignoreCase });

export const textTest = z.strictObject({
  op: z.enum(["contains", "starts with", "ends with", "matches"]),
  value: textLiteral,
  ignoreCase,
});

export const betweenTest = z.strictObject({
  op: z.literal("between"),
  from: numberLiteral,
  to: numberLiteral,
});

export const dateTest = z.strictObject({ op: dateOp, value: dateLiteral });
