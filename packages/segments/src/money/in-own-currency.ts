import { convertedAmount } from "@habitus/kernel";
import { sumsOfMoney } from "./sums-of-money.ts";

/**
 * A tree that puts the amounts together that are in the workspace's currency, where there are any, instead of those that were sent. What pins
 * a currency, or names no property, stays as it is.
 */
export function inOwnCurrency<Tree>(tree: Tree): Tree {
  let made: unknown = tree;
  for (const { property, at, isPinned } of sumsOfMoney(tree)) {
    const converted = convertedAmount(property.at(-1) ?? "");
    if (at === null || isPinned || converted === null) continue;
    made = withValue(made, at, [...property.slice(0, -1), converted]);
  }
  return made as Tree;
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
