import type { Admit } from "@habitus/events";
import { createCostLedger } from "../costs/cost-ledger.ts";
import type { Arrivals, FactsOf } from "../ingest/ingest.ts";
import { createCatalogue } from "../items/catalogue.ts";
import { createMoney } from "../money/money.ts";
import type { ComputedTraits } from "../segments/computed-traits.ts";
import type { SurveyRecord } from "../people/surveys.ts";
import type { Audit } from "../platform/audit.ts";
import { createQuality } from "../quality/quality.ts";
import { createTraitReaders } from "../quality/readers.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { ScoreStore } from "../segments/score-store.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import { readTemplates } from "../segments/templates.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { OwnModels } from "./own-models.ts";
import type { OwnRatings } from "./own-ratings.ts";
import type { ServiceOptions } from "./services.ts";
import { distFile, type Stores } from "./stores.ts";
import { reasonsOf } from "../platform/logger.ts";

type ArrivalParts = {
  readonly audit: Audit;
  /** The facts that events say, and what is asked of them once they are clean. */
  readonly people: {
    readonly factsOf: FactsOf;
    readonly admit: Admit;
    readonly asked: () => readonly SurveyRecord[];
  };
  readonly events: EventReads;
  readonly workspace: Pick<WorkspaceStore, "get">;
  readonly context: PlanContexts;
  readonly segments: SegmentStore;
  readonly scores: ScoreStore;
  readonly computedTraits: Pick<ComputedTraits, "list">;
  readonly models: OwnModels;
  readonly rated: OwnRatings;
};

export const shippedTemplates = () => readTemplates(distFile("../data/templates"));

/** What is done with events as they come in: catalogue, marks, cleaning and plan, and what reads them. */
export function ownArrivals({ kv }: Stores, { now, metrics, logger }: ServiceOptions, parts: ArrivalParts) {
  const { audit, people, events, workspace, context, segments, scores, computedTraits, models, rated } =
    parts;
  const documents = { kv, audit, now };
  const { withItems, ...catalogue } = createCatalogue({ ...documents, metrics });
  const onFailure = (error: unknown): void =>
    logger.warn(reasonsOf(error), "what was found at the door could not be counted yet");
  const zone = (): string => workspace.get().zone;
  const { money, withAmounts } = createMoney({ ...documents, metrics, zone, onFailure });
  const readers = {
    context,
    segments: () => segments.list(),
    scores: () => scores.list(),
    computedTraits: () => computedTraits.list(),
    models: () => models.store.list(),
    ratings: () => rated.store.list(),
    surveys: people.asked,
    templates: shippedTemplates,
  };
  const { passage, ...quality } = createQuality({
    ...documents,
    events,
    readers,
    admit: people.admit,
    onFailure,
  });
  const takeAlong: Arrivals["takeAlong"] = (events) => withAmounts(withItems(events));
  const arrivals: Arrivals = { takeAlong, factsOf: people.factsOf, passage };
  const traitReaders = createTraitReaders(readers);
  return {
    ...catalogue,
    money,
    ...quality,
    traitReaders,
    arrivals,
    costs: createCostLedger(documents),
  };
}
