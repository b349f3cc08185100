import { isNamedInDefinitions, type NamedKind, readReservedTrait, type ReservedKind } from "@habitus/kernel";
import { printText } from "../text/literals.ts";
import type { TraitCondition } from "../tree/definition.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** How to ask for what a reserved trait holds, so that it can be said in one way only. */
const SAID: Readonly<Record<Exclude<ReservedKind, NamedKind>, (key: string) => string | null>> = {
  list: (key) => `in list ${printText(key)}`,
  subscription: (key) => `subscribed to ${printText(key)}`,
  consent: () => null,
  bucket: () => 'bucket 0 to 9 of 100 by "name"',
  account: (id) => `in account ${printText(id)}`,
  accounts: () => "in any account",
  zone: () => 'did "Page Viewed" where $timezone is "Europe/Kyiv"',
  score: (key) => `predicted ${printText(key)} > 0`,
};

/** Lists, subscriptions, consent, scores and buckets are no traits to whoever writes a definition; answers to surveys and benefits are. */
export function refuseReserved({ path }: Pick<TraitCondition, "path">, at: Keys, report: Report): void {
  const [name = ""] = path;
  const reserved = readReservedTrait(name);
  if (reserved === null || isNamedInDefinitions(reserved.kind)) return;
  const said = SAID[reserved.kind](reserved.key);
  const message =
    said === null
      ? `${printText(name)} is not for conditions: a segment asks for consent by its purpose`
      : `${printText(name)} is not for conditions; write \`${said}\``;
  report([...at, "path"], "reserved_trait", message, said);
}
