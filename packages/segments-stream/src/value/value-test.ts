import { decimalFromText, hash32, type Instant, must, type Decimal, unreachable } from "@habitus/kernel";
import type { AgeTest, ItemsTest, MatchesTest, TextTest, ValueTest } from "@habitus/segments";
import { holds } from "./compare.ts";
import { asInstant, asNumber, asText, type PresentValue } from "./json-value.ts";
import { compileNear } from "./near.ts";
import { compilePattern } from "./pattern.ts";

/** Tests a value that is there, of an event at an instant; what is absent fails every test, so callers do not ask. */
export type ValueCheck = (value: PresentValue, at: Instant | null) => boolean;

export function compileSingleTest(test: Exclude<ValueTest, ItemsTest>): ValueCheck {
  switch (test.kind) {
    case "exists":
      return () => true;
    case "number": {
      const { op } = test;
      const bound = decimalOfPlan(test.value);
      return (value) => {
        const number = asNumber(value);
        return number !== null && holds(number, op, bound);
      };
    }
    case "text":
      return compileTextTest(test);
    case "one of": {
      const texts = new Set(test.texts);
      return (value) => {
        const text = asText(value);
        return text !== null && texts.has(text);
      };
    }
    case "matches":
      return compileMatchesTest(test);
    case "near":
      return compileNear(test);
    case "bucket": {
      const { salt, of, from, to } = test;
      return (value) => {
        const text = asText(value);
        const bucket = text === null ? -1 : hash32(`${salt}/${text}`) % of;
        return from <= bucket && bucket <= to;
      };
    }
    case "boolean":
      return (value) => value === test.value;
    case "time": {
      const { op, at } = test;
      return (value) => {
        const instant = asInstant(value);
        return instant !== null && holds(instant, op, at);
      };
    }
    case "age":
      return compileAgeTest(test);
    case "any": {
      const any = test.of.map(compileSingleTest);
      return (value, at) => any.some((check) => check(value, at));
    }
    default:
      return unreachable(test);
  }
}

/** A plan writes its numbers as canonical decimal text. */
export function decimalOfPlan(text: string): Decimal {
  return must(decimalFromText(text), `the plan holds a number that is none: ${text}`);
}

function compileAgeTest({ fromMs, toMs }: AgeTest): ValueCheck {
  const least = fromMs ?? Number.NEGATIVE_INFINITY;
  const most = toMs ?? Number.POSITIVE_INFINITY;
  return (value, at) => {
    const instant = at === null ? null : asInstant(value);
    if (at === null || instant === null) return false;
    const age = at - instant;
    return least <= age && age <= most;
  };
}

function compileTextTest(test: TextTest): ValueCheck {
  const sought = test.ignoreCase ? simpleLowerCase(test.value) : test.value;
  const compare = textComparison(test.op);
  return (value) => {
    const text = asText(value);
    return text !== null && compare(test.ignoreCase ? simpleLowerCase(text) : text, sought);
  };
}

function compileMatchesTest({ pattern, ignoreCase }: MatchesTest): ValueCheck {
  const isFoundIn = compilePattern(pattern);
  return (value) => {
    const text = asText(value);
    return text !== null && isFoundIn(ignoreCase ? simpleLowerCase(text) : text);
  };
}

function textComparison(op: TextTest["op"]): (text: string, sought: string) => boolean {
  switch (op) {
    case "is":
      return (text, sought) => text === sought;
    case "contains":
      return (text, sought) => text.includes(sought);
    case "starts with":
      return (text, sought) => text.startsWith(sought);
    case "ends with":
      return (text, sought) => text.endsWith(sought);
  }
}

const ASCII = /^[\0-\x7f]*$/;

/** One code point to one code point, without regard to its neighbours: no final sigma, no dot left over from "İ". */
export function simpleLowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let lower = "";
  for (const character of text) lower += String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);
  return lower;
}
