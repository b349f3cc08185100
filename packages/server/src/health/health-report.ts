import type { HealthFinding } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Table } from "../platform/kv.ts";

/** What can be the matter with a segment. */
export type FindingCode = HealthFinding["code"];

/** `serious`: it does not do what it is for; `warning`: somebody should decide; `hint`: good to know. */
export type Severity = HealthFinding["severity"];

export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The number that decided, in the unit its sentence names. */
  readonly figure: number;
  readonly says: string;
  readonly todo: string;
  /** A definition of the people behind it, as text; null where there are none to show. */
  readonly people: string | null;
  /** Key of the other segment it is about. */
  readonly other: string | null;
  /** Which event, line or field it is about, where a segment may have several of its kind; absent in reports from before it was kept. */
  readonly subject?: string;
};

/** A part of the examination that could not be made, and why, as a sentence. */
export type Skipped = { readonly part: HealthPart; readonly why: string };
export type HealthPart = "size" | "goal" | "apart" | "overlap" | "drift" | "stays" | "moves" | "history";

/** Something people have or did, and how much of it is in the segment. */
export type Trace = {
  readonly kind: "event" | "trait" | "item";
  /** The event or the trait. */
  readonly name: string;
  /** Of an item: where in the event its value stands. */
  readonly path: readonly string[];
  /** Text form; null of an event. */
  readonly value: string | null;
  /** People inside who have it, and of all who are looked at. */
  readonly inside: number;
  readonly everybody: number;
};

/** How much likelier people inside have it than everybody. */
export type SetApart = Trace & {
  readonly lift: number;
  readonly low: number;
  readonly high: number;
  /** Adjusted for all that was looked at. */
  readonly p: number;
  /** As of `Finding`. */
  readonly people: string | null;
};

export type Apart = {
  readonly inside: number;
  readonly everybody: number;
  /** Events, values of traits and items that were compared. */
  readonly compared: number;
  /** Names that were not read, because they may not be for the segment's purpose. */
  readonly notAllowed: readonly string[];
  /** Of more inside than of everybody, the most telling first; then of fewer. */
  readonly more: readonly SetApart[];
  readonly fewer: readonly SetApart[];
};

/** The goal rate of those inside who have something, and of the others inside. */
export type Split = {
  readonly trace: Trace;
  readonly people: string | null;
  readonly having: { readonly people: number; readonly reached: number };
  readonly others: { readonly people: number; readonly reached: number };
  /** Percentage points, having less others, with its interval. */
  readonly points: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
};

export type Goal = {
  readonly event: string;
  /** Who was inside 30 days ago, and did it since. */
  readonly people: number;
  readonly reached: number;
};

export type Overlap = {
  readonly segment: string;
  readonly both: number;
  readonly other: number;
  readonly jaccard: number;
};

/** How long people stay, of all stays that began by something that happened. */
export type Stays = {
  readonly stays: number;
  readonly ended: number;
  readonly medianDays: number | null;
  /** Share still inside after 7, 30 and 90 days; null where nobody was followed for so long. */
  readonly after: readonly {
    readonly days: number;
    readonly share: number;
    readonly low: number;
    readonly high: number;
  }[];
};

/** How the spread of what a line of the definition asks moved among everybody within 30 days. */
export type Drift = { readonly line: string; readonly index: number; readonly byChance: number };

export type HealthReport = {
  readonly segment: string;
  /** Of the definition. */
  readonly version: number;
  /** As of this logical now. */
  readonly at: Instant;
  readonly examinedAt: Instant;
  /** People inside, and all whom the segment's purpose may look at. */
  readonly size: number | null;
  readonly people: number | null;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly goal: Goal | null;
  readonly splits: readonly Split[];
  readonly apart: Apart | null;
  /** The nearest others, nearest first. */
  readonly overlaps: readonly Overlap[];
  readonly drifts: readonly Drift[];
  readonly stays: Stays | null;
  readonly skipped: readonly Skipped[];
};

/** Key: segment key. The newest report; it goes with the segment's next one. */
export const HEALTH_REPORTS: Table<HealthReport> = { name: "health_reports", version: 1 };
