import { type Decimal, decimalFromText, decimalToText, ExactNumber } from "@habitus/kernel";
import { z } from "zod";

/** A number with more digits than a double holds, as `parseJson` reads it; only of routes with `exactNumbers`. */
export const exactNumberSchema = z.custom<ExactNumber>((value) => value instanceof ExactNumber);
// To whoever reads the document it is a number like others.
exactNumberSchema._zod.toJSONSchema = () => ({
  type: "number",
  description: "With as many digits as are sent.",
});

const textOf = (value: string | number | ExactNumber): string =>
  value instanceof ExactNumber ? value.text : String(value);

/** Text keeps every digit, a JSON number those of a double. */
const exactSchema = (isAllowed: (value: Decimal) => boolean, says: string) =>
  z
    .union([z.string(), z.number(), exactNumberSchema])
    .refine((value) => {
      const read = decimalFromText(textOf(value));
      return read !== null && isAllowed(read);
    }, says)
    .transform((value) => decimalToText(decimalFromText(textOf(value)) ?? 0n));

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
