import type { DefinitionInput } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { MIXED_CURRENCIES, type ObservedWarning } from "@habitus/segments";
import { reasonsOf } from "../../platform/logger.ts";
import { fromTree, problemsIn, refusal } from "../../segments/language.ts";
import { mixedMoney } from "../../segments/mixed-money.ts";
import type { ManagementDeps } from "./deps.ts";

type Deps = Pick<ManagementDeps, "money" | "events" | "logger">;

/**
 * What comes into force puts no amounts of several currencies together. What only sounds like money is not refused.
 * @param part A definition, or whatever else is made of its nodes.
 * @param input As it was written, so that the places are found in it; null of what is no definition of a segment.
 * @throws HabitusError `definition_refused` with problems of the code `mixed_currencies`.
 */
export async function refuseMixedMoney(
  deps: Deps,
  part: unknown,
  input: DefinitionInput | null,
): Promise<void> {
  const warnings = (await foundIn(deps, part)).filter(({ code }) => code === MIXED_CURRENCIES);
  if (warnings.length === 0) return;
  throw refusal(input === null ? warnings.map(fromTree) : problemsIn(input, warnings));
}

/** As sentences, without refusing anything. */
export async function mixedMoneySays(deps: Deps, part: unknown): Promise<readonly string[]> {
  return (await foundIn(deps, part)).map(({ message }) => message);
}

/** A store that does not answer refuses nothing: the health of what came into force tells of it later. */
async function foundIn({ money, events, logger }: Deps, part: unknown): Promise<readonly ObservedWarning[]> {
  try {
    return await mixedMoney(part, money.settings.get().currency, events);
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    logger.warn(reasonsOf(error), "currencies were not looked at");
    return [];
  }
}
