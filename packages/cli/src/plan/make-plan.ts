import {
  ApiError,
  type Client,
  isQuestionFailure,
  type SegmentAsWritten,
  type SegmentDiff,
} from "@habitus/contract";
import { type Definition, scoresReadBy } from "@habitus/segments";
import type { FileProblem, LocalSegment, SegmentContent } from "../folder/local-segment.ts";
import { type FoundChange, type FoundChanges, findChanges, moves, type Step } from "./find-changes.ts";
import { segmentsReached, type World } from "./reached.ts";
import { readScores, type RemoteSegment } from "./remote.ts";
import { eachInTurn } from "./in-turn.ts";
import { warningsOf } from "./warnings.ts";

export type Change = FoundChange & {
  /** Null when nobody comes or goes by it, because it means the same as before. */
  readonly people: PeopleChange | null;
  /** What the definition asks for that is probably not meant. */
  readonly warnings: readonly PlanWarning[];
};

/** A segment that stays as it is written, but reads some that change. */
export type Moved = {
  readonly key: string;
  readonly name: string;
  /** Keys of those. */
  readonly reads: readonly string[];
  readonly people: PeopleChange;
};

/** With its place in the file where it has one. */
export type PlanWarning = Pick<FileProblem, "code" | "message"> &
  Partial<Pick<FileProblem, "path" | "line" | "column">>;

export type PeopleChange =
  | ({ readonly kind: "counted" } & Omit<SegmentDiff, "at" | "took_ms">)
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

export type Plan = Omit<FoundChanges, "changes"> & {
  readonly changes: readonly Change[];
  /** In order of their keys. */
  readonly moved: readonly Moved[];
  /** The instant people were counted at; null when there was nothing to count. */
  readonly at: string | null;
};

export function hasWarnings({ changes }: Plan): boolean {
  return changes.some(({ warnings }) => warnings.length > 0);
}

export type PlanOptions = {
  /** Delete what the folder does not have. */
  readonly prune: boolean;
};

/** All changes with the people they move, counted at one instant, and the segments that move along. */
export async function makePlan(
  api: Client,
  local: readonly LocalSegment[],
  remote: ReadonlyMap<string, RemoteSegment>,
  { prune }: PlanOptions,
): Promise<Plan> {
  const found = findChanges(local, remote, prune);
  const after = await afterwards(api, found.changes, remote);
  const counter = createCounter(api);
  const changes = await eachInTurn(found.changes, async (change): Promise<Change> => {
    const before = remote.get(change.key)?.content ?? null;
    const content = change.step.action === "delete" ? null : change.step.content;
    const others = content === null ? [] : after.changedReadBy(content.definition);
    const isMoved = moves(change) || others.length > 0;
    const people = isMoved ? await counter.count(before, content, others) : null;
    const warnings = moves(change) && change.file !== null ? await warningsOf(api, change.file, others) : [];
    return { ...change, people, warnings };
  });
  const listed = new Set(changes.map(({ key }) => key));
  const along = [...remote]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { content }]) => ({
      key,
      content,
      others: listed.has(key) ? [] : after.changedReadBy(content.definition),
    }))
    .filter(({ others }) => others.length > 0);
  const moved = await eachInTurn(along, async ({ key, content, others }): Promise<Moved> => {
    const people = await counter.count(content, content, others);
    return { key, name: content.name, reads: others.map((other) => other.key).sort(), people };
  });
  return { ...found, changes, moved, at: counter.at() };
}

type Afterwards = {
  /** The segments that a definition reads and that will mean something else than now. */
  readonly changedReadBy: (definition: Definition) => readonly SegmentAsWritten[];
};

/** Segments as they will be once the changes are made. */
async function afterwards(
  api: Client,
  changes: readonly FoundChange[],
  remote: ReadonlyMap<string, RemoteSegment>,
): Promise<Afterwards> {
  const written = changes.flatMap((change) => {
    const content = contentOf(change.step);
    return content === null || !moves(change) ? [] : [content];
  });
  const all = [...[...remote.values()].map(({ content }) => content), ...written];
  const readsScores = written.length > 0 && all.some(({ definition }) => scoresReadBy(definition).length > 0);
  const world: World = {
    segments: Object.fromEntries(all.map((content) => [content.key, content])),
    scores: readsScores ? await readScores(api) : new Map(),
  };
  return {
    changedReadBy(definition) {
      if (written.length === 0) return [];
      const reached = segmentsReached(definition, world);
      return written.filter(({ key }) => reached.has(key)).map(asWritten);
    },
  };
}

function contentOf(step: Step): SegmentContent | null {
  return step.action === "delete" ? null : step.content;
}

function asWritten({ key, name, definition, purpose }: SegmentContent): SegmentAsWritten {
  return { key, name, definition, purpose };
}

const EXAMPLES = 3;

/** Counts at the instant of the first answer, for which all others wait. */
function createCounter(api: Client) {
  let at: string | null = null;
  let first: Promise<unknown> | null = null;
  const count = async (...asked: Parameters<typeof ask>): Promise<PeopleChange> => {
    // One that could not be counted has no instant, so the next is the first.
    while (at === null && first !== null) await first;
    if (at !== null) return ask(...asked);
    const answer = ask(...asked).finally(() => {
      first = null;
    });
    first = answer.catch(() => null);
    return answer;
  };
  const ask = async (
    before: SegmentContent | null,
    after: SegmentContent | null,
    others: readonly SegmentAsWritten[],
  ): Promise<PeopleChange> => {
    const body = {
      before: before?.definition ?? null,
      after: after?.definition ?? null,
      ...(after === null ? {} : { purpose: after.purpose }),
      ...(before === null ? {} : { purposeBefore: before.purpose }),
      ...(others.length === 0 ? {} : { segments: [...others] }),
      examples: EXAMPLES,
      ...(at === null ? {} : { at }),
    };
    try {
      const { at: countedAt, took_ms: _, ...people } = await api.diffSegment({ body });
      at = countedAt;
      return { kind: "counted", ...people };
    } catch (error) {
      if (!(error instanceof ApiError) || !isQuestionFailure(error.code)) throw error;
      const { code, message } = error;
      return { kind: "failed", code, message };
    }
  };
  return { count, at: () => at };
}
