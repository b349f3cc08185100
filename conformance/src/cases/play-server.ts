import { formatInstant, type Instant, must, parseIso } from "@habitus/kernel";
import { checkDefinition, DEFAULT_CONTEXT, planDefinition, segmentsReadBy } from "@habitus/segments";
import { reference } from "../engines/evaluators.ts";
import type { Case, CaseStep } from "./case.ts";
import type { ClockedServer } from "./clocked-server.ts";
import { conditionOf, NotSaid, subscriptionsIn } from "./condition-of.ts";
import type { Outcome } from "./play.ts";

type Transition = {
  readonly segment: string;
  readonly kind: "entered" | "left";
  readonly ids: readonly { readonly value: string }[];
};

/** What cases ask of a server. */
export type CaseServer = Pick<ClockedServer, "turn" | "send" | "api" | "drained">;

const NEGATIONS_ALLOWED = "true of people who did nothing, which is allowed";

/** Lives through a case over HTTP: what it defines becomes live, who is in is what the transitions say. */
export async function playOnServer(one: Case, server: CaseServer): Promise<Outcome> {
  const play = new ServerPlay(withKeys(one), server);
  for (const [step, todo] of one.steps.entries()) {
    const own = withKeys(todo);
    const reason = await play.take(own).catch((error: unknown) => {
      if (error instanceof NotSaid) return `not over HTTP: ${error.message}`;
      throw error;
    });
    if (reason !== null) return { kind: "failed", step, reason: `${todo.do}: ${reason}` };
  }
  const left = play.leftWaiting();
  if (left.length > 0)
    return { kind: "failed", step: one.steps.length - 1, reason: `never defined: ${left.join(", ")}` };
  return { kind: "passed", deviation: play.deviation };
}

const KEYS: ReadonlySet<string> = new Set(["segment", "group"]);

/** Names of segments and groups as the product writes keys; the cases tell them apart by more than letter case nowhere. */
function withKeys<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (field: string, inner: unknown) =>
    KEYS.has(field) && typeof inner === "string" ? inner.toLowerCase() : inner,
  ) as T;
}

class ServerPlay {
  deviation: string | null = null;
  readonly #t0: Instant;
  readonly #server: CaseServer;
  readonly #users: readonly string[];
  #now: Instant = Number.NEGATIVE_INFINITY;
  readonly #groups = new Set<string>();
  readonly #defined = new Set<string>();
  /** Definitions that read a segment which the case defines later: the product takes them in the other order. */
  #waiting: readonly CaseStep[] = [];
  #ids = 0;

  constructor(one: Case, server: CaseServer) {
    this.#t0 = must(parseIso(one.t0), "a case begins at an ISO time").at;
    this.#server = server;
    const named = one.steps.flatMap(({ user, in: members = [], out = [], members: listed = [] }) => [
      ...(user === undefined ? [] : [user]),
      ...members,
      ...out,
      ...listed,
    ]);
    this.#users = [...new Set(named)];
  }

  async take(step: CaseStep): Promise<string | null> {
    const isFirst = this.#now === Number.NEGATIVE_INFINITY;
    const now = Math.max(this.#now, this.#instant(step.clock));
    if (now > this.#now) await this.#server.turn(now);
    this.#now = now;
    // Cases speak of people who have done nothing yet.
    if (isFirst) await this.#server.send(this.#users.map((user) => this.#call("identify", user, now, {})));
    switch (step.do) {
      case "define":
        return this.#defineInTurn(step);
      case "identify":
        await this.#send("identify", step, { traits: step.traits ?? {} });
        return null;
      case "track":
        await this.#send("track", step, { event: step.event, properties: step.properties ?? {} });
        return null;
      case "set_list":
        return this.#must("PUT", `/api/lists/${step.list}`, { name: step.list, members: step.members ?? [] });
      case "subscription": {
        const path = `/api/people/${encodeURIComponent(step.user ?? "")}/subscriptions/${step.group}`;
        return this.#must("PUT", path, { subscribed: step.action === "subscribe" });
      }
      case "define_score":
        return this.#defineScore(step);
      case "expect_score":
        return this.#expectScore(step);
      case "delete_events": {
        const path = `/api/people/${encodeURIComponent(step.user ?? "")}/events/delete`;
        return this.#must("POST", path, { names: [step.event] });
      }
      case "delete_segment":
        return this.#must("DELETE", `/api/segments/${step.segment}`);
      case "expect":
        return this.#expect(step);
      case "expect_entries": {
        const all = await this.#transitions(step.segment ?? "");
        const entries = all.filter(({ kind }) => kind === "entered").length;
        return entries === step.total_entries ? null : `entered ${entries} times, not ${step.total_entries}`;
      }
      default:
        throw new NotSaid(step.do);
    }
  }

  /** Segments that were never sent: they read what the case defines nowhere. */
  leftWaiting(): readonly string[] {
    return this.#waiting.map(({ segment = "" }) => segment);
  }

  #instant(seconds: number): Instant {
    return this.#t0 + Math.round(seconds * 1_000);
  }

  #call(type: string, userId: string, at: Instant, rest: object): Readonly<Record<string, unknown>> {
    return { type, userId, messageId: `case-${++this.#ids}`, timestamp: formatInstant(at), ...rest };
  }

  #send(type: string, { user = "", time, clock }: CaseStep, rest: object): Promise<void> {
    return this.#server.send([this.#call(type, user, this.#instant(time ?? clock), rest)]);
  }

  async #must(method: string, path: string, body?: unknown): Promise<string | null> {
    const answer = await this.#server.api(method, path, body);
    await this.#server.drained();
    return answer.status < 300 ? null : `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`;
  }

  async #defineInTurn(step: CaseStep): Promise<string | null> {
    // What shall be refused waits for nothing.
    if (step.expect_error === true) return this.#define(step);
    this.#waiting = [...this.#waiting, step];
    for (;;) {
      const next = this.#waiting.find(({ when }) => this.#isReadable(when));
      if (next === undefined) return null;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      const fault = await this.#define(next);
      if (fault !== null) return fault;
      this.#defined.add(next.segment ?? "");
    }
  }

  /** Whether every segment that the condition reads is defined. */
  #isReadable(when: CaseStep["when"]): boolean {
    const checked = checkDefinition({ version: 1, condition: conditionOrAny(when, true) });
    return (
      checked.kind === "refused" || segmentsReadBy(checked.definition).every((key) => this.#defined.has(key))
    );
  }

  async #define({ segment = "", when = null, expect_error }: CaseStep): Promise<string | null> {
    const definition = { version: 1, condition: conditionOrAny(when, expect_error === true) };
    const written = {
      goal: "Case",
      owner: "Case",
      action: "None",
      reviewDate: "2030-01-01",
      purpose: "case",
    };
    const content = { name: segment, definition, ...written };
    const fault = await this.#makeGroups(when);
    if (fault !== null) return fault;
    const before = await this.#server.api("GET", `/api/segments/${segment}`);
    const answer =
      before.status === 200
        ? await this.#server.api("PUT", `/api/segments/${segment}`, { ...content, rev: before.body["rev"] })
        : await this.#server.api("POST", "/api/segments", { key: segment, ...content });
    const isRefused = answer.status >= 400;
    if (isRefused) return expect_error === true ? null : `refused: ${JSON.stringify(answer.body)}`;
    await this.#server.drained();
    if (expect_error !== true) return null;
    const plan = planDefinition(definition as Parameters<typeof planDefinition>[0], DEFAULT_CONTEXT);
    if (!reference(plan, { events: [], traits: [] }, this.#now)) return "should have been refused";
    this.deviation = NEGATIONS_ALLOWED;
    return null;
  }

  /** The groups that a condition asks for are made first; again changes nothing. */
  async #makeGroups(when: NonNullable<CaseStep["when"]> | null): Promise<string | null> {
    for (const [key, otherwise] of subscriptionsIn(when)) {
      if (this.#groups.has(key)) continue;
      this.#groups.add(key);
      const fault = await this.#must("PUT", `/api/subscriptions/${key}`, { name: key, otherwise, rev: 0 });
      if (fault !== null) return fault;
    }
    return null;
  }

  async #defineScore({ score = "", elements = [] }: CaseStep): Promise<string | null> {
    const written = elements.map(({ when, value }) => {
      return { when: { version: 1, condition: conditionOf(when) }, value };
    });
    const body = { name: score, kind: "behaviour", elements: written, rev: 0 };
    return this.#must("PUT", `/api/scores/${score}`, body);
  }

  async #expectScore({ score = "", user = "", value = 0 }: CaseStep): Promise<string | null> {
    const number = { kind: "number", value: String(value) };
    const condition = { kind: "score", score, op: "=", value: number };
    const asked = { definition: { version: 1, condition }, at: formatInstant(this.#now), limit: 1_000 };
    const { body } = await this.#server.api("POST", "/api/segments/evaluate", asked);
    const { people = [] } = body as { readonly people?: readonly { readonly ids: readonly string[] }[] };
    return people.some(({ ids }) => ids.includes(user)) ? null : `the score of ${user} is not ${value}`;
  }

  async #expect({ segment = "", in: members = [], out = [] }: CaseStep): Promise<string | null> {
    const inside = new Set<string>();
    for (const { kind, ids } of await this.#transitions(segment)) {
      for (const { value } of ids) {
        if (kind === "entered") inside.add(value);
        else inside.delete(value);
      }
    }
    const wrong = [
      ...members.filter((user) => !inside.has(user)).map((user) => `${user} is not in`),
      ...out.filter((user) => inside.has(user)).map((user) => `${user} is in`),
    ];
    return wrong.length === 0 ? null : wrong.join("; ");
  }

  async #transitions(segment: string): Promise<readonly Transition[]> {
    const all: Transition[] = [];
    for (let after = "0"; ; ) {
      const { body } = await this.#server.api(
        "GET",
        `/api/transitions?limit=1000&after=${after}&segment=${segment}`,
      );
      const { transitions, next } = body as { readonly transitions: Transition[]; readonly next: string };
      all.push(...transitions);
      if (next === after) return all;
      after = next;
    }
  }
}

/** A condition of no known kind is handed on as it is where the case expects it to be refused. */
function conditionOrAny(when: CaseStep["when"] | null, expectError: boolean): unknown {
  if (when === null || when === undefined) return null;
  try {
    return conditionOf(when);
  } catch (error) {
    if (!(error instanceof NotSaid) || !expectError) throw error;
    return when;
  }
}
