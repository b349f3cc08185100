import type { Instant } from "@habitus/kernel";
import type { EventMatch } from "@habitus/segments";
import type { Statement } from "../store/event-store.ts";
import type { Audience, PageOfPeople } from "./explore-queries.ts";

export type AskedPaths = {
  readonly anchor: EventMatch;
  readonly window: { readonly from: Instant; readonly to: Instant };
  readonly isBackwards: boolean;
  readonly steps: number;
  readonly gapMs: number;
  readonly isFolded: boolean;
  readonly hidden: readonly string[];
  readonly at: Instant;
  readonly audience: Audience | null;
};

/** Names that are told of at each place of a passage, the anchor's first; all others are one. */
export type ToldNames = readonly (readonly string[])[];

export type EndOfPath =
  | { readonly kind: "name"; readonly place: number }
  | { readonly kind: "others" | "left" | "open" };

export type PathFigure = {
  readonly step: number;
  readonly from: EndOfPath;
  /** Null: wherever they go. */
  readonly to: EndOfPath | null;
  readonly passages: number;
  readonly people: number;
};

export type PathPlace = Pick<PathFigure, "step" | "from" | "to">;
export type PathRow = Readonly<Record<string, string | number>>;

export type PathQueries = {
  /** Rows {step, name, passages, people}. */
  pathNames(paths: AskedPaths): Statement;
  /** Rows for `readPath`. */
  paths(paths: AskedPaths, told: ToldNames): Statement;
  readPath(row: PathRow): PathFigure;
  /** Rows {person}, ascending. */
  pathPeople(paths: AskedPaths, told: ToldNames, place: PathPlace, page: PageOfPeople): Statement;
  /** One row {count}. */
  pathPeopleCount(paths: AskedPaths, told: ToldNames, place: PathPlace): Statement;
};
