import type { Word } from "../words.ts";
import type { LeafCondition } from "../rows.ts";
import { EVENT, ITEMS, WHERE } from "./clauses.ts";
import { COMPUTED_TESTS } from "./computed-tests.ts";
import { COUNTS } from "./counts.ts";
import { LOCAL } from "./local.ts";
import { AGGREGATES, COUNT_OP, IS_OP, SHARE_OP } from "./operators.ts";
import { RANKED, RFM } from "./places.ts";
import { PROPERTIES } from "./properties.ts";
import { BY_ACCOUNT } from "./by-account.ts";
import type { Specs } from "./spec.ts";
import { STRETCHES } from "./stretches.ts";
import { CHOSEN_EVENT, THEN } from "./steps.ts";
import { TRANSITIONS } from "./transitions.ts";
import { ANNIVERSARY_WINDOWS, WINDOW } from "./windows.ts";

/** What belongs to a whole row, besides its parts. */
type OfRow = {
  /** The first words, and those of the opposite; null where the operator of a test says "not". */
  readonly lead: Word;
  readonly leadNot: Word | null;
  /** Under which heading it is offered. */
  readonly group: RowGroupName;
  readonly example: Word;
};
export type RowGroupName = "did" | "habit" | "who";

export type RowSpecs = {
  readonly [Kind in keyof Specs<LeafCondition, "kind">]: Specs<LeafCondition, "kind">[Kind] & OfRow;
};

const DID = { lead: "b.lead.did", leadNot: "b.lead.didNot" } as const;

const OUTERMOST = {
  group: "did",
  parts: [EVENT, LOCAL, WINDOW, WHERE, { show: "where", field: "has", words: "b.words.has" }],
} as const;

const COMPARED = [
  { show: "choice", field: "op", label: "b.operator", options: IS_OP },
  { show: "number", field: "value", label: "b.value" },
] as const;

const AMONG_OTHERS: Pick<RowSpecs, "ranked" | "rfm"> = {
  ranked: {
    lead: "b.lead.ranked",
    leadNot: "b.lead.notRanked",
    name: "b.row.ranked",
    example: "b.row.ranked.example",
    group: "who",
    blank: {
      kind: "ranked",
      place: { kind: "top", percent: { kind: "percent", value: "20" } },
      by: { kind: "aggregate", of: "sum", event: "", property: [""] },
    },
    parts: RANKED,
  },
  rfm: {
    lead: "b.lead.rfm",
    leadNot: "b.lead.notRfm",
    name: "b.row.rfm",
    example: "b.row.rfm.example",
    group: "who",
    blank: { kind: "rfm", recency: { op: "=", n: 5 }, by: { event: "", property: [""] } },
    parts: RFM,
  },
};

const MEASURED: Pick<RowSpecs, "share" | "ratio" | "overdue" | "favourite"> = {
  share: {
    lead: "b.lead.share",
    leadNot: "b.lead.notShare",
    name: "b.row.share",
    example: "b.row.share.example",
    group: "habit",
    blank: {
      kind: "share",
      event: "",
      local: { days: "weekends" },
      op: "at least",
      value: { kind: "percent", value: "60" },
    },
    parts: [
      { show: "choice", field: "op", label: "b.count", options: SHARE_OP },
      { show: "number", field: "value", label: "b.value" },
      { show: "words", text: "b.words.ofAll" },
      EVENT,
      { show: "where", field: "among" },
      { show: "words", text: "b.words.were" },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
  ratio: {
    lead: "b.lead.their",
    leadNot: "b.lead.notTheir",
    name: "b.row.ratio",
    example: "b.row.ratio.example",
    group: "habit",
    blank: {
      kind: "ratio",
      part: { event: "" },
      whole: { event: "" },
      op: ">=",
      value: { kind: "percent", value: "30" },
    },
    parts: [
      { show: "record", field: "part", parts: CHOSEN_EVENT },
      { show: "words", text: "b.words.forEach" },
      { show: "record", field: "whole", parts: CHOSEN_EVENT },
      WINDOW,
      { show: "choice", field: "op", label: "b.operator", options: IS_OP },
      { show: "number", field: "value", label: "b.value" },
    ],
  },
  overdue: {
    lead: "b.lead.overdue",
    leadNot: "b.lead.notOverdue",
    name: "b.row.overdue",
    example: "b.row.overdue.example",
    group: "habit",
    blank: { kind: "overdue", event: "", factor: { kind: "number", value: "2" } },
    parts: [
      EVENT,
      { show: "words", text: "b.words.byMoreThan" },
      { show: "number", field: "factor", label: "b.overdue.factor" },
      { show: "words", text: "b.words.usualGap" },
      {
        show: "variant",
        field: "count",
        tag: "op",
        label: "b.count",
        specs: COUNTS,
        absent: "b.overdue.usualCount",
      },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
  favourite: {
    lead: "b.lead.favourite",
    leadNot: "b.lead.notFavourite",
    name: "b.row.favourite",
    example: "b.row.favourite.example",
    group: "habit",
    blank: { kind: "favourite", event: "", property: [""], value: { kind: "text", value: "" } },
    parts: [
      { show: "path", field: "property", of: "property", label: "b.property" },
      { show: "words", text: "b.words.over" },
      EVENT,
      { show: "words", text: "b.words.is" },
      { show: "literal", field: "value", kinds: ["text", "number", "boolean"] },
      {
        show: "whole",
        field: "top",
        label: "b.favourite.top",
        least: 1,
        words: "b.words.amongTop",
        add: { text: "b.add.top", blank: 3 },
      },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
};

/**
 * Every kind of condition as a row. A new kind of the language does not compile until it stands here; what its row looks like
 * and how it is edited follows from its parts.
 */
export const CONDITIONS: RowSpecs = {
  did: {
    ...DID,
    name: "b.row.did",
    example: "b.row.did.example",
    group: "did",
    blank: { kind: "did", event: "" },
    parts: [
      EVENT,
      {
        show: "variant",
        field: "count",
        tag: "op",
        label: "b.count",
        specs: COUNTS,
        absent: "b.count.absent",
        orFlag: { field: "first", name: "b.count.first" },
      },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
  aggregate: {
    lead: "b.lead.their",
    leadNot: "b.lead.notTheir",
    name: "b.row.aggregate",
    example: "b.row.aggregate.example",
    group: "did",
    blank: {
      kind: "aggregate",
      of: "sum",
      event: "",
      property: [""],
      op: ">=",
      value: { kind: "number", value: "100" },
    },
    parts: [
      { show: "choice", field: "of", label: "b.aggregate", options: AGGREGATES },
      { show: "path", field: "property", of: "property", label: "b.property" },
      ITEMS,
      { show: "words", text: "b.words.over" },
      EVENT,
      LOCAL,
      WINDOW,
      { show: "choice", field: "op", label: "b.operator", options: IS_OP },
      { show: "number", field: "value", label: "b.value" },
      WHERE,
    ],
  },
  sequence: {
    ...DID,
    name: "b.row.sequence",
    example: "b.row.sequence.example",
    group: "did",
    blank: { kind: "sequence", first: { event: "" }, following: [{ event: { event: "" } }] },
    parts: [
      { show: "record", field: "first", parts: CHOSEN_EVENT },
      WINDOW,
      {
        show: "path",
        field: "same",
        of: "property",
        label: "b.same",
        add: { text: "b.add.same", blank: [""] },
      },
      {
        show: "list",
        field: "following",
        item: THEN,
        least: 1,
        add: { text: "b.add.step", blank: { event: { event: "" } } },
      },
    ],
  },
  "first event": {
    ...OUTERMOST,
    name: "b.row.first",
    example: "b.row.first.example",
    lead: "b.lead.first",
    leadNot: "b.lead.notFirst",
    blank: { kind: "first event", event: "", has: PROPERTIES.property.blank },
  },
  "last event": {
    ...OUTERMOST,
    name: "b.row.last",
    example: "b.row.last.example",
    lead: "b.lead.last",
    leadNot: "b.lead.notLast",
    blank: { kind: "last event", event: "", has: PROPERTIES.property.blank },
  },
  "days active": {
    ...DID,
    name: "b.row.days",
    example: "b.row.days.example",
    group: "habit",
    blank: { kind: "days active", event: "", op: ">=", value: { kind: "number", value: "3" } },
    parts: [
      EVENT,
      { show: "words", text: "b.words.on" },
      { show: "choice", field: "op", label: "b.operator", options: COUNT_OP },
      { show: "number", field: "value", label: "b.days" },
      { show: "words", text: "b.words.days", one: { of: "value", text: "b.words.oneDay" } },
      { show: "flag", field: "inTheirTimeZone", text: "b.theirZone" },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
  ...STRETCHES,
  ...AMONG_OTHERS,
  ...MEASURED,
  trait: {
    lead: "b.lead.their",
    leadNot: null,
    name: "b.row.trait",
    example: "b.row.trait.example",
    group: "who",
    blank: { kind: "trait", path: [""], test: { op: "is", value: { kind: "text", value: "" } } },
    parts: [
      { show: "path", field: "path", of: "trait", label: "b.trait" },
      { show: "test", field: "test", of: "trait" },
    ],
  },
  segment: {
    lead: "b.lead.segment",
    leadNot: "b.lead.notSegment",
    name: "b.row.segment",
    example: "b.row.segment.example",
    group: "who",
    blank: { kind: "segment", segment: "" },
    parts: [{ show: "reference", field: "segment", of: "segment" }],
  },
  ...TRANSITIONS,
  list: {
    lead: "b.lead.list",
    leadNot: "b.lead.notList",
    name: "b.row.list",
    example: "b.row.list.example",
    group: "who",
    blank: { kind: "list", list: "" },
    parts: [{ show: "reference", field: "list", of: "list" }],
  },
  ...BY_ACCOUNT,
  subscribed: {
    lead: "b.lead.subscribed",
    leadNot: "b.lead.notSubscribed",
    name: "b.row.subscribed",
    example: "b.row.subscribed.example",
    group: "who",
    blank: { kind: "subscribed", group: "" },
    parts: [{ show: "reference", field: "group", of: "group" }],
  },
  occasion: {
    lead: "b.lead.occasion",
    leadNot: "b.lead.notOccasion",
    name: "b.row.occasion",
    example: "b.row.occasion.example",
    group: "who",
    blank: { kind: "occasion", occasion: "", window: { kind: "next", amount: 10, unit: "day" } },
    parts: [
      { show: "reference", field: "occasion", of: "occasion" },
      { show: "variant", field: "window", tag: "kind", label: "b.window", specs: ANNIVERSARY_WINDOWS },
      {
        show: "text",
        field: "country",
        label: "b.country",
        words: "b.words.inCountry",
        add: { text: "b.add.country", blank: "GB" },
      },
    ],
  },
  score: {
    group: "who",
    parts: [{ show: "reference", field: "score", of: "score" }, ...COMPARED],
    lead: "b.lead.score",
    leadNot: "b.lead.notScore",
    name: "b.row.score",
    example: "b.row.score.example",
    blank: { kind: "score", score: "", op: ">=", value: { kind: "number", value: "3" } },
  },
  predicted: {
    group: "who",
    parts: [{ show: "reference", field: "score", of: "predicted" }, ...COMPARED],
    lead: "b.lead.predicted",
    leadNot: "b.lead.notPredicted",
    name: "b.row.predicted",
    example: "b.row.predicted.example",
    blank: { kind: "predicted", score: "", op: ">", value: { kind: "number", value: "0.7" } },
  },
  computed: {
    group: "who",
    parts: [{ show: "reference", field: "computed", of: "computed" }, ...COMPARED],
    lead: "b.lead.computed",
    leadNot: "b.lead.notComputed",
    name: "b.row.computed",
    example: "b.row.computed.example",
    blank: { kind: "computed", computed: "", op: ">=", value: { kind: "number", value: "500" } },
  },
  "computed value": {
    group: "who",
    parts: [
      { show: "reference", field: "computed", of: "computed" },
      { show: "variant", field: "test", tag: "op", label: "b.operator", specs: COMPUTED_TESTS },
    ],
    lead: "b.lead.computed",
    leadNot: "b.lead.notComputed",
    name: "b.row.computedValue",
    example: "b.row.computedValue.example",
    blank: { kind: "computed value", computed: "", test: { op: "is", value: { kind: "text", value: "" } } },
  },
  bucket: {
    lead: "b.lead.bucket",
    leadNot: "b.lead.notBucket",
    name: "b.row.bucket",
    example: "b.row.bucket.example",
    group: "who",
    blank: { kind: "bucket", from: 0, to: 9, of: 100, by: "" },
    parts: [
      { show: "whole", field: "from", label: "b.bucket.from", least: 0 },
      { show: "words", text: "b.words.upTo" },
      { show: "whole", field: "to", label: "b.bucket.to", least: 0 },
      { show: "words", text: "b.words.of" },
      { show: "whole", field: "of", label: "b.bucket.of", least: 2 },
      { show: "words", text: "b.words.by" },
      { show: "text", field: "by", label: "b.bucket.by" },
    ],
  },
  everyone: {
    lead: "b.lead.everyone",
    leadNot: "b.lead.nobody",
    name: "b.row.everyone",
    example: "b.row.everyone.example",
    group: "who",
    blank: { kind: "everyone" },
    parts: [],
  },
};

export const ROW_GROUPS: readonly RowGroupName[] = ["did", "habit", "who"];
