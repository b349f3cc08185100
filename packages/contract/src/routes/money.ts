import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes } from "../route.ts";
import { cursorSchema, dateSchema, pageLimit } from "../schemas/common.ts";
import {
  moneyEditSchema,
  moneySchema,
  ratedCurrencySchema,
  rateChangeSchema,
  ratePageSchema,
  ratesEditSchema,
} from "../schemas/money.ts";

const tag = "Money";
const reading = { role: "viewer", scope: "events:read" } as const;
const writing = { role: "editor", scope: "events:write" } as const;
const changed = { kind: "json", status: 200, schema: rateChangeSchema } as const;

/** In which currency the workspace reckons, and what others are worth in it. */
export const moneyRoutes = describeRoutes({
  getMoney: {
    tag,
    summary: "The workspace's currency, and what could not be converted into it",
    access: reading,
    success: { kind: "json", status: 200, schema: moneySchema },
    errors: [],
  },
  changeMoney: {
    tag,
    summary: "Say in which currency the workspace reckons",
    description:
      "Events that came before keep what they have. Rates are into one currency: those into another are kept for when the workspace goes back to it.",
    access: { role: "admin", scope: "workspace:write" },
    body: moneyEditSchema,
    success: { kind: "json", status: 200, schema: moneySchema },
    errors: ["conflict"],
  },
  listRates: {
    tag,
    summary: "Rates of exchange into the workspace's currency",
    description: "In order of currencies and days.",
    access: reading,
    query: z.strictObject({
      currency: ratedCurrencySchema.optional(),
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: ratePageSchema },
    errors: ["invalid_cursor"],
  },
  writeRates: {
    tag,
    summary: "Set rates of exchange",
    description: `Up to ${LIMITS.exchangeRatesAtOnce} in one call. Events that came before keep the rate of their arrival.`,
    access: writing,
    body: ratesEditSchema,
    success: changed,
    errors: ["too_many", "no_own_currency"],
  },
  uploadRates: {
    tag,
    summary: "Set rates of exchange by a CSV file",
    description: `Columns \`from\` (or \`date\`), \`currency\` and \`rate\`, in any order, with \`,\` or \`;\` between. All rows are taken, or none: \`details.problems\` names the rows with mistakes, the first ${LIMITS.rateProblems} of them, and \`details.count\` says how many there are.`,
    access: writing,
    upload: { type: "text/csv", bytes: LIMITS.rateFileBytes },
    success: changed,
    errors: ["too_many", "no_own_currency", "unreadable_file"],
  },
  deleteRate: {
    tag,
    summary: "Delete a rate of exchange",
    description: "Events that were converted at it keep their amounts.",
    access: writing,
    params: z.strictObject({ currency: ratedCurrencySchema, from: dateSchema }),
    success: { kind: "empty", status: 204 },
    errors: ["no_own_currency"],
  },
});
