import type { Random } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  type EventMatch,
  type HistoryEvent,
  parseDefinition,
  type Plan,
  type PlanContext,
  planDefinition,
  type TraitChange,
} from "@habitus/segments";
import type { Audience } from "../src/index.ts";
import type { StoredPerson } from "./history-rows.ts";
import { NOW } from "./worlds.ts";

/** A few people who are looked at by themselves: the trait `world` tells them from all others. */
export type SmallWorld = { readonly key: string; readonly people: readonly StoredPerson[] };

export function planOf(text: string, context: PlanContext = DEFAULT_CONTEXT): Plan {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(`${text}: ${parsed.problems[0]?.message ?? ""}`);
  return planDefinition(parsed.definition, context);
}

/** The events of a sentence that counts them. */
export function matchOf(text: string): EventMatch {
  const [leaf] = planOf(text).leaves;
  if (leaf?.kind !== "count") throw new Error(`${text}: not a count of events`);
  return leaf.events;
}

/** Whoever is of the world and does not have the plan "hidden". */
export function audienceOf(world: SmallWorld): Audience {
  const { root, leaves } = planOf(`world is "${world.key}" and not plan is "hidden"`);
  return { plans: { roots: [root], leaves }, trait: ["plan"], at: NOW };
}

const PLANS = ["free", "free", "pro", "it's", "hidden"] as const;

export function planIn({ history }: StoredPerson): string {
  const plan = history.traits.find(({ name }) => name === "plan")?.value;
  return typeof plan === "string" ? plan : "";
}

export const isLookedAt = (person: StoredPerson): boolean => planIn(person) !== "hidden";

/** Worlds whose people do what `events` makes, some of them known by several nodes. */
export function makeSmallWorlds(
  random: Random,
  size: { readonly worlds: number; readonly people: number },
  events: (person: number) => readonly HistoryEvent[],
): readonly SmallWorld[] {
  let node = 0;
  const trait = (name: string, value: string): TraitChange => ({
    name,
    value,
    time: NOW - 5,
    idHash: random.int(0, 0xffff_ffff).toString(16).padStart(32, "0"),
  });
  return Array.from({ length: size.worlds }, (_, world) => ({
    key: `w${world}`,
    people: Array.from({ length: size.people }, (): StoredPerson => {
      const nodes: [number, ...number[]] = [++node];
      while (random.int(0, 3) === 0) nodes.push(++node);
      const plan = random.int(0, 4) === 0 ? [] : [trait("plan", random.pick(PLANS))];
      return { nodes, history: { events: events(nodes[0]), traits: [trait("world", `w${world}`), ...plan] } };
    }),
  }));
}
