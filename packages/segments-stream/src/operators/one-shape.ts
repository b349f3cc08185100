import type { Keeping, Operator } from "./operator.ts";

const PARTS: readonly (keyof Operator)[] = [
  "name",
  "followsHome",
  "staysTrue",
  "truthOfNothing",
  "create",
  "spare",
  "insert",
  "settle",
  "truth",
  "due",
  "outdated",
  "sliding",
  "union",
  "size",
  "write",
  "read",
  "readBefore4",
  "join",
];

const SHAPE = Object.fromEntries(PARTS.map((part) => [part, undefined])) as Partial<Operator>;

/**
 * The same, with all of its parts in one order. Every event calls operators of many kinds in the same few places: of objects of one shape the engine
 * of JavaScript knows there where a method lies, of objects of many it looks it up by name, call by call.
 */
export function inOneShape<T extends Keeping>(keeping: T): T {
  return { ...SHAPE, ...keeping };
}
