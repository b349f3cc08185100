import type { RankedCondition, RankMeasure, RankPlace, RfmCondition, RfmTest } from "@habitus/segments";
import type { Word } from "../words.ts";
import { EVENT, ITEMS, WHERE } from "./clauses.ts";
import { LOCAL } from "./local.ts";
import { AGGREGATES, IS_OP } from "./operators.ts";
import { DURATIONS, SESSIONS } from "./sessions.ts";
import type { Part, Specs } from "./spec.ts";
import { WINDOW } from "./windows.ts";

// Where a person stands among others.

const PERCENT = [{ show: "number", field: "percent", label: "b.place.percent" }] as const;

const PLACES: Specs<RankPlace, "kind"> = {
  top: {
    name: "b.place.top",
    blank: { kind: "top", percent: { kind: "percent", value: "20" } },
    parts: PERCENT,
  },
  bottom: {
    name: "b.place.bottom",
    blank: { kind: "bottom", percent: { kind: "percent", value: "20" } },
    parts: PERCENT,
  },
  percentiles: {
    name: "b.place.percentiles",
    blank: {
      kind: "percentiles",
      from: { kind: "number", value: "40" },
      to: { kind: "number", value: "60" },
    },
    parts: [
      { show: "number", field: "from", label: "b.place.from" },
      { show: "words", text: "b.words.and" },
      { show: "number", field: "to", label: "b.place.to" },
    ],
  },
  tier: {
    name: "b.place.tier",
    blank: { kind: "tier", tier: 5, of: 5 },
    parts: [
      { show: "whole", field: "tier", label: "b.place.tierNumber", least: 1 },
      { show: "words", text: "b.words.of" },
      { show: "whole", field: "of", label: "b.place.tiers", least: 2 },
    ],
  },
};

const OF_EVENTS = [EVENT, LOCAL, WINDOW, WHERE] as const;

const MEASURES: Specs<RankMeasure, "kind"> = {
  aggregate: {
    name: "b.measure.aggregate",
    blank: { kind: "aggregate", of: "sum", event: "", property: [""] },
    parts: [
      { show: "choice", field: "of", label: "b.aggregate", options: AGGREGATES },
      { show: "path", field: "property", of: "property", label: "b.property" },
      ITEMS,
      { show: "words", text: "b.words.over" },
      ...OF_EVENTS,
    ],
  },
  count: { name: "b.measure.count", blank: { kind: "count", event: "" }, parts: OF_EVENTS },
  recency: { name: "b.measure.recency", blank: { kind: "recency", event: "" }, parts: OF_EVENTS },
  "days active": {
    name: "b.measure.days",
    blank: { kind: "days active", event: "" },
    parts: [...OF_EVENTS, { show: "flag", field: "inTheirTimeZone", text: "b.theirZone" }],
  },
  sessions: { name: "b.measure.sessions", blank: { kind: "sessions" }, parts: SESSIONS },
  "session duration": {
    name: "b.measure.sessionDuration",
    blank: { kind: "session duration", of: "sum" },
    parts: [{ show: "choice", field: "of", label: "b.aggregate", options: DURATIONS }, ...SESSIONS],
  },
  trait: {
    name: "b.measure.trait",
    blank: { kind: "trait", path: [""] },
    parts: [{ show: "path", field: "path", of: "trait", label: "b.trait" }],
  },
  score: {
    name: "b.measure.score",
    blank: { kind: "score", score: "" },
    parts: [{ show: "reference", field: "score", of: "score" }],
  },
  predicted: {
    name: "b.measure.predicted",
    blank: { kind: "predicted", score: "" },
    parts: [{ show: "reference", field: "score", of: "predicted" }],
  },
};

const AMONG = {
  show: "sentence",
  field: "among",
  label: "b.among",
  add: { text: "b.add.among", blank: { kind: "everyone" } },
} as const;

export const RANKED: readonly Part<RankedCondition>[] = [
  { show: "variant", field: "place", tag: "kind", label: "b.place", specs: PLACES },
  { show: "words", text: "b.words.by" },
  { show: "variant", field: "by", tag: "kind", label: "b.measure", specs: MEASURES },
  AMONG,
];

const RFM_TEST: readonly Part<RfmTest>[] = [
  { show: "choice", field: "op", label: "b.operator", options: IS_OP },
  { show: "whole", field: "n", label: "b.rfm.score", least: 1 },
];
const BEST: RfmTest = { op: ">=", n: 4 };

const score = (field: "recency" | "frequency" | "monetary", words: Word, add: Word) =>
  ({
    show: "record",
    field,
    parts: [{ show: "words", text: words }, ...RFM_TEST],
    add: { text: add, blank: BEST },
  }) as const;

export const RFM: readonly Part<RfmCondition>[] = [
  score("recency", "b.rfm.recency", "b.add.recency"),
  score("frequency", "b.rfm.frequency", "b.add.frequency"),
  score("monetary", "b.rfm.monetary", "b.add.monetary"),
  {
    show: "record",
    field: "by",
    parts: [
      { show: "words", text: "b.words.by" },
      { show: "path", field: "property", of: "property", label: "b.property" },
      ITEMS,
      { show: "words", text: "b.words.over" },
      EVENT,
      LOCAL,
      WHERE,
    ],
    add: { text: "b.add.rfmOf", blank: { event: "purchase", property: ["revenue"] } },
  },
  WINDOW,
  AMONG,
];
