import { must } from "@habitus/kernel";
import { DEFAULT_CONTEXT, parseDefinition, type PlanContext } from "@habitus/segments";
import type { KindCase } from "./by-hand.ts";
import { KINDS_OF_EVENTS } from "./kinds-of-events.ts";
import { KINDS_OF_LIVES } from "./kinds-of-lives.ts";
import { KINDS_OF_PEOPLE } from "./kinds-of-people.ts";

export const KIND_CASES: readonly KindCase[] = [...KINDS_OF_EVENTS, ...KINDS_OF_LIVES, ...KINDS_OF_PEOPLE];

const meaning = (name: string, sentence: string) => ({
  name,
  definition: definitionOf(sentence),
  purpose: null,
});
const element = (sentence: string, value: string) =>
  ({ when: definitionOf(sentence).condition, value: { kind: "number", value } }) as const;

/** The workspace of the shop: its segments, a score and a purpose. */
export const SHOP_CONTEXT: PlanContext = {
  ...DEFAULT_CONTEXT,
  segments: {
    vip: meaning("VIP", "everyone"),
    buyers: meaning("Buyers", "did order at least 2 times in last 90 days"),
    seen: meaning("Seen", "did login in last 30 days"),
  },
  scores: {
    points: {
      name: "Points",
      definition: {
        version: 1,
        elements: [
          element("did order in last 90 days", "2"),
          element("did cart in last 90 days", "1"),
          element("did login at least 2 times in last 90 days", "1"),
        ],
      },
      purpose: null,
    },
  },
  purposes: { ads: { otherwise: true, exceptIn: [] } },
};

export function definitionOf(sentence: string) {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(`${sentence}: ${must(parsed.problems[0], "why").message}`);
  return parsed.definition;
}
