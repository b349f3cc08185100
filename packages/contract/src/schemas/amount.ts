import { type Decimal, decimalFromText, decimalToText } from "@habitus/kernel";
import { z } from "zod";

/** Text keeps every digit, a JSON number those of a double. */
const exactSchema = (isAllowed: (value: Decimal) => boolean, says: string) =>
  z
    .union([z.string(), z.number()])
    .refine((value) => {
      const read = decimalFromText(String(value));
      return read !== null && isAllowed(read);
    }, says)
    .transform((value) => decimalToText(decimalFromText(String(value)) ?? 0n));

/** An exact number that is not below 0. */
export const amountSchema = exactSchema(
  (value) => value >= 0n,
  "must be a number from 0 on with at most 9 decimals",
).meta({ description: "From 0 on, with at most 9 decimals. Text keeps every digit; answers have text." });

/** An exact number that may take back what an earlier one said. */
export const signedAmountSchema = exactSchema(() => true, "must be a number with at most 9 decimals").meta({
  description:
    "With at most 9 decimals; below 0 it takes back what was noted too much. Text keeps every digit; answers have text.",
});

export const currencySchema = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "must be the three letters of a currency")
  .transform((currency) => currency.toUpperCase())
  .meta({ examples: ["EUR"] });
