import { decimalFromText, decimalToText } from "@habitus/kernel";
import { z } from "zod";

/** An exact number that is not below 0: text keeps every digit, a JSON number those of a double. */
export const amountSchema = z
  .union([z.string(), z.number()])
  .refine((value) => isAmount(String(value)), "must be a number from 0 on with at most 9 decimals")
  .transform((value) => decimalToText(decimalFromText(String(value)) ?? 0n))
  .meta({ description: "From 0 on, with at most 9 decimals. Text keeps every digit; answers have text." });

function isAmount(text: string): boolean {
  return (decimalFromText(text) ?? -1n) >= 0n;
}

export const currencySchema = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "must be the three letters of a currency")
  .transform((currency) => currency.toUpperCase())
  .meta({ examples: ["EUR"] });
