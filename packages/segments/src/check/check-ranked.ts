import { decimalFromText } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import type {
  EventMeasure,
  RankMeasure,
  NumberLiteral,
  RankPlace,
  RfmCondition,
} from "../tree/definition.ts";
import { printWindow } from "../text/print-window.ts";
import { refuseRegular } from "./check-lifecycle.ts";
import { checkDaysZone } from "./check-local.ts";
import { refuseReserved } from "./check-reserved.ts";
import { checkName, checkNumber, checkPath } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

const HUNDRED = decimalFromText("100") ?? 0n;

/** A place that holds somebody and not everybody. */
export function checkPlace(place: RankPlace, at: Keys, report: Report): void {
  switch (place.kind) {
    case "top":
    case "bottom":
      checkPercent(place.percent, [...at, "percent"], report);
      return;
    case "percentiles":
      checkPercentiles(place.from, place.to, at, report);
      return;
    case "tier": {
      const { tier, of } = place;
      if (of < 2 || of > LIMITS.tiers) {
        report([...at, "of"], "tiers_out_of_range", `People are cut into 2 to ${LIMITS.tiers} tiers`);
      }
      if (tier < 1 || tier > of) {
        const message = `Tiers are counted from 1, the least, to ${of}, the greatest`;
        report([...at, "tier"], "tier_out_of_range", message);
      }
      return;
    }
  }
}

function checkPercent(percent: NumberLiteral, at: Keys, report: Report): void {
  checkNumber(percent, at, report);
  if (percent.kind !== "percent") {
    report(at, "not_a_percent", "A place is a percent, such as 20%", `${percent.value}%`);
  }
  const value = decimalFromText(percent.value);
  if (value !== null && (value <= 0n || value >= HUNDRED)) {
    report(at, "percent_out_of_range", "A place lies above 0% and below 100%");
  }
}

function checkPercentiles(from: NumberLiteral, to: NumberLiteral, at: Keys, report: Report): void {
  const ends = (
    [
      ["from", from],
      ["to", to],
    ] as const
  ).map(([key, end]) => {
    checkNumber(end, [...at, key], report);
    if (end.kind !== "number") {
      report([...at, key], "not_a_number", "Percentiles are written as 40, without a sign", end.value);
    }
    return decimalFromText(end.value);
  });
  const [low = null, high = null] = ends;
  if (low === null || high === null) return;
  if (low < 0n || high > HUNDRED || low >= high) {
    report(at, "percentiles_out_of_range", "Percentiles lie between 0 and 100, the smaller first");
  } else if (low === 0n && high === HUNDRED) {
    report(at, "nothing_asked", "Between percentiles 0 and 100 are all");
  }
}

/** What is special of a measure; its event, window and where clause are checked as those of any condition on events. */
export function checkMeasure(by: RankMeasure, at: Keys, report: Report): void {
  switch (by.kind) {
    case "sessions":
    case "session duration":
      return;
    case "trait":
      checkPath(by.path, [...at, "path"], report);
      refuseReserved(by, at, report);
      return;
    case "score":
    case "predicted":
      checkName(by.score, [...at, "score"], report);
      return;
    case "aggregate":
      checkPath(by.property, [...at, "property"], report);
      refuseRegular(by.window, [...at, "window"], report);
      return;
    case "days active":
      checkDaysZone(by, at, report);
      refuseRegular(by.window, [...at, "window"], report);
      return;
    case "count":
      refuseRegular(by.window, [...at, "window"], report);
      return;
    case "recency":
      refuseWindow(by.window, [...at, "window"], report);
      return;
  }
}

/** How old the last event is changes by itself, so the window has to reach up to now at every instant. */
function refuseWindow(window: EventMeasure["window"], at: Keys, report: Report): void {
  if (window === undefined || window.kind === "ever" || window.kind === "last") return;
  const message = `Recency is an age: \`${printWindow(window)}\` cannot stand here; write \`in last 365 days\` or nothing`;
  report(at, "window_not_here", message, "in last 365 days");
}

const RFM_SCORES = 5;

export function checkRfm(rfm: RfmCondition, at: Keys, report: Report): void {
  const tests = (["recency", "frequency", "monetary"] as const).map((score) => ({ score, test: rfm[score] }));
  if (tests.every(({ test }) => test === undefined)) {
    report(at, "nothing_asked", "Ask for recency, frequency or monetary", "rfm recency 5");
  }
  for (const { score, test } of tests) {
    if (test === undefined) continue;
    if (test.n < 1 || test.n > RFM_SCORES) {
      report([...at, score, "n"], "score_out_of_range", `Scores of rfm lie between 1 and ${RFM_SCORES}`);
    } else if (isEmptyOrAll(test.op, test.n)) {
      const message = `\`${score} ${test.op} ${test.n}\` is true of nobody, or of everybody who is ranked`;
      report([...at, score], "nothing_asked", message);
    }
  }
  if (rfm.by !== undefined) checkPath(rfm.by.property, [...at, "by", "property"], report);
  refuseWindow(rfm.window, [...at, "window"], report);
}

function isEmptyOrAll(op: string, n: number): boolean {
  if (op === ">=" || op === "<") return n === 1;
  return (op === "<=" || op === ">") && n === RFM_SCORES;
}
