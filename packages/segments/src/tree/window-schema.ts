import { z } from "zod";
import type { AnniversaryWindow, TraitWindow, WindowChoice } from "./definition.ts";

export const dateOp = z.enum(["before", "after", "on or before", "on or after"]);

export const durationUnit = z.enum(["second", "minute", "hour", "day", "week", "month", "year"]);
const calendarUnit = z.enum(["day", "week", "month", "year"]);
export const inTheirTimeZone = z.literal(true).exactOptional();

const datedWindows = [
  z.strictObject({ kind: z.literal("last"), amount: z.int(), unit: durationUnit }),
  z.strictObject({ kind: z.literal("between"), from: z.int(), to: z.int(), unit: durationUnit }),
  z.strictObject({ kind: z.literal("this"), unit: calendarUnit, inTheirTimeZone }),
  z.strictObject({ kind: z.literal("previous"), unit: calendarUnit, inTheirTimeZone }),
  z.strictObject({ kind: z.literal("calendar"), count: z.int(), unit: calendarUnit, inTheirTimeZone }),
] as const;

const windowChoices = [
  z.strictObject({ kind: z.literal("ever") }),
  ...datedWindows,
  z.strictObject({ kind: z.literal("older"), amount: z.int(), unit: durationUnit }),
  z.strictObject({
    kind: z.literal("regular"),
    least: z.int(),
    count: z.int(),
    unit: durationUnit,
    each: z.int().exactOptional(),
    calendar: z.literal(true).exactOptional(),
    inTheirTimeZone,
  }),
  z.strictObject({ kind: z.literal("since"), from: z.string() }),
  z.strictObject({ kind: z.literal("before"), to: z.string() }),
  z.strictObject({ kind: z.literal("range"), from: z.string(), to: z.string() }),
] as const;

export const window: z.ZodType<WindowChoice> = z
  .discriminatedUnion("kind", windowChoices)
  .meta({ id: "WindowChoice" });

const aheadWindows = [
  z.strictObject({ kind: z.literal("next"), amount: z.int(), unit: durationUnit }),
  z.strictObject({ kind: z.literal("between ahead"), from: z.int(), to: z.int(), unit: durationUnit }),
  z.strictObject({ kind: z.literal("period"), unit: calendarUnit, offset: z.int(), inTheirTimeZone }),
  z.strictObject({ kind: z.literal("coming"), count: z.int(), unit: calendarUnit, inTheirTimeZone }),
] as const;

export const traitWindow: z.ZodType<TraitWindow> = z
  .discriminatedUnion("kind", [
    ...windowChoices,
    ...aheadWindows,
    z.strictObject({
      kind: z.literal("side"),
      op: dateOp,
      amount: z.int(),
      unit: durationUnit,
      ahead: z.literal(true).exactOptional(),
    }),
  ])
  .meta({ id: "TraitWindow" });

export const anniversaryWindow: z.ZodType<AnniversaryWindow> = z
  .discriminatedUnion("kind", [...datedWindows, ...aheadWindows])
  .meta({ id: "AnniversaryWindow", description: "Days where the person lives." });
