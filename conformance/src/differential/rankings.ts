import type { Instant } from "@habitus/kernel";
import {
  type AccountCounts,
  countReference,
  type History,
  type Leaf,
  type Population,
  type Ranking,
  rankReference,
} from "@habitus/segments";
import type { SqlEvaluator, StatementProbe } from "../engines/sql.ts";
import { type Life, withoutDuplicates } from "../world/life.ts";
import { makeLife } from "../world/life-maker.ts";
import { makeSetting, type Setting } from "../world/plan-maker.ts";
import { randomFor } from "../world/seed.ts";
import { historyOf } from "./judge-sql.ts";

type Found = Ranking | AccountCounts;

/** A population that SQL ranked, or counted the accounts of, otherwise than the reference. */
export type RankingMismatch = {
  readonly population: Population;
  readonly at: Instant;
  readonly reference: Found;
  readonly sql: Found;
};

export type RankingsSummary = {
  readonly rankings: number;
  /** Of them those in which several people are ranked or several accounts looked at, and those in which some and not all are in. */
  readonly several: number;
  readonly tied: number;
  readonly kinds: ReadonlyMap<string, number>;
  readonly mismatches: readonly RankingMismatch[];
};

/** One run of people and what is worked out among them. */
export type RankingWorld = {
  readonly lives: readonly Life[];
  readonly asked: readonly {
    readonly population: Population;
    readonly at: Instant;
    readonly present: Instant;
  }[];
};

const SETTINGS = 8;
const LIVES_PER_SETTING = 7;
const INSTANTS = 2;

export function makeRankingWorld(seed: number, batch: number): RankingWorld {
  const settings = Array.from({ length: SETTINGS }, (_, number) => rankedSetting(seed, batch, number));
  const lives = settings.flatMap((setting, number) =>
    Array.from({ length: LIVES_PER_SETTING }, (_, life) =>
      makeLife(randomFor(seed, batch, number, "life", life), withInside(setting)),
    ),
  );
  const asked = settings.flatMap(({ populations, times }, number) => {
    const random = randomFor(seed, batch, number, "instants");
    return populations.flatMap((population) =>
      Array.from({ length: INSTANTS }, () => {
        const at = random.pick(times);
        return { population, at, present: random.pick([at, at, random.pick(times)]) };
      }),
    );
  });
  return { lives, asked };
}

/** Lives are made for what a refresh asks too, of which the plan itself holds nothing where people of accounts are asked. */
function withInside(setting: Setting): Setting {
  const inside: readonly Leaf[] = setting.populations.flatMap((population) =>
    population.kind === "accounts" ? population.people.leaves : [],
  );
  return { ...setting, plan: { ...setting.plan, leaves: [...setting.plan.leaves, ...inside] } };
}

function rankedSetting(seed: number, batch: number, number: number): Setting {
  const random = randomFor(seed, batch, number, "setting");
  for (;;) {
    const setting = makeSetting(random);
    if (setting.populations.length > 0) return setting;
  }
}

/** Ranks every population of the world with both evaluators. */
export async function compareRankings(
  { lives, asked }: RankingWorld,
  sql: SqlEvaluator,
  probe: StatementProbe = (statement) => statement,
): Promise<RankingsSummary> {
  const histories: readonly History[] = lives.map(historyOf);
  await sql.load(lives.map((life) => ({ arrivals: withoutDuplicates(life.arrivals) })));
  const mismatches: RankingMismatch[] = [];
  const kinds = new Map<string, number>();
  const found = { several: 0, tied: 0 };
  for (const { population, at, present } of asked) {
    const reference = referenceOf(population, histories, at, present);
    const said = await saidBySql(sql.with(probe), population, at, present);
    const kind = kindOf(population);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const all = "people" in reference ? reference.people : reference.accounts;
    if (all > 1) found.several++;
    if (reference.cuts.some(({ holds }) => holds > 1 && holds < all)) found.tied++;
    if (JSON.stringify(said) !== JSON.stringify(reference)) {
      mismatches.push({ population, at, reference, sql: said });
    }
  }
  return { rankings: asked.length, ...found, kinds, mismatches };
}

function referenceOf(
  population: Population,
  histories: readonly History[],
  at: Instant,
  present: Instant,
): Found {
  return population.kind === "people"
    ? rankReference(population, histories, at, present)
    : countReference(population, histories, at, present);
}

function saidBySql(sql: SqlEvaluator, population: Population, at: Instant, present: Instant): Promise<Found> {
  return population.kind === "people"
    ? sql.rank(population, at, present)
    : sql.count(population, at, present);
}

function kindOf(population: Population): string {
  if (population.kind === "accounts") return "members";
  const { measure } = population;
  return measure.kind === "aggregate" ? measure.of : measure.kind;
}
