import type { Fact } from "@habitus/events";
import { HabitusError, type Instant } from "@habitus/kernel";
import { STANDARD_EVENTS } from "@habitus/segments";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { createPacedWriter, untilStored } from "../jobs/until.ts";
import type { Offset } from "../log/log.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import {
  type EventReads,
  type NamedQuery,
  type StoredEvent,
  traitChangePages,
} from "../store/event-reads.ts";
import type { FactWriter } from "./fact-writer.ts";
import { keptAnswerFacts } from "./survey-arrivals.ts";
import { answerTraits, type SurveyRecord } from "./surveys.ts";

export const SURVEY_BACKFILL_JOB = "survey-backfill";

/** What the job was started with: plain data. */
export type SurveyBackfillInput = { readonly survey: string };

type Figures = {
  /** Answers that people have by now and had not. */
  readonly taken: number;
  /** Answers that they had already. */
  readonly known: number;
  /** Answers that do not fit the survey as it is now. */
  readonly unfit: number;
};

/** Behind the events up to `after` nothing is left to do. */
type Checkpoint = SurveyBackfillInput &
  Figures & { readonly upTo: Offset; readonly after: NamedQuery["after"]; readonly done: number };

export type SurveyBackfillDeps = {
  readonly surveys: () => readonly SurveyRecord[];
  readonly events: Pick<EventReads, "named" | "oldEvents" | "traitChanges">;
  readonly profiles: Pick<ProfileReads, "ofNumber">;
  readonly writer: () => FactWriter;
  readonly logHead: () => Offset;
  /** The newest record whose events and facts the event store has. */
  readonly stored: () => Offset;
  readonly pause: (ms: number) => Promise<unknown>;
};

const NAME = STANDARD_EVENTS.surveyAnswered.name;
const EVENTS_AT_ONCE = 1_000;
/** Pages of answers that may be on their way to the event store. */
const MOST_AHEAD = 20;
const LAST_INSTANT: Instant = 8_640_000_000_000_000;

/**
 * Makes answers of the events that came in before a survey asked for them, as they would be had it been there. What people have
 * already is left as it is, so a second run, or one that goes on after a stop, adds nothing twice.
 */
export function createSurveyBackfill(deps: SurveyBackfillDeps): JobKind {
  return {
    title: "Take earlier answers in",
    unit: "events",
    resumes: true,
    run: (job) => takeIn(deps, job),
  };
}

async function takeIn(deps: SurveyBackfillDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  await job.progress({ phase: "Waiting until all that came in is stored" });
  const head = deps.logHead();
  // What a run before this one wrote can be told only then.
  await untilStored(deps, head, job);
  let at = begun(job.checkpoint as SurveyBackfillInput | Checkpoint, head);
  const cut = { names: [NAME], exceptNames: [], to: LAST_INSTANT };
  const { events: total } = await deps.events.oldEvents({ cuts: [cut], upTo: at.upTo }, job.signal);
  await job.progress({ phase: "Reading answers", done: at.done, total, checkpoint: at });
  const read = (record: Offset): Promise<void> => untilStored(deps, record, job);
  const paced = createPacedWriter(deps, job, { ahead: MOST_AHEAD, read });
  const write: Write = (facts, source) =>
    paced(async () => ({ offset: await deps.writer().write(facts, source) }));
  for (;;) {
    const page = { name: NAME, after: at.after, upTo: at.upTo, limit: EVENTS_AT_ONCE };
    const events = await deps.events.named(page, job.signal);
    const last = events.at(-1);
    if (last === undefined) break;
    const found = await pageIn({ ...deps, write }, surveyOf(deps, at.survey), events, job.signal);
    at = {
      ...at,
      after: { offset: last.offset, index: last.index },
      done: at.done + events.length,
      taken: at.taken + found.taken,
      known: at.known + found.known,
      unfit: at.unfit + found.unfit,
    };
    await job.progress({ done: at.done, checkpoint: at });
  }
  await job.progress({ phase: "Coming into force" });
  await untilStored(deps, deps.logHead(), job);
  const { survey, taken, known, unfit } = at;
  return { survey, taken, known, unfit };
}

function begun(input: SurveyBackfillInput | Checkpoint, head: Offset): Checkpoint {
  if ("upTo" in input) return input;
  return { survey: input.survey, upTo: head, after: null, done: 0, taken: 0, known: 0, unfit: 0 };
}

function surveyOf({ surveys }: SurveyBackfillDeps, key: string): SurveyRecord {
  const survey = surveys().find((each) => each.key === key);
  if (survey === undefined) throw new HabitusError("not_found", `There is no survey "${key}" any more.`);
  return survey;
}

type Write = (facts: readonly Fact[], source: string) => Promise<unknown>;

async function pageIn(
  deps: SurveyBackfillDeps & { readonly write: Write },
  survey: SurveyRecord,
  events: readonly StoredEvent[],
  signal: AbortSignal,
): Promise<Figures> {
  const isKnown = await knownAnswers(deps, survey, events, signal);
  const said = new Map<string, Fact[]>();
  const figures = { taken: 0, known: 0, unfit: 0 };
  for (const event of events) {
    // Whoever was erased since is nobody.
    const id = deps.profiles.ofNumber(event.node)?.id;
    const facts = id === undefined ? null : keptAnswerFacts(survey, event, id);
    if (facts === null) continue;
    if (facts === "unfit") figures.unfit++;
    else if (isKnown(event, facts)) figures.known++;
    else {
      figures.taken++;
      said.set(event.source, [...(said.get(event.source) ?? []), ...facts]);
    }
  }
  for (const [source, facts] of said) await deps.write(facts, source);
  return figures;
}

/** Whether people have what the events say: each event is told from others of its person by the hash of its id. */
async function knownAnswers(
  { events: reads }: SurveyBackfillDeps,
  survey: SurveyRecord,
  events: readonly StoredEvent[],
  signal: AbortSignal,
): Promise<(event: StoredEvent, facts: readonly Fact[]) => boolean> {
  const nodes = [...new Set(events.map(({ node }) => node))];
  const names = survey.questions.map(({ key }) => answerTraits(survey.key, key).answer);
  const known = new Set<string>();
  const keyOf = (name: string, node: number, idHash: string): string => `${name} ${node} ${idHash}`;
  for await (const page of traitChangePages(reads, { nodes, names, limit: CHANGES_AT_ONCE }, signal)) {
    for (const { name, node, idHash } of page) known.add(keyOf(name, node, idHash));
  }
  return ({ node, idHash }, facts) => facts.some(({ name }) => known.has(keyOf(name, node, idHash)));
}

const CHANGES_AT_ONCE = 10_000;
