import { DAY_MS } from "@habitus/kernel";
import type { EventMatch } from "@habitus/segments";
import type { Ask, Rows } from "./asked.ts";
import { planOf } from "./live-segments.ts";
import { AT } from "./by-hand.ts";

/** A question, and the best text for it that one would write who knows the data: all JSON is plain, no id comes twice. */
export type AskedCase = {
  readonly name: string;
  /** Asks what the server asks; both ways give the same text of figures. */
  readonly emitted: (ask: Ask) => Promise<string>;
  readonly byHand: (ask: Ask) => Promise<string>;
};

export const MILLIS = "toUnixTimestamp64Milli(time)";
export const STEPS = ["view", "search", "cart", "login", "order"] as const;

export const instant = (at: number): string => `fromUnixTimestamp64Milli(toInt64(${at}), 'UTC')`;
export const ago = (days: number): string => instant(AT - days * DAY_MS);

/** Rows by person: a column of rows whose few moved nodes are put right. */
export function atOnce(columns: string, where: string): string {
  return `SELECT if(moved.owner = 0, found.node, moved.owner) AS person, found.* EXCEPT (node)
  FROM (SELECT node, ${columns} FROM events_by_name PREWHERE ${where}) AS found
  LEFT JOIN (SELECT node, argMax(person, offset) AS owner FROM moves GROUP BY node) AS moved ON found.node = moved.node`;
}

export function eventsOf(definition: string): EventMatch {
  const [leaf] = planOf(definition).leaves;
  if (leaf?.kind !== "count") throw new Error("an event is counted");
  return leaf.events;
}

type Figure = string | number | readonly Figure[];

/** Of each row the list of its values, in the order of what they say. */
export function figuresOf(rows: Rows): string {
  const isNumber = (value: string | number): boolean => value !== "" && !Number.isNaN(Number(value));
  const plain = (value: Figure): Figure => {
    if (typeof value === "object") return value.map(plain);
    return isNumber(value) ? Number(value) : value;
  };
  return sortedFigures(rows.map((row) => Object.values(row).map(plain)));
}

export const sortedFigures = (lists: readonly (readonly Figure[])[]): string =>
  lists
    .map((list) => JSON.stringify(list))
    .toSorted()
    .join(" ");
