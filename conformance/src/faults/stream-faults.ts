import { isJsonObject, isZoneTrait, type JsonValue } from "@habitus/kernel";
import type { Operator, OperatorProbe, StreamInput } from "@habitus/segments-stream";
import type { HistoryEvent, Plan } from "@habitus/segments";
import { complement, followsHome, isWord, readsAccounts } from "./common.ts";
import { type LiveEvaluator, type MakeLive, streamEvaluator } from "../engines/evaluators.ts";

export type StreamFault = {
  readonly name: string;
  readonly live: MakeLive;
  /** Plans in which it could matter; without it all. */
  readonly concerns?: (plan: Plan) => boolean;
};

/** What reaches the operators is another input, or none. */
function inputFault(
  name: string,
  change: (input: StreamInput, now: number) => StreamInput | null,
): StreamFault {
  return {
    name,
    live: around((live) => ({
      ...live,
      apply: (input, now) => {
        const changed = change(input, now);
        return changed === null ? live.advance(now) : live.apply(changed, now);
      },
    })),
  };
}

function operatorFault(
  name: string,
  change: (operator: Operator, leaf: Parameters<OperatorProbe>[0]) => Partial<Operator>,
): StreamFault {
  const probe: OperatorProbe = (leaf, operator) => ({ ...operator, ...change(operator, leaf) });
  return { name, live: streamEvaluator({ probe }) };
}

function eventFault(name: string, change: (event: HistoryEvent) => HistoryEvent): StreamFault {
  return inputFault(name, (input) =>
    input.kind === "event" ? { kind: "event", event: change(input.event) } : input,
  );
}

function liveFault(name: string, wrap: (live: LiveEvaluator) => Partial<LiveEvaluator>): StreamFault {
  return { name, live: around((live) => ({ ...live, ...wrap(live) })) };
}

function around(wrap: (live: LiveEvaluator) => LiveEvaluator): MakeLive {
  const make = streamEvaluator();
  return (plan, start) => wrap(make(plan, start));
}

const isLeaving = (word: JsonValue): boolean =>
  isJsonObject(word) && word["trait"] === null && word["value"] === null;

/** Of what another person was told, a merge brings a part. */
function mergeFault(name: string, isBrought: (input: StreamInput, now: number) => boolean): StreamFault {
  return liveFault(name, (live) => ({
    merge: (brought, now) =>
      live.merge(
        brought.filter(({ input }) => isBrought(input, now)),
        now,
      ),
  }));
}

function forgetful(name: string): StreamFault {
  const make = streamEvaluator();
  return {
    name,
    live: (plan, start) => {
      let live = make(plan, start);
      return {
        apply: (input, now) => live.apply(input, now),
        merge: (brought, now) => live.merge(brought, now),
        restart: () => {
          live = make(plan, 0);
        },
        advance: (now) => live.advance(now),
        nextDue: () => live.nextDue(),
        truth: () => live.truth(),
      };
    },
  };
}

const isLocal = (plan: Plan): boolean => JSON.stringify(plan).includes('"local"');

export const STREAM_FAULTS: readonly StreamFault[] = [
  inputFault("late events are dropped", (input, now) =>
    input.kind === "event" && input.event.time < now ? null : input,
  ),
  inputFault("late events count from their arrival", (input, now) =>
    input.kind === "event" && input.event.time < now
      ? { kind: "event", event: { ...input.event, time: now } }
      : input,
  ),
  inputFault("events of the future count at once", (input, now) =>
    input.kind === "event" && input.event.time > now
      ? { kind: "event", event: { ...input.event, time: now } }
      : input,
  ),
  inputFault("the trait that arrived last is in force", (input, now) =>
    input.kind === "trait" ? { kind: "trait", change: { ...input.change, time: now } } : input,
  ),
  inputFault("of traits of one instant the smaller hash is in force", (input) =>
    input.kind === "trait"
      ? { kind: "trait", change: { ...input.change, idHash: complement(input.change.idHash) } }
      : input,
  ),
  inputFault("a removed trait stays", (input) =>
    input.kind === "trait" && input.change.value === null ? null : input,
  ),
  {
    ...inputFault("what was said last of an account to arrive is what it is like", (input, now) =>
      input.kind === "trait" && isWord(input.change)
        ? { kind: "trait", change: { ...input.change, time: now } }
        : input,
    ),
    concerns: readsAccounts,
  },
  {
    ...inputFault("nobody leaves an account", (input) =>
      input.kind === "trait" && isWord(input.change) && isLeaving(input.change.value) ? null : input,
    ),
    concerns: readsAccounts,
  },
  {
    ...inputFault("people never move", (input) =>
      input.kind === "trait" && isZoneTrait(input.change.name) ? null : input,
    ),
    concerns: followsHome,
  },
  {
    ...inputFault("an event's own clock is not looked at", (input) =>
      input.kind === "event" ? { kind: "event", event: { ...input.event, offsetMinutes: null } } : input,
    ),
    concerns: isLocal,
  },
  operatorFault("one time too few is kept", (operator, leaf) => ({
    settle: (kept, now, home) => {
      operator.settle(kept, now, home);
      const isCount = leaf.kind === "count" && leaf.atLeast > 1;
      if (isCount && Array.isArray(kept) && kept.length >= leaf.atLeast) kept.shift();
    },
  })),
  {
    name: "of what several leaves keep together one time too few is kept",
    live: streamEvaluator({
      isAccompanied: true,
      probe: (_leaf, operator) => {
        if (operator.outdated === undefined) return operator;
        return {
          ...operator,
          outdated: (kept, now) => Math.max(0, operator.outdated?.(kept, now) ?? 0) + 1,
        };
      },
    }),
  },
  operatorFault("deadlines are set only while a leaf is true", (operator) => ({
    due: (kept, now, home) =>
      operator.truth(kept, now, home) ? operator.due(kept, now, home) : Number.POSITIVE_INFINITY,
  })),
  operatorFault("deadlines are set only while a leaf is false", (operator) => ({
    due: (kept, now, home) =>
      operator.truth(kept, now, home) ? Number.POSITIVE_INFINITY : operator.due(kept, now, home),
  })),
  operatorFault("deadlines come a millisecond late", (operator) => ({
    due: (kept, now, home) => operator.due(kept, now, home) + 1,
  })),
  {
    ...operatorFault("a change of home zone recomputes nothing", () => ({ followsHome: false })),
    concerns: followsHome,
  },
  operatorFault("everybody begins outside", () => ({ truthOfNothing: false })),
  operatorFault("no deadlines are set", () => ({ due: () => Number.POSITIVE_INFINITY })),
  operatorFault("what has left is not let go", () => ({ settle: () => {} })),
  operatorFault("every input is taken twice", (operator) => ({
    insert: (kept, input, now) => {
      operator.insert(kept, input, now);
      return operator.insert(kept, input, now);
    },
  })),
  operatorFault("what was kept is not read again", (operator) => ({ read: () => operator.create() })),
  operatorFault("a truth is that of a millisecond ago", (operator) => ({
    truth: (kept, now, home) => operator.truth(kept, now - 1, home),
  })),
  eventFault("of events of one instant the smaller hash is later", (event) => ({
    ...event,
    idHash: complement(event.idHash),
  })),
  eventFault("times are cut to seconds", (event) => ({
    ...event,
    time: Math.floor(event.time / 1_000) * 1_000,
  })),
  eventFault("only the outermost keys are read", (event) => ({
    ...event,
    properties: Object.fromEntries(
      Object.entries(event.properties).filter(([, value]) => !isJsonObject(value)),
    ),
  })),
  liveFault("a merge is not noticed", () => ({ merge: () => {} })),
  mergeFault("a merge brings no traits", ({ kind }) => kind === "event"),
  mergeFault(
    "a merge loses what is still to come",
    (input, now) => input.kind === "trait" || input.event.time <= now,
  ),
  operatorFault("a merge keeps the larger part", (operator) => ({
    union: (one, other) => (operator.size(one) < operator.size(other) ? other : one),
  })),
  forgetful("a restart forgets all"),
  liveFault("a change is told a millisecond late", (live) => ({
    advance: (now) => live.advance(now).map((flip) => ({ ...flip, at: flip.at + 1 })),
  })),
  liveFault("an entrance is told, an exit is not", (live) => ({
    apply: (input, now) => live.apply(input, now).filter(({ entered }) => entered),
  })),
];
