import { hash128, hashHex, type Instant, must, parseIso } from "@habitus/kernel";
import { checkDefinition, DEFAULT_CONTEXT, type Plan, planDefinition } from "@habitus/segments";
import { type LiveEvaluator, reference, streamEvaluator } from "../engines/evaluators.ts";
import type { SqlEvaluator } from "../engines/sql.ts";
import { historyOf } from "../differential/judge-sql.ts";
import { type Arrival, inputOf } from "../world/life.ts";
import type { Case, CaseStep, Wanted } from "./case.ts";
import { conditionOf, NotSaid } from "./condition-of.ts";

/** How a case went: passed, maybe with a word on where the language means something else, or failed at a step. */
export type Outcome =
  | { readonly kind: "passed"; readonly deviation: string | null }
  | { readonly kind: "failed"; readonly step: number; readonly reason: string };

type Segment = {
  readonly plan: Plan;
  readonly live: ReadonlyMap<string, LiveEvaluator>;
  /** How often anybody entered since it was defined. */
  entries: number;
};

const NEGATIONS_ALLOWED =
  "a definition that is true of people who did nothing is allowed and ranges over all known people";

/** Lives through a case with all three evaluators. */
export async function playCase(one: Case, sql: SqlEvaluator): Promise<Outcome> {
  const play = new Play(one, sql);
  for (const [step, todo] of one.steps.entries()) {
    const reason = await play.take(todo).catch((error: unknown) => {
      if (error instanceof NotSaid) return `not in the language: ${error.message}`;
      throw error;
    });
    if (reason !== null) return { kind: "failed", step, reason: `${todo.do}: ${reason}` };
  }
  return { kind: "passed", deviation: play.deviation };
}

class Play {
  deviation: string | null = null;
  readonly #t0: Instant;
  readonly #sql: SqlEvaluator;
  #now: Instant = Number.NEGATIVE_INFINITY;
  readonly #segments = new Map<string, Segment>();
  readonly #people = new Map<string, Arrival[]>();
  #ids = 0;

  constructor(one: Case, sql: SqlEvaluator) {
    this.#t0 = must(parseIso(one.t0), "a case begins at an ISO time").at;
    this.#sql = sql;
    for (const { user } of one.steps) if (user !== undefined) this.#people.set(user, []);
    for (const { in: members = [], out = [] } of one.steps) {
      for (const user of [...members, ...out]) this.#people.set(user, []);
    }
  }

  /** What went otherwise than expected; null when nothing did. */
  async take(step: CaseStep): Promise<string | null> {
    // A case may go back to an earlier clock; a backward step is held, as the product holds it.
    const now = Math.max(this.#now, this.#instant(step.clock));
    this.#now = now;
    for (const segment of this.#segments.values()) {
      for (const live of segment.live.values()) segment.entries += entered(live.advance(now));
    }
    switch (step.do) {
      case "define":
        return this.#define(step, now);
      case "identify":
      case "track":
        for (const arrival of this.#arrivalsOf(step, now)) this.#arrive(step.user ?? "", arrival);
        return null;
      case "expect":
        return this.#expect(step, now);
      case "expect_entries": {
        const { entries } = must(this.#segments.get(step.segment ?? ""), "a segment is defined first");
        return entries === step.total_entries ? null : `entered ${entries} times, not ${step.total_entries}`;
      }
      default:
        throw new NotSaid(step.do);
    }
  }

  #instant(seconds: number): Instant {
    return this.#t0 + Math.round(seconds * 1_000);
  }

  #define({ segment = "", when, expect_error }: CaseStep, now: Instant): string | null {
    const checked = checkDefinition(definitionOf(when ?? null, expect_error === true));
    if (checked.kind === "refused") {
      return expect_error === true ? null : `refused: ${checked.problems[0]?.message ?? ""}`;
    }
    const plan = planDefinition(checked.definition, DEFAULT_CONTEXT);
    if (expect_error === true) {
      if (!reference(plan, { events: [], traits: [] }, now)) return "should have been refused";
      this.deviation = NEGATIONS_ALLOWED;
      return null;
    }
    const make = streamEvaluator();
    const live = new Map<string, LiveEvaluator>();
    for (const [user, arrivals] of this.#people) {
      const evaluator = make(plan, this.#t0 - 1);
      for (const arrival of arrivals) evaluator.apply(inputOf(arrival), arrival.now);
      evaluator.advance(now);
      live.set(user, evaluator);
    }
    const entries = [...live.values()].filter((one) => one.truth()).length;
    this.#segments.set(segment, { plan, live, entries });
    return null;
  }

  #arrivalsOf(step: CaseStep, now: Instant): readonly Arrival[] {
    const time = this.#instant(step.time ?? step.clock);
    if (step.do === "track") {
      const properties = JSON.stringify(step.properties ?? {});
      const event = { name: step.event ?? "", time, idHash: this.#id(), offsetMinutes: null, properties };
      return [{ now, kind: "event", event }];
    }
    return Object.entries(step.traits ?? {}).map(([name, value]): Arrival => {
      const change = { name, value: JSON.stringify(value), time, idHash: this.#id() };
      return { now, kind: "trait", change };
    });
  }

  #id(): string {
    return hashHex(hash128(`case ${++this.#ids}`));
  }

  #arrive(user: string, arrival: Arrival): void {
    must(this.#people.get(user), "every user of a case is known").push(arrival);
    for (const segment of this.#segments.values()) {
      segment.entries += entered(segment.live.get(user)?.apply(inputOf(arrival), arrival.now) ?? []);
    }
  }

  async #expect(step: CaseStep, now: Instant): Promise<string | null> {
    const { plan, live } = must(this.#segments.get(step.segment ?? ""), "a segment is defined first");
    const users = [...this.#people.keys()];
    await this.#sql.load([...this.#people.values()].map((arrivals) => ({ arrivals })));
    const members = await this.#sql.members(plan, now);
    const wanted = [
      ...(step.in ?? []).map((user) => ({ user, member: true })),
      ...(step.out ?? []).map((user) => ({ user, member: false })),
    ];
    const wrong = wanted.flatMap(({ user, member }) => {
      const arrivals = this.#people.get(user) ?? [];
      const said = {
        reference: reference(plan, historyOf({ arrivals, probes: [] }), now),
        stream: live.get(user)?.truth(),
        sql: members.has(users.indexOf(user)),
      };
      const off = Object.entries(said).filter(([, truth]) => truth !== member);
      return off.map(([evaluator]) => `${evaluator} says ${String(!member)} of ${user}`);
    });
    return wrong.length === 0 ? null : wrong.join("; ");
  }
}

function entered(flips: ReturnType<LiveEvaluator["advance"]>): number {
  return flips.filter((flip) => flip.entered).length;
}

/** A condition of no known kind is handed on as it is where the case expects it to be refused. */
function definitionOf(when: Wanted | null, expectError: boolean): unknown {
  try {
    return { version: 1, condition: when === null ? null : conditionOf(when) };
  } catch (error) {
    if (error instanceof NotSaid && expectError) return { version: 1, condition: when };
    throw error;
  }
}
