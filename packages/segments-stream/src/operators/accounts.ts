import {
  ACCOUNT_ID,
  type Instant,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "@habitus/kernel";
import type { TraitChange, ValueTest } from "@habitus/segments";
import { compileValueTest } from "../value/filter.ts";
import { jsonText } from "../value/json-text.ts";
import {
  allLatest,
  currentOf,
  insertLatest,
  type Latest,
  nextOf,
  readLatest,
  settleLatest,
  writeLatest,
} from "./latest.ts";
import type { Operator } from "./operator.ts";

/** The words on one trait of one account, or, with the trait null, on whether the person belongs to it; values as JSON texts. */
type Said = { readonly account: string; readonly trait: string | null; readonly latest: Latest<string> };

/**
 * A test of the accounts that a person belongs to, each an object of its id and traits.
 *
 * Invariant: of each trait of each account are kept the latest visible word and those dated in the future, as by `traitOperator`;
 * they stand in the order of their names, so that the order of arrival leaves no trace.
 */
export function accountsOperator(test: ValueTest): Operator<Said[], TraitChange> {
  const check = compileValueTest(test);
  return {
    name: "accounts",
    followsHome: false,
    truthOfNothing: false,
    create: () => [],
    insert(kept, { time, idHash, value }, now) {
      if (!isJsonObject(value)) return false;
      const { account, trait = null, value: said = null } = value;
      if (typeof account !== "string" || (trait !== null && typeof trait !== "string")) return false;
      const { latest } = saidOf(kept, account, trait);
      return insertLatest(latest, { time, idHash, value: jsonText(said) }, now);
    },
    settle(kept, now) {
      for (const { latest } of kept) settleLatest(latest, now);
    },
    truth: (kept, now) => check(accountsAt(kept, now), null),
    due: (kept, now) =>
      kept.reduce((next, { latest }) => Math.min(next, nextOf(latest, now)), Number.POSITIVE_INFINITY),
    union: allSaid,
    size: (kept) => kept.length,
    write(kept, to) {
      to.count(kept.length);
      for (const { account, trait, latest } of kept) {
        to.text(account);
        to.text(trait === null ? "" : `=${trait}`);
        writeLatest(latest, to, (value) => to.text(value));
      }
    },
    read: (from) =>
      Array.from({ length: from.count() }, () => {
        const account = from.text();
        const trait = from.text();
        const latest = readLatest(from, () => from.text());
        return { account, trait: trait === "" ? null : trait.slice(1), latest };
      }),
  };
}

/** What is kept of that trait, from now on at the least. */
function saidOf(kept: Said[], account: string, trait: string | null): Said {
  const after = kept.findIndex((each) => !isBefore(each, account, trait));
  const place = after === -1 ? kept.length : after;
  const found = kept[place];
  if (found?.account === account && found.trait === trait) return found;
  const made: Said = { account, trait, latest: [] };
  kept.splice(place, 0, made);
  return made;
}

/** Both lists as one, each in the order of its names. */
function allSaid(one: readonly Said[], other: readonly Said[], now: Instant): Said[] {
  const all: Said[] = [];
  let at = 0;
  for (const { account, trait, latest } of other) {
    for (let own = one[at]; own !== undefined && isBefore(own, account, trait); own = one[++at])
      all.push(own);
    const own = one[at];
    const isSame = own?.account === account && own.trait === trait;
    all.push({ account, trait, latest: allLatest(isSame ? own.latest : [], latest, now) });
    if (isSame) at++;
  }
  return [...all, ...one.slice(at)];
}

function isBefore(said: Said, account: string, trait: string | null): boolean {
  if (said.account !== account) return said.account < account;
  return said.trait === null ? trait !== null : trait !== null && said.trait < trait;
}

/** In one pass: words on one account stand together, that on belonging in front. */
function accountsAt(kept: readonly Said[], now: Instant): JsonObject[] {
  const found: { readonly account: string; readonly traits: [trait: string, value: JsonValue][] }[] = [];
  for (const { account, trait, latest } of kept) {
    const value = currentOf(latest, now) ?? "null";
    const own = found.at(-1);
    if (trait === null && value === "true") found.push({ account, traits: [] });
    else if (trait !== null && own?.account === account) own.traits.push([trait, parseJson(value)]);
  }
  return found.map(({ account, traits }) => ({ ...Object.fromEntries(traits), [ACCOUNT_ID]: account }));
}
