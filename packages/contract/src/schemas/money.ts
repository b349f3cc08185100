import {
  isCurrency,
  isPresentCurrency,
  RATE_FRACTION_DIGITS,
  RATE_INTEGER_DIGITS,
  rateText,
  readRate,
} from "@habitus/kernel";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, dateSchema, nextSchema, timeSchema } from "./common.ts";

/** A present code of ISO 4217, unlike `currencySchema`, which takes what costs and items were always noted in. */
const ownCurrencySchema = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isPresentCurrency, "must be a present currency of ISO 4217, such as EUR")
  .meta({ examples: ["EUR"] });

/** Events of earlier years are in currencies that are no more. */
export const ratedCurrencySchema = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCurrency, "must be a currency of ISO 4217, such as USD, or a former one, such as HRK")
  .meta({ examples: ["EUR"] });

const rateNumberSchema = z
  .string()
  .trim()
  .refine(
    (text) => readRate(text) !== null,
    `must be a number above 0 with at most ${RATE_INTEGER_DIGITS} digits before the point and ${RATE_FRACTION_DIGITS} behind it`,
  )
  .transform(rateText)
  .meta({
    description:
      "Units of the workspace's currency per unit of this one, exact: text, so that every digit is kept.",
    examples: ["0.92"],
  });

export const rateSchema = z.strictObject({
  currency: ratedCurrencySchema,
  from: dateSchema.meta({ description: "The first day it holds, in the workspace's zone." }),
  rate: rateNumberSchema,
});

export const ratesEditSchema = z
  .strictObject({ rates: z.array(rateSchema).min(1).max(LIMITS.exchangeRatesAtOnce) })
  .meta({
    id: "RatesEdit",
    description: "All are taken or none. A rate of the same currency and day is replaced.",
  });

export const rateChangeSchema = z
  .object({ added: z.int(), changed: z.int(), unchanged: z.int() })
  .meta({ id: "RateChange" });

export const rateEntrySchema = z
  .object({
    currency: z.string(),
    from: z.string(),
    rate: z.string(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({
    id: "ExchangeRate",
    description:
      "What one unit of a currency is worth in the workspace's, from a day on until its next rate.",
  });

export const ratePageSchema = z
  .object({ rates: z.array(rateEntrySchema), next: nextSchema })
  .meta({ id: "RatePage" });

const unconvertedSchema = z.object({
  currency: z.string().meta({ description: "As it was said; empty for what is no text or not told apart." }),
  into: z.string().nullable().meta({
    description: "The workspace's currency at that time; null where that is not known any more.",
  }),
  reason: z.enum(["no_rate", "unknown_currency", "too_large"]),
  events: z.int(),
  first: timeSchema.meta({ description: "Time of the earliest of these events." }),
  last: timeSchema,
  seenAt: timeSchema.meta({ description: "When one came in last." }),
});

export const moneySchema = z
  .object({
    currency: z.string().nullable().meta({ description: "The workspace's own; null while it has none." }),
    since: timeSchema.nullable().meta({
      description:
        "Events that came in from then on take amounts in this currency along; null while there is none.",
    }),
    rates: z.int().meta({ description: "Rates that are kept, of former currencies too." }),
    unconverted: z.array(unconvertedSchema).meta({
      description: "Events whose amounts have no value in the workspace's currency, the newest first.",
    }),
    rev: z.int(),
  })
  .meta({ id: "Money", description: "In which currency the workspace reckons." });

export const moneyEditSchema = z
  .strictObject({ currency: ownCurrencySchema.nullable(), rev: z.int().min(0) })
  .meta({ id: "MoneyEdit", description: "Events that come from now on are converted into it." });

export type Money = z.infer<typeof moneySchema>;
export type ExchangeRateEntry = z.infer<typeof rateEntrySchema>;
