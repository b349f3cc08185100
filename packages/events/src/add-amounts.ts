import {
  convertedAmount,
  CURRENCY_PROPERTY,
  type Decimal,
  decimalFromJsonNumber,
  decimalFromText,
  decimalToText,
  exchanged,
  type ExchangeRate,
  ITEM_PROPERTY,
  MONEY_PROPERTIES,
  OWN_CURRENCY_PROPERTY,
} from "@habitus/kernel";
import { JsonScanner, type Member, memberSpans, type Span, withTexts } from "./json-scan.ts";

/** Why an amount is not known in the workspace's currency. */
export type Unconverted = "unknown_currency" | "no_rate" | "too_large";

/** How amounts of one event become those of the workspace. */
export type Exchange = {
  /** The workspace's own currency. */
  readonly currency: string;
  /** "own" for amounts that are in it already; null says that no currency was said. */
  readonly rateOf: (said: string | null) => ExchangeRate | "own" | Exclude<Unconverted, "too_large">;
};

export type AddedAmounts = {
  /** The properties with amounts in the workspace's currency; else as they were, byte for byte. */
  readonly properties: string;
  readonly converted: number;
  /** One for each amount that could not be, with the currency that was said. */
  readonly failed: readonly { readonly reason: Unconverted; readonly currency: string }[];
};

const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const QUOTE = 0x22;

/** A key that is written with an escape cannot be seen so; then each is looked at. */
const MAY_HOLD_MONEY = new RegExp(String.raw`"(?:${MONEY_PROPERTIES.join("|")})"|\\u`);

/**
 * Puts beside the amounts that properties hold what they are worth in the workspace's currency: of the event itself, of the items of its
 * lists, and of what the catalogue says of either. An item without a currency has that of its event.
 * @param properties A JSON object text without any of the properties that are put.
 */
export function addAmounts(properties: string, exchange: Exchange): AddedAmounts {
  if (!MAY_HOLD_MONEY.test(properties)) return { properties, converted: 0, failed: [] };
  const adding = new Adding(properties, exchange);
  adding.addAll();
  const { converted, failed, put } = adding;
  return { properties: converted === 0 ? properties : withTexts(properties, put), converted, failed };
}

class Adding {
  readonly put: { readonly at: number; readonly text: string }[] = [];
  readonly failed: { readonly reason: Unconverted; readonly currency: string }[] = [];
  converted = 0;
  private readonly text: string;
  private readonly exchange: Exchange;

  constructor(text: string, exchange: Exchange) {
    this.text = text;
    this.exchange = exchange;
  }

  /** What is put must ascend: what lies inside of the event first. */
  addAll(): void {
    const members = memberSpans(this.text);
    const said = this.saidIn(members);
    for (const { key, value } of members) {
      const first = this.text.charCodeAt(value.from);
      if (first === OPEN_LIST) this.addInItems(value, said ?? null);
      else if (first === OPEN_OBJECT && key === ITEM_PROPERTY) this.addInObject(value, null);
    }
    const own = this.amountsOf(members, said ?? null);
    if (this.converted === 0) return;
    const currency = `,"${OWN_CURRENCY_PROPERTY}":"${this.exchange.currency}"`;
    this.put.push({ at: this.text.lastIndexOf("}"), text: own + currency });
  }

  private addInItems(list: Span, saidOfEvent: Said): void {
    const scanner = new JsonScanner(this.text, list.from);
    while (scanner.nextItem()) {
      const from = scanner.at;
      scanner.skipValue();
      if (this.text.charCodeAt(from) === OPEN_OBJECT) this.addInObject({ from, to: scanner.at }, saidOfEvent);
    }
  }

  private addInObject({ from, to }: Span, saidOutside: Said): void {
    const members = memberSpans(this.text, from);
    for (const { key, value } of members) {
      if (key === ITEM_PROPERTY && this.text.charCodeAt(value.from) === OPEN_OBJECT) {
        this.addInObject(value, null);
      }
    }
    const said = this.saidIn(members);
    const text = this.amountsOf(members, said === undefined ? saidOutside : said);
    if (text !== "") this.put.push({ at: to - 1, text });
  }

  /** The amounts of one object, as members to put behind its own. */
  private amountsOf(members: readonly Member[], said: Said): string {
    let added = "";
    let rate: ReturnType<Exchange["rateOf"]> | null = null;
    for (const name of MONEY_PROPERTIES) {
      const amount = this.amountOf(members, name);
      if (amount === null) continue;
      rate ??= said === UNREADABLE ? "unknown_currency" : this.exchange.rateOf(said);
      const worth = worthOf(amount, rate);
      if (typeof worth === "bigint") {
        this.converted++;
        added += `,"${convertedAmount(name) ?? ""}":${decimalToText(worth)}`;
      } else {
        this.failed.push({ reason: worth, currency: typeof said === "string" ? said : "" });
      }
    }
    return added;
  }

  private amountOf(members: readonly Member[], name: string): Decimal | null {
    const value = lastOf(members, name);
    if (value === null) return null;
    const token = this.text.slice(value.from, value.to);
    return token.charCodeAt(0) === QUOTE
      ? decimalFromText(JSON.parse(token) as string)
      : decimalFromJsonNumber(token);
  }

  /** Undefined where none is said. */
  private saidIn(members: readonly Member[]): Said | undefined {
    const value = lastOf(members, CURRENCY_PROPERTY);
    if (value === null) return undefined;
    const token = this.text.slice(value.from, value.to);
    if (token === "null") return undefined;
    if (token.charCodeAt(0) !== QUOTE) return UNREADABLE;
    const currency = (JSON.parse(token) as string).trim();
    return currency === "" ? undefined : currency;
  }
}

/** Of `currency`: what is no text. */
const UNREADABLE = Symbol("unreadable");
type Said = string | null | typeof UNREADABLE;

function worthOf(amount: Decimal, rate: ReturnType<Exchange["rateOf"]>): Decimal | Unconverted {
  if (rate === "own") return amount;
  return typeof rate === "string" ? rate : (exchanged(amount, rate) ?? "too_large");
}

function lastOf(members: readonly Member[], name: string): Span | null {
  for (let index = members.length - 1; index >= 0; index--) {
    const member = members[index];
    if (member?.key === name) return member.value;
  }
  return null;
}
