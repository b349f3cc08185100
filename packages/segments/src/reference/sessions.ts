import { DECIMAL_ONE, decimalFromText, type Instant, must, unreachable } from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { SessionsLeaf } from "../plan/plan.ts";
import type { Fraction } from "./aggregate.ts";
import { compare } from "./compare.ts";

/** From the first event to the last. */
export type Session = { readonly start: Instant; readonly end: Instant };

/** @param events in the order of their times. */
export function sessionsOf(events: readonly HistoryEvent[], quietMs: number): readonly Session[] {
  const sessions: Session[] = [];
  for (const { time } of events) {
    const last = sessions.at(-1);
    if (last === undefined || time - last.end > quietMs) sessions.push({ start: time, end: time });
    else sessions[sessions.length - 1] = { start: last.start, end: time };
  }
  return sessions;
}

export function sessionsHold(leaf: SessionsLeaf, sessions: readonly Session[]): boolean {
  const figure = figureOf(leaf.of, sessions);
  const wanted = must(decimalFromText(leaf.value), "a plan's numbers are canonical");
  return figure !== null && compare(figure.sum, leaf.op, wanted * BigInt(figure.parts));
}

/** The number of sessions, or what their durations come to, in milliseconds; null where it is absent. */
export function figureOf(of: SessionsLeaf["of"], sessions: readonly Session[]): Fraction | null {
  const durations = sessions.map(({ start, end }) => end - start);
  const sum = durations.reduce((total, duration) => total + duration, 0);
  switch (of) {
    case "count":
      return whole(sessions.length);
    case "sum":
      return whole(sum);
    case "avg":
      return sessions.length === 0 ? null : { ...whole(sum), parts: sessions.length };
    case "min":
      return sessions.length === 0 ? null : whole(durations.reduce((a, b) => Math.min(a, b)));
    case "max":
      return sessions.length === 0 ? null : whole(durations.reduce((a, b) => Math.max(a, b)));
    default:
      return unreachable(of);
  }
}

function whole(value: number): Fraction {
  return { sum: BigInt(value) * DECIMAL_ONE, parts: 1 };
}
