import type { Instant } from "@habitus/kernel";
import { evaluateReference, type History, type Plan } from "@habitus/segments";
import { compileStream, type Flip, type OperatorProbe, type StreamInput } from "@habitus/segments-stream";
import { companionOf } from "./companions.ts";

/** The meaning: slow, over a list of all that has arrived. */
export type Reference = (plan: Plan, history: History, now: Instant, present?: Instant) => boolean;

export type Brought = { readonly input: StreamInput; readonly now: Instant };

/** One person and one plan, kept up to date. */
export type LiveEvaluator = {
  apply(input: StreamInput, now: Instant): readonly Flip[];
  /** Somebody else, to whom this came, turns out to be this person. */
  merge(brought: readonly Brought[], now: Instant): void;
  /** Starts again from the bytes of its own state. */
  restart(): void;
  advance(now: Instant): readonly Flip[];
  nextDue(): Instant;
  truth(): boolean;
};

export type MakeLive = (plan: Plan, start: Instant) => LiveEvaluator;

export const reference: Reference = evaluateReference;

const KEY = "s";

type StreamOptions = {
  readonly probe?: OperatorProbe;
  /** Whether another segment is kept beside it that shares what is kept for its counts. */
  readonly isAccompanied?: boolean;
};

/** Programs are shared by all people, so the one of the plan at hand is kept. */
export function streamEvaluator({ isAccompanied = false, ...options }: StreamOptions = {}): MakeLive {
  let last: { readonly plan: Plan; readonly program: ReturnType<typeof compileStream> } | null = null;
  return (plan, start) => {
    if (last?.plan !== plan) {
      const companion = isAccompanied ? companionOf(plan) : null;
      const others = companion === null ? [] : [{ key: "companion", plan: companion }];
      last = { plan, program: compileStream([{ key: KEY, plan }, ...others], options) };
    }
    const { program } = last;
    const own = (flips: readonly Flip[]): readonly Flip[] => flips.filter(({ key }) => key === KEY);
    let state = program.createState(start);
    return {
      merge: (brought, now) => {
        const other = program.createState(brought[0]?.now);
        for (const each of brought) program.apply(other, each.input, each.now);
        state = program.unionOf([state, other], now);
      },
      restart: () => {
        const decoded = program.decodeState(program.encodeState(state));
        if (decoded.kind === "reload") throw new Error(`own bytes are refused: ${decoded.reason}`);
        state = decoded.state;
      },
      apply: (input, now) => own(program.apply(state, input, now)),
      advance: (now) => own(program.advance(state, now)),
      nextDue: () => program.nextDue(state),
      truth: () => program.truth(state, KEY),
    };
  };
}
