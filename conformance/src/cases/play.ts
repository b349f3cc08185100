import { hash128, hashHex, type Instant, must, parseIso, reservedTrait } from "@habitus/kernel";
import {
  checkDefinition,
  checkScore,
  type ComputedDefinition,
  DEFAULT_CONTEXT,
  type Definition,
  type Plan,
  type PlanContext,
  planDefinition,
  type ScoreMeaning,
  segmentsReadBy,
} from "@habitus/segments";
import { type LiveEvaluator, reference, streamEvaluator } from "../engines/evaluators.ts";
import type { SqlEvaluator } from "../engines/sql.ts";
import { historyOf } from "../differential/judge-sql.ts";
import { type Arrival, inputOf } from "../world/life.ts";
import type { Case, CaseStep, Wanted } from "./case.ts";
import { conditionOf, NotSaid, subscriptionsIn } from "./condition-of.ts";
import { computedOf, profileAt, profileDiffers } from "./profile.ts";

/** How a case went: passed, maybe with a word on where the language means something else, or failed at a step. */
export type Outcome =
  | { readonly kind: "passed"; readonly deviation: string | null }
  | { readonly kind: "failed"; readonly step: number; readonly reason: string };

/** A segment that is followed live. */
type Followed = {
  readonly plan: Plan;
  readonly live: Map<string, LiveEvaluator>;
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
  readonly #people = new Map<string, Arrival[]>();
  readonly #definitions = new Map<string, Definition>();
  readonly #subscriptions = new Map<string, { readonly otherwise: boolean }>();
  readonly #scores = new Map<string, ScoreMeaning>();
  readonly #derived = new Map<string, ComputedDefinition>();
  readonly #segments = new Map<string, Followed>();
  /** How often anybody entered a segment since it was first defined. */
  readonly #entries = new Map<string, number>();
  #now: Instant = Number.NEGATIVE_INFINITY;
  #ids = 0;

  constructor(one: Case, sql: SqlEvaluator) {
    this.#t0 = must(parseIso(one.t0), "a case begins at an ISO time").at;
    this.#sql = sql;
    for (const { user, in: members = [], out = [], members: listed = [] } of one.steps) {
      for (const known of [...(user === undefined ? [] : [user]), ...members, ...out, ...listed])
        this.#people.set(known, []);
    }
  }

  /** What went otherwise than expected; null when nothing did. */
  async take(step: CaseStep): Promise<string | null> {
    // Some cases turn the clock back; like the product's, it then stands still.
    const now = Math.max(this.#now, this.#instant(step.clock));
    this.#now = now;
    for (const [key, { live }] of this.#segments) {
      for (const one of live.values()) this.#entered(key, one.advance(now));
    }
    switch (step.do) {
      case "define":
        return this.#define(step, now);
      case "identify":
      case "track":
        for (const arrival of this.#arrivalsOf(step, now)) this.#arrive(step.user ?? "", arrival);
        return null;
      case "set_list":
        this.#setList(step, now);
        return null;
      case "subscription":
        this.#subscribe(step, now);
        return null;
      case "delete_events":
        this.#deleteEvents(step, now);
        return null;
      case "delete_segment":
        return this.#deleteSegment(step.segment ?? "");
      case "define_score":
        return this.#defineScore(step);
      case "expect_score":
        return this.#expectScore(step, now);
      case "expect":
        return this.#expect(step, now);
      case "expect_entries": {
        const entries = must(this.#entries.get(step.segment ?? ""), "a segment is defined first");
        return entries === step.total_entries ? null : `entered ${entries} times, not ${step.total_entries}`;
      }
      case "derive":
        this.#derived.set(step.property ?? "", computedOf(must(step.rule, "a derived value has a rule")));
        return null;
      case "expect_profile":
        return this.#expectProfile(step, now);
      default:
        throw new NotSaid(step.do);
    }
  }

  #instant(seconds: number): Instant {
    return this.#t0 + Math.round(seconds * 1_000);
  }

  #define({ segment = "", when = null, expect_error }: CaseStep, now: Instant): string | null {
    for (const [group, otherwise] of subscriptionsIn(when)) this.#subscriptions.set(group, { otherwise });
    const checked = checkDefinition(definitionOf(when, expect_error === true));
    if (checked.kind === "refused") {
      return expect_error === true ? null : `refused: ${checked.problems[0]?.message ?? ""}`;
    }
    if (expect_error === true) {
      const plan = planDefinition(checked.definition, this.#context(null));
      if (!reference(plan, { events: [], traits: [] }, now)) return "should have been refused";
      this.deviation = NEGATIONS_ALLOWED;
      return null;
    }
    this.#definitions.set(segment, checked.definition);
    for (const key of this.#definitions.keys()) {
      if (key === segment || this.#reads(key, segment)) this.#follow(key, now);
    }
    return null;
  }

  #context(self: string | null): PlanContext {
    const meanings = [...this.#definitions].map(([key, definition]) => {
      return [key, { name: key, definition, purpose: null }] as const;
    });
    return {
      ...DEFAULT_CONTEXT,
      self,
      segments: Object.fromEntries(meanings),
      subscriptions: Object.fromEntries(this.#subscriptions),
      scores: Object.fromEntries(this.#scores),
    };
  }

  /** Whether one segment reads another, maybe through others. Cases have no rings. */
  #reads(key: string, other: string): boolean {
    const definition = this.#definitions.get(key);
    const read = definition === undefined ? [] : segmentsReadBy(definition);
    return read.some((one) => one === other || this.#reads(one, other));
  }

  /** Makes a segment's plan and builds its state from what has happened; one that reads what is not defined yet has to wait. */
  #follow(key: string, now: Instant): void {
    const definition = must(this.#definitions.get(key), "a followed segment is defined");
    const isWaiting = segmentsReadBy(definition).some((read) => !this.#segments.has(read) && read !== key);
    if (isWaiting) return;
    const before = this.#segments.get(key);
    const plan = planDefinition(definition, this.#context(key));
    const make = streamEvaluator();
    const live = new Map([...this.#people.keys()].map((user) => [user, this.#build(user, plan, make, now)]));
    const entered = [...live].filter(
      ([user, one]) => one.truth() && before?.live.get(user)?.truth() !== true,
    );
    this.#entries.set(key, (this.#entries.get(key) ?? 0) + entered.length);
    this.#segments.set(key, { plan, live });
    for (const other of this.#definitions.keys()) {
      if (!this.#segments.has(other) && this.#reads(other, key)) this.#follow(other, now);
    }
  }

  #build(user: string, plan: Plan, make: ReturnType<typeof streamEvaluator>, now: Instant): LiveEvaluator {
    const evaluator = make(plan, this.#t0 - 1);
    for (const arrival of this.#people.get(user) ?? []) evaluator.apply(inputOf(arrival), arrival.now);
    evaluator.advance(now);
    return evaluator;
  }

  #arrivalsOf(step: CaseStep, now: Instant): readonly Arrival[] {
    const time = this.#instant(step.time ?? step.clock);
    if (step.do === "track") {
      const properties = JSON.stringify(step.properties ?? {});
      const event = { name: step.event ?? "", time, idHash: this.#id(), offsetMinutes: null, properties };
      return [{ now, kind: "event", event }];
    }
    return Object.entries(step.traits ?? {}).map(([name, value]) => this.#word(name, value, time, now));
  }

  #word(name: string, value: unknown, time: Instant, now: Instant): Arrival {
    return { now, kind: "trait", change: { name, value: JSON.stringify(value), time, idHash: this.#id() } };
  }

  #id(): string {
    return hashHex(hash128(`case ${++this.#ids}`));
  }

  #arrive(user: string, arrival: Arrival): void {
    must(this.#people.get(user), "every user of a case is known").push(arrival);
    for (const [key, { live }] of this.#segments) {
      this.#entered(key, live.get(user)?.apply(inputOf(arrival), arrival.now) ?? []);
    }
  }

  #entered(key: string, flips: ReturnType<LiveEvaluator["advance"]>): void {
    const entered = flips.filter((flip) => flip.entered).length;
    this.#entries.set(key, (this.#entries.get(key) ?? 0) + entered);
  }

  /** The members are put on the list, everybody else is taken off it. */
  #setList({ list = "", members = [] }: CaseStep, now: Instant): void {
    for (const user of this.#people.keys()) {
      const value = members.includes(user) ? true : null;
      this.#arrive(user, this.#word(reservedTrait("list", list), value, now, now));
    }
  }

  #subscribe({ user = "", group = "", action, time, clock }: CaseStep, now: Instant): void {
    const at = this.#instant(time ?? clock);
    const name = reservedTrait("subscription", group);
    this.#arrive(user, this.#word(name, action === "subscribe", at, now));
  }

  /** Forgets events, and builds the person anew from what is left. */
  #deleteEvents({ user = "", event }: CaseStep, now: Instant): void {
    const arrivals = must(this.#people.get(user), "every user of a case is known");
    this.#people.set(
      user,
      arrivals.filter((arrival) => arrival.kind !== "event" || arrival.event.name !== event),
    );
    const make = streamEvaluator();
    for (const { plan, live } of this.#segments.values()) live.set(user, this.#build(user, plan, make, now));
  }

  #deleteSegment(segment: string): string | null {
    const reader = [...this.#definitions.keys()].find((key) => this.#reads(key, segment));
    if (reader !== undefined) return `${reader} reads it`;
    for (const known of [this.#definitions, this.#segments, this.#entries]) known.delete(segment);
    return null;
  }

  #defineScore({ score = "", elements = [] }: CaseStep): string | null {
    const written = elements.map(({ when, value }) => {
      return { when: conditionOf(when), value: { kind: "number", value: String(value) } };
    });
    const checked = checkScore({ version: 1, elements: written });
    if (checked.kind === "refused") return `refused: ${checked.problems[0]?.message ?? ""}`;
    this.#scores.set(score, { name: score, definition: checked.score, purpose: null });
    return null;
  }

  /** The score is what it equals, by all three evaluators. */
  async #expectScore({ score = "", user = "", value = 0 }: CaseStep, now: Instant): Promise<string | null> {
    const equals = {
      kind: "score",
      score,
      op: "=",
      value: { kind: "number", value: String(value) },
    } as const;
    const plan = planDefinition({ version: 1, condition: equals }, this.#context(null));
    const live = new Map([[user, this.#build(user, plan, streamEvaluator(), now)]]);
    return this.#judge(plan, live, [{ user, member: true }], now);
  }

  async #expect(step: CaseStep, now: Instant): Promise<string | null> {
    const { plan, live } = must(this.#segments.get(step.segment ?? ""), "a segment is defined first");
    const wanted = [
      ...(step.in ?? []).map((user) => ({ user, member: true })),
      ...(step.out ?? []).map((user) => ({ user, member: false })),
    ];
    return this.#judge(plan, live, wanted, now);
  }

  #expectProfile({ user = "", derived = {} }: CaseStep, now: Instant): string | null {
    const arrivals = this.#people.get(user) ?? [];
    const person = { history: historyOf({ arrivals, probes: [] }), userId: user };
    return profileDiffers(profileAt(this.#derived, derived, person, now), derived);
  }

  async #judge(
    plan: Plan,
    live: ReadonlyMap<string, LiveEvaluator>,
    wanted: readonly { readonly user: string; readonly member: boolean }[],
    now: Instant,
  ): Promise<string | null> {
    const users = [...this.#people.keys()];
    await this.#sql.load([...this.#people.values()].map((arrivals) => ({ arrivals })));
    const members = await this.#sql.members(plan, now);
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

/** A condition of no known kind is handed on as it is where the case expects it to be refused. */
function definitionOf(when: Wanted | null, expectError: boolean): unknown {
  try {
    return { version: 1, condition: when === null ? null : conditionOf(when) };
  } catch (error) {
    if (error instanceof NotSaid && expectError) return { version: 1, condition: when };
    throw error;
  }
}
