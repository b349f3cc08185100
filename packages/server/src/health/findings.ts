import { HEALTH_SEVERITIES } from "@habitus/contract";
import { DAY_MS, formatDay, type Instant, must, parseIso } from "@habitus/kernel";
import { leastRateTold, peoplePerGroup } from "@habitus/models";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { localDay } from "../segments/local-day.ts";
import { DRIFTED, isDrifted } from "./drift.ts";
import type { Drift, Finding, Goal, Overlap, Split } from "./health-report.ts";
import type { HealthSettings } from "./health-settings.ts";
import type { Jump } from "./movements.ts";
import type { Called } from "./trace-called.ts";
import { havingText, LOOKED_DAYS, peopleInBoth, peopleMoved, peopleOf } from "./traces.ts";
import { counted, daysText, decimalText, numberText, peopleText, percentText } from "./words.ts";

// What was measured, as findings for a person: each rule is a function of figures.

type Draft = Pick<Finding, "code" | "severity" | "figure" | "says" | "todo"> & Partial<Finding>;

const finding = (draft: Draft): Finding => ({ people: null, other: null, ...draft });

/** Worst first; of alike ones in the order found. */
export function worstFirst<F extends Pick<Finding, "severity">>(findings: readonly F[]): readonly F[] {
  return findings.toSorted(
    (a, b) => HEALTH_SEVERITIES.indexOf(a.severity) - HEALTH_SEVERITIES.indexOf(b.severity),
  );
}

export function reviewFinding({ reviewDate, owner }: SegmentRecord, now: Instant): readonly Finding[] {
  const due = must(parseIso(reviewDate), "validated as a date").at;
  const days = Math.floor((now - due) / DAY_MS);
  if (days < 1) return [];
  return [
    finding({
      code: "review_overdue",
      severity: "warning",
      figure: days,
      says: `Its review was due ${daysText(days)} ago, on ${reviewDate}.`,
      todo: `${owner} should look whether it is still needed, and set the next date.`,
    }),
  ];
}

/** Whether a comparison of two halves of the segment would notice an effect. */
export function sizeFindings(
  people: { readonly segment: string; readonly inside: number; readonly everybody: number },
  goal: Goal | null,
  { effectPoints }: Pick<HealthSettings, "effectPoints">,
): readonly Finding[] {
  const { segment, inside: size, everybody } = people;
  if (size === 0) {
    const says = "Nobody is in it.";
    const todo = "Look which line of the definition nobody meets, or delete it.";
    return [finding({ code: "empty", severity: "serious", figure: 0, says, todo })];
  }
  return [...tooSmall(segment, size, goal, effectPoints), ...nearlyEveryone(segment, size, everybody)];
}

function tooSmall(
  segment: string,
  size: number,
  goal: Goal | null,
  effectPoints: number,
): readonly Finding[] {
  // Of no rate is an effect harder to tell than of a half.
  const base = goal === null || goal.people === 0 ? 0.5 : goal.reached / goal.people;
  const effect = effectPoints / 100;
  const needed = 2 * Math.ceil(peoplePerGroup(base, base + effect <= 1 ? base + effect : base - effect));
  if (size >= needed) return [];
  const least = leastEffectTold(Math.floor(size / 2), base);
  const rate = goal === null ? "" : `, when ${percentText(base)} reach the goal now`;
  const told =
    least === null
      ? "With so few no effect would show."
      : `With so few only an effect of ${decimalText(least * 100)} points or more would show.`;
  return [
    finding({
      code: "too_small",
      // It does what it is for: only whoever means to measure has to decide.
      severity: "hint",
      figure: size,
      says: `It is too small to measure what you try on half of it: seeing an effect of ${decimalText(effectPoints)} percentage points${rate} takes ${peopleText(needed)}; it has ${numberText(size)}. ${told}`,
      todo: "Widen it, or join it with its like. It can be acted on all the same, without measuring.",
      people: peopleOf(segment),
    }),
  ];
}

/** Upwards; where most reach the goal already and no rise could show, downwards. Null where neither could. */
function leastEffectTold(perGroup: number, base: number): number | null {
  const more = leastRateTold(perGroup, base);
  if (more !== null) return more - base;
  // A fall of those who reach it is a rise of those who do not.
  const fewer = leastRateTold(perGroup, 1 - base);
  return fewer === null ? null : fewer - (1 - base);
}

const NEARLY = 0.9;

function nearlyEveryone(segment: string, size: number, everybody: number): readonly Finding[] {
  if (everybody === 0 || size < everybody * NEARLY) return [];
  return [
    finding({
      code: "nearly_everyone",
      severity: "warning",
      figure: size / everybody,
      says: `${percentText(size / everybody)} of everybody are in it, so it tells hardly anybody apart.`,
      todo: "Ask for more in its definition, or address everyone instead.",
      people: peopleOf(segment),
    }),
  ];
}

/** The widest split; the report has all. */
export function splitFindings(
  splits: readonly Split[],
  goalEvent: string,
  called: Called,
): readonly Finding[] {
  const [widest] = splits;
  if (widest === undefined) return [];
  const { having, others, trace, points, low, high } = widest;
  const rate = ({ people, reached }: Split["having"]): string => percentText(reached / people);
  const more = splits.length - 1;
  const further =
    more === 0 ? "" : ` ${counted(more, "more such split was", "more such splits were")} found.`;
  return [
    finding({
      code: "hidden_split",
      severity: "warning",
      figure: points,
      says: `It is two groups in one: of those ${havingText(trace, called)}, ${rate(having)} did "${goalEvent}" within ${LOOKED_DAYS} days, of the others ${rate(others)}: ${decimalText(Math.abs(points))} points apart (${decimalText(Math.min(Math.abs(low), Math.abs(high)))} to ${decimalText(Math.max(Math.abs(low), Math.abs(high)))}).${further}`,
      todo: "Make two segments of it, and act on each in its own way.",
      people: widest.people,
    }),
  ];
}

export function overlapFindings(
  own: string,
  overlaps: readonly Overlap[],
  limit: number,
  nameOf: (key: string) => string,
): readonly Finding[] {
  return overlaps
    .filter(({ jaccard }) => jaccard >= limit)
    .map(({ segment, both, jaccard }) =>
      finding({
        code: "redundant",
        severity: "warning",
        figure: jaccard,
        says: `It is nearly the same as "${nameOf(segment)}": ${peopleText(both)} are in both, ${percentText(jaccard)} of those in either.`,
        todo: "Keep one of the two, unless they are for different purposes.",
        people: peopleInBoth(own, segment),
        other: segment,
      }),
    );
}

/** What its definition reads that does not come as it asks. */
export function inputFindings(
  warnings: readonly { readonly message: string; readonly subject: string }[],
  silent: readonly { readonly name: string; readonly days: number }[],
): readonly Finding[] {
  return [
    ...warnings.map(({ message, subject }) =>
      finding({
        code: "unknown_input",
        severity: "serious",
        figure: 1,
        subject,
        says: `Its definition reads what is not there: ${message}.`,
        todo: "Mend the definition, or have the field sent again.",
      }),
    ),
    ...silent.map(({ name, days }) =>
      finding({
        code: "silent_event",
        severity: "serious",
        figure: days,
        subject: name,
        says: `"${name}" has not come for ${daysText(days)}.`,
        todo: "Look whether a source stopped sending it, or whether it has another name now.",
      }),
    ),
  ];
}

/** That nobody is in a segment is no news of one that reads what is not there: that is to be mended first. */
export function unlessExplained(ofSize: readonly Finding[], inputs: readonly Finding[]): readonly Finding[] {
  const isExplained = inputs.some(({ code }) => code === "unknown_input");
  return isExplained ? ofSize.filter(({ code }) => code !== "empty") : ofSize;
}

export function driftFindings(drifts: readonly Drift[]): readonly Finding[] {
  return drifts.filter(isDrifted).map((drift) =>
    finding({
      code: "drifted",
      severity: drift.index >= DRIFTED.much ? "warning" : "hint",
      figure: drift.index,
      subject: drift.line,
      says: `What "${drift.line}" asks for is spread differently than ${LOOKED_DAYS} days ago (stability index ${drift.index.toFixed(2)}, by chance ${drift.byChance.toFixed(3)}).`,
      todo: "Look whether people have changed or what is sent, and whether the limits in the definition still mean what they meant.",
    }),
  );
}

export type Sizes = { readonly days: number; readonly size: number };

/** As large as before at every instant looked at: nothing seems to move. */
export function stillFinding(size: number, before: readonly Sizes[]): readonly Finding[] {
  const longest = before.at(-1);
  if (longest === undefined || size === 0 || before.some((each) => each.size !== size)) return [];
  return [
    finding({
      code: "size_unchanged",
      severity: "hint",
      figure: longest.days,
      says: `It has been exactly as large for ${daysText(longest.days)}.`,
      todo: "Look whether what it reads still changes.",
    }),
  ];
}

/** People came or went as they had not before; the newest first. */
export function jumpFindings(segment: string, jumps: readonly Jump[], zone: string): readonly Finding[] {
  return jumps
    .toSorted((a, b) => b.from - a.from)
    .map(({ way, shape, from, to, people, expected }) => {
      const date = formatDay(localDay(zone, from));
      const did = way === "entered" ? "came in" : "left it";
      const says =
        shape === "day"
          ? `On ${date} ${peopleText(people)} ${did}, where ${decimalText(expected)} were to be expected.`
          : `Since ${date} ${decimalText(people)} people a day ${did}, before it were ${decimalText(expected)}.`;
      return finding({
        code: "size_jumped",
        severity: "warning",
        figure: people,
        says,
        todo: "Look what began then: a campaign, an import, or a source that sends twice or no more.",
        people: peopleMoved(segment, way, { from, to }),
      });
    });
}

export function oldFinding(since: Instant, now: Instant, staleDays: number): readonly Finding[] {
  const days = Math.floor((now - since) / DAY_MS);
  if (days < staleDays) return [];
  return [
    finding({
      code: "old_definition",
      severity: "hint",
      figure: days,
      says: `Its definition has been the same for ${daysText(days)}.`,
      todo: "Look whether what it means is still what is needed.",
    }),
  ];
}

export type Usage = {
  /** Later of: when it was made, when its people were last read, when reads began to be noted. */
  readonly since: Instant;
  /** Sentences parts: webhooks that are sent it, and what names it. */
  readonly usedBy: readonly string[];
};

export function unusedFinding(
  { since, usedBy }: Usage,
  now: Instant,
  unusedDays: number,
): readonly Finding[] {
  const days = Math.floor((now - since) / DAY_MS);
  if (usedBy.length > 0 || days < unusedDays) return [];
  return [
    finding({
      code: "unused",
      severity: "warning",
      figure: days,
      says: `For ${daysText(days)} nobody has read its people here, no webhook is sent it and nothing else names it. What is read elsewhere, such as from an export, is not known.`,
      todo: "Ask its owner what it is used for; delete it if for nothing.",
    }),
  ];
}

/** What this server knows of anything that was done with a segment's people. */
export type Acting = {
  /** Later of: when it was made, when its people were last taken along, when takings began to be noted. */
  readonly since: Instant;
  /** Webhooks that are sent it and carry what they are sent. */
  readonly webhooks: readonly string[];
  /** What names it, and is acted upon itself. */
  readonly actingReaders: readonly string[];
  /** What names it. */
  readonly readers: readonly string[];
  /** When somebody last looked at its people on a page. */
  readonly lastLooked: Instant | null;
};

/**
 * Nobody could have acted on it by anything that this server knows of, although it is looked at or named: it never changed a decision. Whether
 * an action changed anything for people is another question, which only people who were left out by chance can answer.
 */
export function neverActedFinding(
  { since, webhooks, actingReaders, readers, lastLooked }: Acting,
  now: Instant,
  unusedDays: number,
): readonly Finding[] {
  const days = Math.floor((now - since) / DAY_MS);
  const isKnownOtherwise = lastLooked === null && readers.length === 0;
  if (webhooks.length > 0 || actingReaders.length > 0 || days < unusedDays || isKnownOtherwise) return [];
  const looked =
    lastLooked === null
      ? ""
      : ` Its people were looked at on a page, the last time ${daysText(Math.floor((now - lastLooked) / DAY_MS))} ago.`;
  const named =
    readers.length === 0
      ? ""
      : ` It is named by ${readers.map((name) => `"${name}"`).join(", ")}, which nobody acted on either.`;
  return [
    finding({
      code: "never_acted",
      severity: "hint",
      figure: days,
      says: `For ${daysText(days)} it has changed no decision that is known of here: its people were not downloaded, no program read them, and no webhook carried them.${looked}${named}`,
      todo: "Ask its owner what was decided by it. If nothing was, delete it, or connect what should act on it.",
    }),
  ];
}
