import { decimalFromText, hash32, type Instant, type JsonValue, unreachable } from "@habitus/kernel";
import type { Tests } from "../normalise/tests-of.ts";
import type { AgeTest, BucketTest, Filter, TextTest, ValueTest } from "../plan/plan.ts";
import { compare } from "./compare.ts";
import { isNear } from "./near.ts";
import { patternMatches } from "./pattern.ts";
import { asNumber, asText, asTime, lowerCase, valueAt } from "./values.ts";

/**
 * Whether a value, or what its paths lead to, meets a filter.
 * @param at The instant of the event that it is a part of; null of what is no event's.
 */
export function meetsFilter(filter: Filter, whole: JsonValue, at: Instant | null): boolean {
  switch (filter.kind) {
    case "test":
      return passes(filter.test, valueAt(whole, filter.path), at);
    case "not":
      return !meetsFilter(filter.of, whole, at);
    case "and":
      return filter.of.every((of) => meetsFilter(of, whole, at));
    case "or":
      return filter.of.some((of) => meetsFilter(of, whole, at));
    default:
      return unreachable(filter);
  }
}

/** Whether a value that is no event's meets tests, joined. */
export function isMet(tests: Tests, value: JsonValue): boolean {
  switch (tests.kind) {
    case "test":
      return passes(tests.test, value, null);
    case "and":
      return tests.of.every((of) => isMet(of, value));
    case "or":
      return tests.of.some((of) => isMet(of, value));
  }
}

/** Whether a value passes a test; nothing passes for an absent value (null). */
export function passes(test: ValueTest, value: JsonValue, at: Instant | null): boolean {
  if (value === null) return false;
  switch (test.kind) {
    case "exists":
      return true;
    case "number":
      return compare(asNumber(value), test.op, decimalFromText(test.value));
    case "text":
      return textPasses(test, asText(value));
    case "one of": {
      const text = asText(value);
      return text !== null && test.texts.includes(text);
    }
    case "matches": {
      const text = asText(value);
      return text !== null && patternMatches(test.pattern, test.ignoreCase ? lowerCase(text) : text);
    }
    case "near":
      return isNear(test, value);
    case "bucket":
      return isInBucket(test, asText(value));
    case "boolean":
      return value === test.value;
    case "time":
      return compare(asTime(value), test.op, test.at);
    case "age":
      return hasAge(test, asTime(value), at);
    case "any":
      return test.of.some((of) => passes(of, value, at));
    case "items":
      return (
        Array.isArray(value) && value.filter((item) => meetsFilter(test.of, item, at)).length >= test.atLeast
      );
    default:
      return unreachable(test);
  }
}

function hasAge({ fromMs, toMs }: AgeTest, value: Instant | null, at: Instant | null): boolean {
  if (value === null || at === null) return false;
  const age = at - value;
  return (fromMs === null || age >= fromMs) && (toMs === null || age <= toMs);
}

function isInBucket({ salt, of, from, to }: BucketTest, text: string | null): boolean {
  if (text === null) return false;
  const bucket = hash32(`${salt}/${text}`) % of;
  return bucket >= from && bucket <= to;
}

function textPasses(test: TextTest, text: string | null): boolean {
  if (text === null) return false;
  const [held, wanted] = test.ignoreCase ? [lowerCase(text), lowerCase(test.value)] : [text, test.value];
  switch (test.op) {
    case "is":
      return held === wanted;
    case "contains":
      return held.includes(wanted);
    case "starts with":
      return held.startsWith(wanted);
    case "ends with":
      return held.endsWith(wanted);
    default:
      return unreachable(test.op);
  }
}
