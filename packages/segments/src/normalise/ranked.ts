import { RFM_OF } from "../money/sums-of-money.ts";
import { decimalFromText, hash128, hashHex, must, unreachable } from "@habitus/kernel";
import type { PlanNode } from "../plan/plan.ts";
import type { Cut, PlannedMeasure, RankedPopulation } from "../plan/population.ts";
import { amongText, measureText } from "../text/print-definition.ts";
import type {
  Condition,
  EventMeasure,
  RankedCondition,
  RankMeasure,
  RankPlace,
  RfmCondition,
  RfmTest,
} from "../tree/definition.ts";
import { consentNode, purposesOf } from "./consent.ts";
import type { PlanContext } from "./context.ts";
import { countingNode } from "./decay.ts";
import { LeafTable } from "./leaf-table.ts";
import { leavesRead, type MeasureParts, measuredNode } from "./measure.ts";
import { greatestCommon, row } from "./nodes.ts";
import type { PlannedElement } from "./score.ts";
import { decimalTextOf } from "./tests-of.ts";
import { AskedThresholds, STAND_IN, type Thresholds } from "./thresholds.ts";

/** How the conditions inside a ranked one are planned. */
export type Planner = {
  readonly context: PlanContext;
  readonly condition: (condition: Condition, leaves: LeafTable) => PlanNode;
  readonly measure: (by: RankMeasure) => PlannedMeasure;
  readonly elements: (score: string, leaves: LeafTable) => readonly PlannedElement[];
};

/** "in top 20% by ...": in the audience, has the measure, and its value is on the right side of the thresholds. */
export function rankedNode(ranked: RankedCondition, planner: Planner, leaves: LeafTable): PlanNode {
  const { among } = ranked;
  const place = placeNode(ranked, ranked.by, ends(ranked.place), planner, leaves);
  return row("and", [among === undefined ? EVERYBODY : planner.condition(among, leaves), place]);
}

/** Each score of rfm is a quintile of its own measure, of the same people. */
export function rfmNode(rfm: RfmCondition, planner: Planner, leaves: LeafTable): PlanNode {
  const { among } = rfm;
  const places = rfmMeasures(rfm).flatMap(({ test, by }) =>
    test === undefined ? [] : [placeNode(rfm, by, scoreEnds(test), planner, leaves)],
  );
  return row("and", [among === undefined ? EVERYBODY : planner.condition(among, leaves), ...places]);
}

const EVERYBODY: PlanNode = { kind: "always", value: true };

function rfmMeasures(
  rfm: RfmCondition,
): readonly { readonly test: RfmTest | undefined; readonly by: EventMeasure }[] {
  const { event, property, items, local, where }: NonNullable<RfmCondition["by"]> = rfm.by ?? RFM_OF;
  const events = {
    event,
    ...(local === undefined ? {} : { local }),
    ...(rfm.window === undefined ? {} : { window: rfm.window }),
    ...(where === undefined ? {} : { where }),
  };
  const values = { property, ...(items === undefined ? {} : { items }) };
  return [
    { test: rfm.recency, by: { kind: "recency", ...events } },
    { test: rfm.frequency, by: { kind: "count", ...events } },
    { test: rfm.monetary, by: { kind: "aggregate", of: "sum", ...values, ...events } },
  ];
}

/** Values from the one threshold on and below the other, or up to one from the bottom; null is without end. */
type Ends = { readonly from: Share | null; readonly below: Share | null; readonly upTo: Share | null };
type Share = Omit<Cut, "key">;

function ends(place: RankPlace): Ends {
  switch (place.kind) {
    case "top":
      return { from: share("top", exact(place.percent.value), HUNDRED), below: null, upTo: null };
    case "bottom":
      return { from: null, below: null, upTo: share("bottom", exact(place.percent.value), HUNDRED) };
    case "percentiles":
      return {
        from: share("top", HUNDRED - exact(place.from.value), HUNDRED),
        below: share("top", HUNDRED - exact(place.to.value), HUNDRED),
        upTo: null,
      };
    case "tier":
      return tierEnds(place.tier, place.tier, place.of);
    default:
      return unreachable(place);
  }
}

function tierEnds(first: number, last: number, of: number): Ends {
  return {
    from: share("top", BigInt(of - first + 1), BigInt(of)),
    below: share("top", BigInt(of - last), BigInt(of)),
    upTo: null,
  };
}

const RFM_TIERS = 5;

function scoreEnds({ op, n }: RfmTest): Ends {
  switch (op) {
    case "=":
      return tierEnds(n, n, RFM_TIERS);
    case ">=":
      return tierEnds(n, RFM_TIERS, RFM_TIERS);
    case ">":
      return tierEnds(n + 1, RFM_TIERS, RFM_TIERS);
    case "<=":
      return tierEnds(1, n, RFM_TIERS);
    case "<":
      return tierEnds(1, n - 1, RFM_TIERS);
    default:
      return unreachable(op);
  }
}

const HUNDRED = exact("100");

function exact(text: string): bigint {
  return must(decimalFromText(text), "check lets through exact decimals only");
}

/** Null for nobody and for all: neither needs a threshold. */
function share(side: Cut["side"], part: bigint, of: bigint): Share | null {
  if (part <= 0n || part >= of) return null;
  const common = greatestCommon(part, of);
  return { side, part: Number(part / common), of: Number(of / common) };
}

function placeNode(
  owner: RankedCondition | RfmCondition,
  by: RankMeasure,
  { from, below, upTo }: Ends,
  planner: Planner,
  leaves: LeafTable,
): PlanNode {
  const parts = partsOf(by, planner, leaves);
  const population = populationOf(owner, by, planner, leaves);
  const nodeOf = (side: ">=" | "<" | "<=", of: Share | null): PlanNode => {
    if (of === null) return EVERYBODY;
    const key = `${population.key}/${of.side}/${of.part}/${of.of}`;
    const value = leaves.thresholds.value({ key, ...of }, population.planned);
    const node = measuredNode(parts, side, value ?? STAND_IN, leaves);
    return value === null ? { kind: "always", value: false } : node;
  };
  const counting = countingOf(by, planner, leaves);
  return row("and", [nodeOf(">=", from), nodeOf("<", below), nodeOf("<=", upTo), counting]);
}

/** Who is ranked by a value that counts for a time is in no place once it does not. */
function countingOf(by: RankMeasure, { context }: Planner, leaves: LeafTable): PlanNode {
  return by.kind === "trait" ? countingNode(by.path[0] ?? "", context, leaves) : EVERYBODY;
}

function partsOf(by: RankMeasure, planner: Planner, leaves: LeafTable): MeasureParts {
  const measure = planner.measure(by);
  if (measure.kind !== "score" || by.kind !== "score") return { measure, elements: [] };
  const elements = planner.elements(by.score, leaves);
  return { measure: { kind: "score", values: elements.map(({ value }) => decimalTextOf(value)) }, elements };
}

type PopulationOf = {
  readonly key: string;
  readonly planned: (thresholds: Thresholds) => Omit<RankedPopulation, "cuts">;
};

/** What a population's key says must not depend on the values of thresholds, so it is made of a plan that has none. */
function populationOf(
  owner: RankedCondition | RfmCondition,
  by: RankMeasure,
  planner: Planner,
  { inlined }: LeafTable,
): PopulationOf {
  const origin = must(inlined.ranked.get(owner), "what is ranked is looked up before");
  const planWith = (thresholds: Thresholds) => {
    const table = new LeafTable(inlined, thresholds);
    const parts = partsOf(by, planner, table);
    const among = owner.among === undefined ? EVERYBODY : planner.condition(owner.among, table);
    const counting = countingOf(by, planner, table);
    const read = [...leavesRead(parts), ...table.all()];
    const asked = purposesOf(origin.purposes, read, planner.context.dataPurposes);
    const audience = row("and", [among, counting, consentNode(asked, planner.context, table)]);
    const people = table.planWith([audience, ...parts.elements.map(({ when }) => when)]);
    return { measure: parts.measure, people };
  };
  const measured = JSON.stringify(by);
  const key = origin.keys.get(measured) ?? keyOf(planWith);
  origin.keys.set(measured, key);
  const says = saysOf(by, origin.written);
  return { key, planned: (thresholds) => ({ kind: "people", key, says, ...planWith(thresholds) }) };
}

function keyOf(planWith: (thresholds: Thresholds) => unknown): string {
  const asked = new AskedThresholds();
  return hashHex(hash128(JSON.stringify([planWith(asked), asked.keys])));
}

function saysOf(by: RankMeasure, written: RankedCondition | RfmCondition): string {
  return [measureText(by), ...amongText(written.among)].join(" ");
}
