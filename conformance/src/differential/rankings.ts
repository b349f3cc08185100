import type { Instant } from "@habitus/kernel";
import { type History, type Population, type Ranking, rankReference } from "@habitus/segments";
import type { SqlEvaluator, StatementProbe } from "../engines/sql.ts";
import { type Life, withoutDuplicates } from "../world/life.ts";
import { makeLife } from "../world/life-maker.ts";
import { makeSetting, type Setting } from "../world/plan-maker.ts";
import { randomFor } from "../world/seed.ts";
import { historyOf } from "./judge-sql.ts";

/** A population that SQL ranked otherwise than the reference. */
export type RankingMismatch = {
  readonly population: Population;
  readonly at: Instant;
  readonly reference: Ranking;
  readonly sql: Ranking;
};

export type RankingsSummary = {
  readonly rankings: number;
  /** Of them those in which several people are ranked, and some share a threshold. */
  readonly several: number;
  readonly tied: number;
  readonly kinds: ReadonlyMap<string, number>;
  readonly mismatches: readonly RankingMismatch[];
};

/** One run of people and what is ranked among them. */
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
      makeLife(randomFor(seed, batch, number, "life", life), setting),
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
    const reference = rankReference(population, histories, at, present);
    const said = await sql.with(probe).rank(population, at, present);
    const kind = kindOf(population);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (reference.people > 1) found.several++;
    if (reference.cuts.some(({ holds }) => holds > 1 && holds < reference.people)) found.tied++;
    if (JSON.stringify(said) !== JSON.stringify(reference)) {
      mismatches.push({ population, at, reference, sql: said });
    }
  }
  return { rankings: asked.length, ...found, kinds, mismatches };
}

function kindOf({ measure }: Population): string {
  return measure.kind === "aggregate" ? measure.of : measure.kind;
}
