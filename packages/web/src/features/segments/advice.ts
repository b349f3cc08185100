import type { Evaluation } from "@habitus/contract";

/** Fewer people than this tell nothing about what was tried on them. */
export const SMALL = 50;
/** More than this share of all people is hardly a choice. */
const BROAD = 0.9;

export type Advice = {
  readonly advice: "advice.nobody" | "advice.nobodyBecause" | "advice.small" | "advice.broad" | "advice.idle";
  readonly values: { readonly count: number; readonly line: string; readonly without: number };
};

/** What is remarkable about a size: nobody and the line that sees to it, hardly anybody, nearly everybody, a line that does nothing. */
export function adviceOn(
  { count, conditions = [] }: Pick<Evaluation, "count" | "conditions">,
  people: number | null,
): readonly Advice[] {
  const say = (advice: Advice["advice"], line = "", without = 0): Advice => ({
    advice,
    values: { count, line, without },
  });
  if (count === 0) {
    const [worst] = conditions.toSorted((a, b) => (b.without ?? 0) - (a.without ?? 0));
    if (worst === undefined || (worst.without ?? 0) === 0) return [say("advice.nobody")];
    return [say("advice.nobodyBecause", worst.text, worst.without ?? 0)];
  }
  const found: Advice[] = [];
  if (count < SMALL) found.push(say("advice.small"));
  if (people !== null && people >= SMALL && count / people > BROAD) found.push(say("advice.broad"));
  const idle = conditions.find(({ without }) => without === count);
  if (idle !== undefined && conditions.length > 1) found.push(say("advice.idle", idle.text));
  return found;
}
