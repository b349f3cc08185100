import { convertedAmount, CURRENCY_PROPERTY, OWN_CURRENCY_PROPERTY } from "@habitus/kernel";
import { pointer } from "../check/problem.ts";
import { printName, printText } from "../text/literals.ts";
import type { EventName, PropertyPath } from "../tree/definition.ts";
import type { ObservedWarning } from "../vocabulary/observed-warnings.ts";
import type { CurrencyCount } from "../vocabulary/vocabulary.ts";
import { isOwnAmount, type SumOfMoney, sumsOfMoney } from "./sums-of-money.ts";

/** What is known of the currencies of a workspace's events. */
export type Currencies = {
  /** The workspace's own; null while it has none. */
  readonly own: string | null;
  /** Of the events of a name that hold the amount; empty where nothing is known of them. */
  readonly of: (event: EventName, property: PropertyPath) => readonly CurrencyCount[];
  /** What the items of the list that the property lies in say as their own; empty where nothing is known of them. */
  readonly ofItems?: (event: EventName, property: PropertyPath) => readonly string[];
};

export const MIXED_CURRENCIES = "mixed_currencies";

/** What only sounds like money may be anything else, such as `time_spent`: nothing is refused for it. */
export const PERHAPS_MIXED_CURRENCIES = "perhaps_mixed_currencies";

/**
 * Sums of amounts in more than one currency, and sums of converted amounts that some events do not have. The first make no sense: of
 * the amounts that are converted they are refused where a definition comes into force.
 * @param part A definition, or whatever is made of its nodes.
 */
export function moneyWarnings(part: unknown, currencies: Currencies): readonly ObservedWarning[] {
  return sumsOfMoney(part).flatMap((sum) => warningOf(sum, currencies) ?? []);
}

function warningOf(sum: SumOfMoney, { own, of, ofItems }: Currencies): ObservedWarning | null {
  if (sum.isPinned) return null;
  const counts = of(sum.event, sum.property);
  if (isOwnAmount(sum.property)) return ofOwnAmount(sum, counts, own);
  const inItems = ofItems?.(sum.event, sum.property) ?? [];
  return ofSentAmount(sum, counts, own) ?? ofAmountsOfItems(sum, inItems, own);
}

/** Items are looked at in a sample alone, so nothing is refused for what they say. */
function ofAmountsOfItems(
  sum: SumOfMoney,
  said: readonly string[],
  own: string | null,
): ObservedWarning | null {
  const [first, second] = said;
  if (first === undefined || second === undefined) return null;
  const convertible = own === null ? null : convertedAmount(sum.property.at(-1) ?? "");
  const mended = convertible === null ? null : [...sum.property.slice(0, -1), convertible];
  const use = mended === null ? "" : `use \`${mended.join(".")}\`, which is in ${own}, or `;
  const message = `\`${sum.property.join(".")}\` of ${named(sum.event)} ${sum.does} ${first} and ${second} together: the items say currencies of their own; ${use}add \`(where ${CURRENCY_PROPERTY} is ${printText(first)})\` behind it`;
  return warning(sum, PERHAPS_MIXED_CURRENCIES, message, mended);
}

function ofSentAmount(
  sum: SumOfMoney,
  counts: readonly CurrencyCount[],
  own: string | null,
): ObservedWarning | null {
  const shares = sharesBy(counts, ({ said }) => said ?? own);
  const [first, second] = shares;
  if (first === undefined || second === undefined) return null;
  const last = sum.property.at(-1) ?? "";
  const convertible = convertedAmount(last);
  const converted = own === null ? null : convertible;
  const mended = converted === null || sum.at === null ? null : [...sum.property.slice(0, -1), converted];
  const pin = first.currency ?? second.currency ?? "EUR";
  const ways = [
    ...(converted === null
      ? []
      : [`use \`${[...sum.property.slice(0, -1), converted].join(".")}\`, which is in ${own}`]),
    ...(own === null && convertible !== null
      ? [
          "choose the workspace's currency under Settings, Money, so that amounts are converted as events come in",
        ]
      : []),
    `add \`where ${CURRENCY_PROPERTY} is ${printText(pin)}\``,
  ];
  const perhaps = convertible === null ? ", if it is money" : "";
  const message = `\`${sum.property.join(".")}\` of ${named(sum.event)} ${sum.does} ${mixture(first, second)} together${perhaps}: ${shown(shares)}; ${ways.join(", or ")}`;
  return warning(sum, convertible === null ? PERHAPS_MIXED_CURRENCIES : MIXED_CURRENCIES, message, mended);
}

/** The way out is the present currency: all that comes from now on is in it, however few events there are in it yet. */
function ofOwnAmount(
  sum: SumOfMoney,
  counts: readonly CurrencyCount[],
  own: string | null,
): ObservedWarning | null {
  const shares = sharesBy(counts, (count) => count.own);
  const known = shares.filter(({ currency }) => currency !== null);
  const [first, second] = known;
  const amount = `\`${sum.property.join(".")}\` of ${named(sum.event)}`;
  if (first !== undefined && second !== undefined) {
    const message = `${amount} ${sum.does} ${mixture(first, second)} together: ${shown(known)}, since the workspace's currency was changed; add \`where ${OWN_CURRENCY_PROPERTY} is ${printText(own ?? first.currency ?? "")}\``;
    return warning(sum, MIXED_CURRENCIES, message, null);
  }
  const missing = shares.find(({ currency }) => currency === null);
  if (missing === undefined) return null;
  const message = `${amount} is not there in ${percent(missing.share)} of the events: they came before the workspace had a currency, or there was no rate for theirs; what they are worth is left out`;
  return warning(sum, "amounts_not_converted", message, null);
}

type Share = { readonly currency: string | null; readonly share: number };

/** The largest first. */
function sharesBy(
  counts: readonly CurrencyCount[],
  currencyOf: (count: CurrencyCount) => string | null,
): readonly Share[] {
  const sums = new Map<string | null, number>();
  let all = 0;
  for (const count of counts) {
    const currency = currencyOf(count);
    sums.set(currency, (sums.get(currency) ?? 0) + count.events);
    all += count.events;
  }
  return [...sums]
    .map(([currency, events]) => ({ currency, share: events / all }))
    .sort((a, b) => b.share - a.share || ((a.currency ?? "") < (b.currency ?? "") ? -1 : 1));
}

function mixture(first: Share, second: Share): string {
  return `${nameOf(first)} and ${nameOf(second)}`;
}

function nameOf({ currency }: Share): string {
  return currency ?? "amounts without a currency";
}

/** Currencies that are named with their shares; beyond these it is said that there are more. */
const SHOWN = 4;

function shown(shares: readonly Share[]): string {
  const each = shares.slice(0, SHOWN).map((share) => {
    const are = share.currency === null ? "say none" : `are in ${share.currency}`;
    return `${percent(share.share)} of the events ${are}`;
  });
  const more = shares.length - SHOWN;
  return [...each, ...(more > 0 ? [`${more} more currencies`] : [])].join(", ");
}

function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0) return "less than 1 %";
  return rounded === 100 && share < 1 ? "more than 99 %" : `${rounded} %`;
}

function named(event: EventName): string {
  if (typeof event === "string") return `\`${event}\``;
  return "activity" in event ? "any activity" : `events starting with \`${event.startsWith}\``;
}

function warning(
  sum: SumOfMoney,
  code: string,
  message: string,
  mended: PropertyPath | null,
): ObservedWarning {
  const written = (path: PropertyPath): string => path.map(printName).join(".");
  return {
    code,
    message,
    path: pointer(sum.at ?? sum.keys),
    written: sum.at === null ? "monetary" : written(sum.property),
    suggestion: mended === null ? null : written(mended),
  };
}
