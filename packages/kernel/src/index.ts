export { assert, bug, BugError, type ErrorDetails, HabitusError, must, unreachable } from "./errors.ts";
export { dead, drop, ok, type Outcome } from "./outcome.ts";
export {
  type Decimal,
  DECIMAL_FRACTION_DIGITS,
  DECIMAL_INTEGER_DIGITS,
  DECIMAL_ONE,
  decimalFromJsonNumber,
  decimalFromText,
  decimalToText,
} from "./decimal.ts";
export {
  ExactNumber,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  jsonText,
  type JsonValue,
  parseJson,
} from "./json.ts";
export { type Hash128, hash128, hash32, hashHex } from "./hash.ts";
export {
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  daysInMonth,
  formatDay,
  formatInstant,
  HOUR_MS,
  type Instant,
  type IsoTime,
  MAX_EVENT_TIME,
  MIN_EVENT_TIME,
  MINUTE_MS,
  parseIso,
  SECOND_MS,
  WEEK_MS,
} from "./time.ts";
export { type Random, seededRandom } from "./random.ts";
export { isCurrency, isPresentCurrency, readCurrency } from "./currencies.ts";
export {
  type ExchangeRate,
  exchanged,
  RATE_FRACTION_DIGITS,
  RATE_INTEGER_DIGITS,
  rateText,
  readRate,
} from "./exchange-rate.ts";
export { ITEM_PROPERTY } from "./item-property.ts";
export {
  convertedAmount,
  CURRENCY_PROPERTY,
  isMoneyName,
  isMoneyOfProduct,
  MONEY_PROPERTIES,
  OWN_CURRENCY_PROPERTY,
  sentAmount,
} from "./money-properties.ts";
export {
  CONTEXT_PROPERTIES,
  type ContextProperty,
  contextPropertyAt,
  isContextProperty,
} from "./context-properties.ts";
export { isTransitionEvent, TRANSITION_EVENTS } from "./transition-events.ts";
export {
  ACCOUNT_ID,
  ACCOUNTS_TRAIT,
  BUCKET_TRAIT,
  bucketRank,
  readReservedTrait,
  type ReservedKind,
  isSaidByProduct,
  isConsentTrait,
  isZoneTrait,
  OWN_ZONE_TRAIT,
  isNamedInDefinitions,
  type NamedKind,
  reservedTrait,
  SEEN_ZONE_TRAIT,
} from "./reserved-traits.ts";
