import { type JsonObject, unreachable } from "@habitus/kernel";
import type { Filter } from "@habitus/segments";
import { valueAt } from "./json-value.ts";
import { compileValueTest } from "./value-test.ts";

/** Does an event with these properties meet the condition? */
export type PropertiesCheck = (properties: JsonObject) => boolean;

export function compileFilter(filter: Filter): PropertiesCheck {
  switch (filter.kind) {
    case "test": {
      const { path } = filter;
      const check = compileValueTest(filter.test);
      return (properties) => {
        const value = valueAt(properties, path);
        return value !== undefined && check(value);
      };
    }
    case "not": {
      const of = compileFilter(filter.of);
      return (properties) => !of(properties);
    }
    case "and": {
      const all = filter.of.map(compileFilter);
      return (properties) => all.every((check) => check(properties));
    }
    case "or": {
      const any = filter.of.map(compileFilter);
      return (properties) => any.some((check) => check(properties));
    }
    default:
      return unreachable(filter);
  }
}
