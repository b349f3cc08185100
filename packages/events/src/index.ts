export {
  type CallType,
  CALL_NAMES,
  IDENTITY_CALLS,
  isOfNobody,
  ownIdOf,
  type TrackedEvent,
} from "./tracked-event.ts";
export { allowedId, isFitId } from "./blocked-ids.ts";
export { beginningOf, type IdFormat, type IdWriting, writtenId } from "./id-formats.ts";
export { PHONE_COUNTRIES } from "./phone-countries.ts";
export { externalIds, idInJson, saidPropertyId, saidTraitId } from "./said-ids.ts";
export { LIMITS } from "./limits.ts";
export { DEAD_REASONS, type DeadReason, DROP_REASONS } from "./reasons.ts";
export type { Admit, Arrival, Dialect, Frame, Shape } from "./frame.ts";
export {
  type Body,
  bodyDialect,
  bodyWriteKey,
  type Call,
  normaliseBody,
  normaliseRejected,
  parseBody,
  type Refused,
  type RejectedItem,
  type Taken,
} from "./normalise-body.ts";
export { decodeEvents, encodeEvents, type EventRecord } from "./event-codec.ts";
export { decodeRejected, encodeRejected, type RejectedRecord } from "./rejected-codec.ts";
export { mergeObjects } from "./json-merge.ts";
export { decodeFacts, encodeFacts, type Fact, type FactProof, type FactRecord } from "./fact-codec.ts";
export { type ConsentWord, consentWords, isConsentChoice } from "./consent-words.ts";
export { addAmounts, type AddedAmounts, type Exchange, type Unconverted } from "./add-amounts.ts";
export { type ItemNaming, type ItemText, joinItems, type JoinedItems } from "./join-items.ts";
export { zoneSaidBy } from "./said-zone.ts";
export { reducedIp } from "./reduced-ip.ts";
export { stringEnd } from "./string-end.ts";
export { type Member, memberSpans, type Span } from "./json-scan.ts";
export {
  compileSchema,
  SCHEMA_RULES,
  type SchemaCheck,
  type SchemaRule,
  type Violation,
} from "./plan/compile-schema.ts";
export {
  type EventSchema,
  SCHEMA_FORMATS,
  SCHEMA_LIMITS,
  SCHEMA_TYPES,
  type SchemaProblem,
  type SchemaType,
} from "./plan/event-schema.ts";
export { schemaProblems } from "./plan/schema-problems.ts";
export { type AtPlaces, atPlaces } from "./plan/at-places.ts";
