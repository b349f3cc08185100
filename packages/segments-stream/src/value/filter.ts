import { type Instant, type JsonValue, unreachable } from "@habitus/kernel";
import type { Filter, ItemsTest, ValueTest } from "@habitus/segments";
import { valueAt } from "./json-value.ts";
import { compileSingleTest, type ValueCheck } from "./value-test.ts";

/**
 * Does an event with these properties, or an item of a list, meet the condition?
 * @param at The instant of that event; null of what is no event's.
 */
export type PropertiesCheck = (whole: JsonValue, at: Instant | null) => boolean;

export function compileFilter(filter: Filter): PropertiesCheck {
  switch (filter.kind) {
    case "test": {
      const { path } = filter;
      const check = compileValueTest(filter.test);
      return (properties, at) => {
        const value = valueAt(properties, path);
        return value !== undefined && check(value, at);
      };
    }
    case "not": {
      const of = compileFilter(filter.of);
      return (properties, at) => !of(properties, at);
    }
    case "and": {
      const all = filter.of.map(compileFilter);
      return (properties, at) => all.every((check) => check(properties, at));
    }
    case "or": {
      const any = filter.of.map(compileFilter);
      return (properties, at) => any.some((check) => check(properties, at));
    }
    default:
      return unreachable(filter);
  }
}

export function compileValueTest(test: ValueTest): ValueCheck {
  return test.kind === "items" ? compileItemsTest(test) : compileSingleTest(test);
}

function compileItemsTest({ of, atLeast }: ItemsTest): ValueCheck {
  const meets = compileFilter(of);
  return (value, at) => {
    if (!Array.isArray(value)) return false;
    let met = 0;
    return value.some((item) => meets(item, at) && ++met >= atLeast);
  };
}
