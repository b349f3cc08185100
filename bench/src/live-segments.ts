import { must, type Random } from "@habitus/kernel";
import { DEFAULT_CONTEXT, parseDefinition, type Plan, planDefinition } from "@habitus/segments";

/** Event names of the generated load, the frequent ones first. */
const EVENT_NAMES = Array.from({ length: 100 }, (_, n) => `Event ${n}`);

/** Zipf over the names. */
export function anyName(random: Random): string {
  const place = Math.floor(EVENT_NAMES.length ** random.next()) - 1;
  return must(EVENT_NAMES[place], "the place lies within the list");
}

/** Conditions as people write them: something done so often or so much, maybe without something else. */
export function definitionText(random: Random): string {
  const within = (): string => `in last ${random.pick([1, 7, 14, 30, 90])} days`;
  const done = (): string => {
    const name = anyName(random);
    return random.next() < 0.7
      ? `did "${name}" at least ${random.int(1, 10)} times ${within()}`
      : `sum of "${name}".revenue ${within()} >= ${random.int(10, 500)}`;
  };
  const rest = [done, () => `did not "${anyName(random)}" ${within()}`].filter(() => random.next() < 0.4);
  return [done, ...rest].map((part) => part()).join(" and ");
}

export function planOf(text: string): Plan {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(`${text}: ${parsed.problems[0]?.message ?? ""}`);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}
