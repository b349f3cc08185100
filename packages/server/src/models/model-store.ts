import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant, reservedTrait } from "@habitus/kernel";
import { type BuyerModelName, type ScoreName, scoresTold } from "@habitus/models";
import {
  type Condition,
  type Definition,
  type DidCondition,
  type PlanContext,
  printDefinition,
} from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { mustReadDefinition } from "../segments/language.ts";
import type { RuleReader } from "../segments/score-store.ts";

type Shared = {
  readonly name: string;
  /** What the scores are for, and who answers for them. */
  readonly goal: string;
  readonly owner: string;
  /** Keys of a value, joined by points: of an order; of whatever people do. Null where no value is looked at. */
  readonly valueProperty: string | null;
  /** Hours from one run to the next; null: only when somebody asks for it. */
  readonly everyHours: number | null;
  /** What it is run for: who does not allow it is neither read nor scored. Null asks nobody. */
  readonly purpose: string | null;
};

/** Tells of whoever bought what they will buy. */
export type BuyingContent = Shared & {
  readonly kind: BuyerModelName;
  /** Whatever one of these holds for is an order. */
  readonly orders: readonly DidCondition[];
  readonly unit: "day" | "week";
  /** How many of the newest days judge the model; 0 for none. */
  readonly holdoutDays: number;
  /** How far ahead orders and value are expected. */
  readonly horizonDays: number;
  /** What money loses in a year. */
  readonly discountPercent: number;
  /** Traits that say something of people from the beginning, as numbers or as yes and no; absent for none. The Pareto/NBD alone reads them. */
  readonly covariates?: readonly string[];
};

/** Tells how likely something is to hold of people once as much time has passed as it looks back. */
export type PropensityContent = Shared & {
  readonly kind: "propensity";
  /** Reads what was done in so many of the last days, and nothing else. */
  readonly outcome: Condition;
  /** Of whom it is told; null of all who ever did anything. */
  readonly audience: Condition | null;
};

/** A model that is fitted on schedule and tells of each person what is to be expected. */
export type ModelContent = BuyingContent | PropensityContent;

export type ModelRecord = DocumentRecord<ModelContent>;

/** Key: model key. */
const MODELS: Table<ModelRecord> = { name: "models", version: 1 };

export type ModelStore = Documents<ModelContent>;

export function createModelStore(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** Whether something else writes scores of such names. */
  readonly isTaken?: (key: string) => boolean;
}): ModelStore {
  const documents = createDocuments<ModelContent>({
    ...deps,
    table: MODELS,
    kind: "model",
    target: "model",
    called: "model",
    contentOf,
    summaryOf: (content) => ({
      ...contentOf(content),
      ...(content.kind === "propensity" ? shownOutcome(content) : { orders: shownOrders(content) }),
    }),
  });
  return {
    ...documents,
    async set(key: string, content: ModelContent, rev: number, by: Actor) {
      refuseCovariates(content);
      if (rev === 0 && deps.isTaken?.(key) === true) {
        throw new HabitusError("conflict", `There is a rating "${key}", whose scores have such names.`, {
          fix: "Take another key.",
        });
      }
      if (rev === 0 && documents.list().length >= LIMITS.models) {
        throw new HabitusError("too_many", `There are at most ${LIMITS.models} models.`, {
          fix: "Delete one whose scores nothing uses any more.",
          details: { limit: LIMITS.models },
        });
      }
      return documents.set(key, content, rev, by);
    },
  };
}

/** @throws HabitusError `no_covariates`. */
function refuseCovariates(content: ModelContent): void {
  if (content.kind === "propensity" || content.kind === "paretonbd") return;
  if ((content.covariates ?? []).length === 0) return;
  throw new HabitusError("no_covariates", `The model ${content.kind} takes no covariates.`, {
    fix: "Leave them out, or choose the kind paretonbd.",
  });
}

function contentOf(content: ModelContent): ModelContent {
  const { name, goal, owner, valueProperty, everyHours, purpose } = content;
  const shared = { name, goal, owner, valueProperty, everyHours, purpose };
  if (content.kind === "propensity") {
    const { kind, outcome, audience } = content;
    return { ...shared, kind, outcome, audience };
  }
  const { kind, orders, unit, holdoutDays, horizonDays, discountPercent, covariates = [] } = content;
  return {
    ...shared,
    kind,
    orders,
    unit,
    holdoutDays,
    horizonDays,
    discountPercent,
    ...(covariates.length === 0 ? {} : { covariates }),
  };
}

/** As what reads segments, scores and occasions. */
export function modelReader(model: ModelRecord): RuleReader {
  const { key, name } = model;
  const conditions =
    model.kind === "propensity"
      ? [model.outcome, ...(model.audience === null ? [] : [model.audience])]
      : model.orders;
  const definitions = conditions.map((condition): Definition => ({ version: 1, condition }));
  return { kind: "model", key, name, definitions };
}

/** Each as a sentence. */
export function shownOrders({ orders }: Pick<BuyingContent, "orders">): readonly string[] {
  return orders.map(sentence);
}

/** Both as sentences. */
export function shownOutcome({ outcome, audience }: Pick<PropensityContent, "outcome" | "audience">) {
  return { outcome: sentence(outcome), audience: audience === null ? null : sentence(audience) };
}

const sentence = (condition: Condition): string => printDefinition({ version: 1, condition });

/**
 * What counts as an order, from sentences.
 * @throws HabitusError `definition_refused`; `not_an_order` of a sentence that says more than that an event is done.
 */
export function readOrders(texts: readonly string[], context: PlanContext): readonly DidCondition[] {
  return texts.map((text) => {
    const { condition } = mustReadDefinition(text, context);
    const isPlain =
      condition.kind === "did" && condition.first === undefined && condition.count === undefined;
    if (isPlain && condition.window === undefined) return condition;
    throw new HabitusError("not_an_order", `"${text}" does not say what one order is.`, {
      fix: 'Write what is done, as did "Order Completed" where revenue > 0, without a count or a time.',
    });
  });
}

/** The score keys by what they tell, as definitions name them: `predicted "shop.alive" > 0.7`. */
export function scoreKeys(
  key: string,
  { kind, valueProperty }: Pick<ModelContent, "kind" | "valueProperty">,
): readonly { readonly name: ScoreName; readonly key: string; readonly trait: string }[] {
  return scoresTold(kind, valueProperty !== null).map((name) => ({ name, ...scoreKey(key, name) }));
}

/** The key has a point, so nothing that is written by the API is ever taken for it. */
export function scoreKey(model: string, name: ScoreName): { readonly key: string; readonly trait: string } {
  const key = `${model}.${name}`;
  return { key, trait: reservedTrait("score", key) };
}
