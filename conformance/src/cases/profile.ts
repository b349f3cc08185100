import { isDeepStrictEqual } from "node:util";
import type { Instant, JsonValue } from "@habitus/kernel";
import {
  type ComputedDefinition,
  compute,
  DEFAULT_CONTEXT,
  type History,
  type Measure,
  parseComputed,
  planComputed,
  printComputed,
} from "@habitus/segments";
import type { Rule } from "./case.ts";
import { eventsOf, NotSaid } from "./condition-of.ts";

/** The value a case derives, as a computed trait that is written and read. @throws NotSaid naming what the language lacks. */
export function computedOf(rule: Rule): ComputedDefinition {
  const rules = rule.kind === "first_present_of" ? (rule.of ?? []) : [rule];
  const parsed = parseComputed(printComputed({ measures: rules.map(measureOf) }));
  if (parsed.kind === "refused") throw new NotSaid(parsed.problems[0]?.message ?? rule.kind);
  return parsed.definition;
}

function measureOf(rule: Rule): Measure {
  const { kind, path = [] } = rule;
  switch (kind) {
    case "user_id":
      return { kind: "user id" };
    case "latest_trait":
      return { kind: "trait", path };
    case "latest_event_property": {
      const events = eventsOf(rule);
      if (path.length === 0) return { kind: "newest", of: { kind: "did", ...events } };
      const compared = { op: ">=", value: { kind: "number", value: "0" } } as const;
      return {
        kind: "newest",
        of: { kind: "aggregate", of: "distinct count", ...events, property: path, ...compared },
      };
    }
    default:
      throw new NotSaid(kind);
  }
}

/** The derived values of a person that are present. A case may name `id` without deriving it: every profile has it. */
export function profileAt(
  derived: ReadonlyMap<string, ComputedDefinition>,
  wanted: Readonly<Record<string, unknown>>,
  of: { readonly history: History; readonly userId: string },
  now: Instant,
): Readonly<Record<string, JsonValue>> {
  const own = "id" in wanted && !derived.has("id") ? { id: of.userId } : {};
  const values = [...derived].map(([name, definition]) => {
    return [name, compute(planComputed(definition, DEFAULT_CONTEXT), of, now)] as const;
  });
  return { ...own, ...Object.fromEntries(values.filter(([, value]) => value !== null)) };
}

/** What is otherwise than wanted; null when nothing is. */
export function profileDiffers(
  found: Readonly<Record<string, JsonValue>>,
  wanted: Readonly<Record<string, unknown>>,
): string | null {
  return isDeepStrictEqual(found, wanted) ? null : `${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
}
