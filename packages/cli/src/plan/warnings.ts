import type { Client, DefinitionProblem, SegmentAsWritten } from "@habitus/contract";
import type { LocalSegment } from "../folder/local-segment.ts";
import type { PlanWarning } from "./make-plan.ts";

/**
 * What the server finds strange about a sentence that it can evaluate: events and values that nobody has sent, sums of several
 * currencies, names that may be meant for more than a name. What it refuses is told by whoever counts its people.
 * @throws ApiError.
 */
export async function warningsOf(
  api: Client,
  file: LocalSegment,
  segments: readonly SegmentAsWritten[],
): Promise<readonly PlanWarning[]> {
  const { key, purpose } = file.content;
  const body = { definition: file.sentence, key, purpose, segments: [...segments] };
  const { warnings } = await api.checkSegment({ body });
  return warnings.map((warning) => placed(file, warning));
}

function placed(file: LocalSegment, { code, message, from, to }: DefinitionProblem): PlanWarning {
  if (from === null || to === null) return { code, message, path: file.path };
  const { path, line, column } = file.problemInSentence({ from, to }, { code, message });
  return { code, message, path, line, column };
}
