import type { Instant } from "./time.ts";

/**
 * Facts about a person that are not events, held as traits of reserved names so that history, late arrival, merges and every
 * evaluator treat them like any other trait. Nobody but the server writes them.
 *
 * | kind | name | value |
 * |---|---|---|
 * | list | `$list/<key>` | `true` on the list, `null` off it |
 * | subscription | `$subscription/<group>` | `true`, `false`, or `null` when neither was said |
 * | consent | `$consent/<purpose>` | `true`, `false`, or `null` when neither was said |
 * | score | `$score/<key>` | a number, or `null` |
 * | account | `$account/<group id>` | `true` in the account, `null` when it was left |
 * | accounts | `$accounts/` | a word on one of the person's accounts; see `ACCOUNTS_TRAIT` |
 * | zone | `$zone/` | the name of the time zone noted last of what calls say; see `SEEN_ZONE_TRAIT` |
 * | bucket | `$bucket/` | a hash of one of the person's ids, 32 hex digits; see `BUCKET_TRAIT` |
 * | answer | `$answer_<survey>_<question>` | what was answered; definitions name it so, without quotes |
 * | benefit | `$benefit_<rating>` | the benefit that the person seeks, by its key; definitions name it so |
 * | second benefit | `$second_benefit_<rating>` | the one that is next likely |
 * | answered | `$answered_<survey>_<question>` | when that was said, as ISO 8601 text |
 */
export type ReservedKind =
  | "list"
  | "subscription"
  | "consent"
  | "score"
  | "account"
  | "accounts"
  | "zone"
  | "bucket"
  | "answer"
  | "answered"
  | "benefit"
  | "second benefit";

const PREFIXES: Readonly<Record<ReservedKind, string>> = {
  list: "$list/",
  subscription: "$subscription/",
  consent: "$consent/",
  score: "$score/",
  account: "$account/",
  accounts: "$accounts/",
  zone: "$zone/",
  bucket: "$bucket/",
  answer: "$answer_",
  answered: "$answered_",
  benefit: "$benefit_",
  "second benefit": "$second_benefit_",
};

const KINDS = Object.keys(PREFIXES) as readonly ReservedKind[];

/**
 * The trait that tells people into buckets. Every id says it once, when it is first seen. Its instant is a rank and no time of day:
 * see `bucketRank`. So the oldest id of a person has the latest word, whatever its events' times are.
 */
export const BUCKET_TRAIT = "$bucket/";

/** The trait in which people's own time zone is said. Where it names none, that of `SEEN_ZONE_TRAIT` is the home zone. */
export const OWN_ZONE_TRAIT = "timezone";

/** The trait that holds the zone noted last of what the context of calls says, where it names one. */
export const SEEN_ZONE_TRAIT = "$zone/";

/** Whether a change of the trait may move a person's home. */
export function isZoneTrait(name: string): boolean {
  return name === OWN_ZONE_TRAIT || name === SEEN_ZONE_TRAIT;
}

/** Whether the trait says what somebody allows. */
export function isConsentTrait(name: string): boolean {
  return name.startsWith(PREFIXES.consent);
}

/** Whether the product says the trait by itself: it tells of nobody that anybody else has ever named them. */
export function isSaidByProduct(name: string): boolean {
  const kind = readReservedTrait(name)?.kind;
  return name === BUCKET_TRAIT || kind === "score" || kind === "benefit" || kind === "second benefit";
}

/** Whether definitions name the trait as it stands; of every other reserved one there is another way to say it. */
export function isNamedInDefinitions(kind: ReservedKind): kind is NamedKind {
  return (NAMED as readonly ReservedKind[]).includes(kind);
}

const NAMED = ["answer", "answered", "benefit", "second benefit"] as const satisfies readonly ReservedKind[];
export type NamedKind = (typeof NAMED)[number];

/**
 * The trait that is made of words: `{"account": id, "trait": name, "value": value}` says what an account is like, with the trait `null` whether
 * the person belongs to it (`true`, or `null` for no more). Of the words on one trait of one account the latest counts. Together they
 * make its value: a list with an object of traits for each account that the person belongs to, and `ACCOUNT_ID` in each. A word is written with
 * its keys in this order and nothing between the parts, as readers of many words take it apart by its text.
 */
export const ACCOUNTS_TRAIT = "$accounts/";

/** The key of the account's own id, whatever a group call may say under it. */
export const ACCOUNT_ID = "$account";

const FIRST_RANK: Instant = 1_000_000_000_000;

/** The instant of the word of the `number`-th id there was, from 1: so many milliseconds before one in 2001, which is past at any now. */
export function bucketRank(number: number): Instant {
  return FIRST_RANK - number;
}

/** The name of the trait that holds a fact; `key` is taken as it is. */
export function reservedTrait(kind: ReservedKind, key: string): string {
  return PREFIXES[kind] + key;
}

/** What a reserved name stands for; null for every other trait. */
export function readReservedTrait(
  name: string,
): { readonly kind: ReservedKind; readonly key: string } | null {
  for (const kind of KINDS) {
    const prefix = PREFIXES[kind];
    if (name.startsWith(prefix)) return { kind, key: name.slice(prefix.length) };
  }
  return null;
}
