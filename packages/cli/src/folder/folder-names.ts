import {
  DEFAULT_CONTEXT,
  ownWarnings,
  parseDefinition,
  type PlanContext,
  scoresReadBy,
  segmentsReadBy,
  type TextProblem,
  withSegmentKeys,
} from "@habitus/segments";
import { EVERYONE, isHere, standInScores, standInSegments } from "./stand-ins.ts";
import type { FileProblem, LocalSegment } from "./local-segment.ts";

export type FolderNames = {
  /** As the server keeps them: every segment that a sentence calls by its name is called by its key. Without problems only. */
  readonly segments: readonly LocalSegment[];
  /** What every server refuses: segments that contain themselves, names that several have, too much in one definition. */
  readonly problems: readonly FileProblem[];
  /** What only a server can tell, and what sentences by themselves say that is probably not meant. */
  readonly notes: readonly FileProblem[];
};

/** What follows from the folder alone; groups and occasions, say, only the server knows. */
const REFUSED: readonly string[] = [
  "segment_cycle",
  "ambiguous_segment",
  "nested_too_deep",
  "too_many_conditions",
];

type Segments = PlanContext["segments"];

/** Looks up what the sentences of a folder name. A segment that the folder does not have, and every score, is taken to be on the server. */
export function checkFolderNames(files: readonly LocalSegment[]): FolderNames {
  const here: Segments = Object.fromEntries(files.map(({ content }) => [content.key, content]));
  const shallow: Segments = Object.fromEntries(
    Object.entries(here).map(([key, segment]) => [key, { ...segment, definition: EVERYONE }]),
  );
  const definitions = files.map(({ content }) => content.definition);
  const scores = standInScores(definitions.flatMap(scoresReadBy));
  const elsewhere = definitions.flatMap(segmentsReadBy).filter((called) => !isHere(called, here));
  const segments: Segments = { ...standInSegments(elsewhere), ...here };
  const check = (file: LocalSegment, self: string | null, among: Segments): readonly FileProblem[] => {
    const parsed = parseDefinition(file.sentence, { ...DEFAULT_CONTEXT, self, segments: among, scores });
    return parsed.kind === "ok" ? [] : inFile(file, parsed.problems);
  };
  const problems = files.flatMap((file) =>
    check(file, file.content.key, segments).filter(({ code }) => REFUSED.includes(code)),
  );
  return {
    segments: problems.length > 0 ? files : files.map((file) => withKeys(file, segments)),
    problems,
    notes: files.flatMap((file) => {
      const unknown = check(file, null, shallow).filter(({ code }) => code === "unknown_segment");
      return [...unknown.map(notHere), ...doubts(file)];
    }),
  };
}

function withKeys(file: LocalSegment, segments: Segments): LocalSegment {
  const definition = withSegmentKeys(file.content.definition, { segments });
  return { ...file, content: { ...file.content, definition } };
}

function inFile(file: LocalSegment, problems: readonly TextProblem[]): readonly FileProblem[] {
  return problems.map(({ from, to, ...parts }) => file.problemInSentence({ from, to }, parts));
}

function notHere(problem: FileProblem): FileProblem {
  const message = `${problem.message.replace(/^There is no/, "The folder has no")}; a server may have it`;
  return { ...problem, message };
}

function doubts(file: LocalSegment): readonly FileProblem[] {
  return inFile(file, ownWarnings(file.sentence, file.content.definition, null));
}
