import { convertedAmount, OWN_CURRENCY_PROPERTY } from "@habitus/kernel";
import type { PropertyCondition } from "../tree/definition.ts";
import { sumsOfMoney } from "./sums-of-money.ts";

/**
 * A tree that puts the amounts together that are in the workspace's currency, where there are any, instead of those that were sent. What pins
 * a currency, or names no property, stays as it is.
 * @param pinned The workspace's currency, where it had another one before: only the amounts in it are put together then. Else null.
 */
export function inOwnCurrency<Tree>(tree: Tree, pinned: string | null): Tree {
  let made: unknown = tree;
  for (const { property, at, isPinned } of sumsOfMoney(tree)) {
    const converted = convertedAmount(property.at(-1) ?? "");
    if (at === null || isPinned || converted === null) continue;
    made = withValue(made, at, [...property.slice(0, -1), converted]);
    if (pinned !== null) made = withWhere(made, at.slice(0, -1), isIn(pinned));
  }
  return made as Tree;
}

function isIn(currency: string): PropertyCondition {
  const value = { kind: "text", value: currency } as const;
  return { kind: "property", path: [OWN_CURRENCY_PROPERTY], test: { op: "is", value } };
}

/** With one more condition on the events of the node at the keys. */
function withWhere(part: unknown, keys: readonly (string | number)[], condition: PropertyCondition): unknown {
  const { where } = valueAt(part, keys) as { readonly where?: PropertyCondition };
  const all = where === undefined ? condition : { kind: "and", of: [where, condition] };
  return withValue(part, [...keys, "where"], all);
}

function valueAt(part: unknown, keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string | number, unknown>>)[key],
    part,
  );
}

function withValue(part: unknown, keys: readonly (string | number)[], value: unknown): unknown {
  const [key, ...more] = keys;
  if (key === undefined) return value;
  if (Array.isArray(part)) {
    return part.map((each: unknown, index) => (index === key ? withValue(each, more, value) : each));
  }
  const node = part as Readonly<Record<string, unknown>>;
  return { ...node, [key]: withValue(node[key], more, value) };
}
