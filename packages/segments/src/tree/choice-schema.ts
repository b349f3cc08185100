import { z } from "zod";
import type { CountTest, EventName, ItemsChoice, LocalChoice, MembersChoice } from "./definition.ts";
import { numberLiteral } from "./literal-schema.ts";
import { durationUnit } from "./window-schema.ts";

// Parts of conditions that hold no conditions themselves.

export const countOp = z.enum(["at least", "at most", "exactly", "more than", "less than"]);

export const compareOp = z.enum(["<", "<=", ">", ">=", "="]);

export const aggregateKind = z.enum([
  "sum",
  "average",
  "minimum",
  "maximum",
  "median",
  "first",
  "last",
  "distinct count",
]);

export const count: z.ZodType<CountTest> = z
  .strictObject({ op: countOp, n: z.int() })
  .meta({ id: "CountTest" });

export const duration = z.strictObject({ amount: z.int(), unit: durationUnit }).meta({ id: "Duration" });

const weekday = z.enum(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);

export const local: z.ZodType<LocalChoice> = z
  .strictObject({
    days: z.union([z.enum(["weekdays", "weekends"]), z.array(weekday)]).exactOptional(),
    hours: z.strictObject({ from: z.string(), to: z.string() }).exactOptional(),
  })
  .meta({ id: "LocalChoice", description: "By the clock where the event happened." });

export const rankPlace = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["top", "bottom"]), percent: numberLiteral }),
  z.strictObject({ kind: z.literal("percentiles"), from: numberLiteral, to: numberLiteral }),
  z.strictObject({ kind: z.literal("tier"), tier: z.int(), of: z.int() }),
]);

export const rfmTest = z
  .strictObject({ op: compareOp, n: z.int() })
  .meta({ id: "RfmTest", description: "A score from 1 to 5 compared." });

export const durationKind = z.enum(["sum", "average", "minimum", "maximum"]);

export const itemsChoice: z.ZodType<ItemsChoice> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["any", "every"]) }),
    z.strictObject({ kind: z.literal("count"), count }),
  ])
  .meta({ id: "ItemsChoice" });

export const membersChoice: z.ZodType<MembersChoice> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["any", "every", "none"]) }),
    z.strictObject({ kind: z.literal("count"), count }),
  ])
  .meta({ id: "MembersChoice" });

export const eventName: z.ZodType<EventName> = z
  .union([
    z.string(),
    z.strictObject({ startsWith: z.string() }),
    z.strictObject({ activity: z.literal(true) }),
  ])
  .meta({
    id: "EventSelector",
    description: "The exact name, how the names of several events begin, or whatever the person did.",
  });
