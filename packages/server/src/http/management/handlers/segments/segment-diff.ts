import { PAGE_SIZES, type ParsedInput } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { mustReadDefinition, mustReadSegments } from "../../../../segments/language.ts";
import { contextFor, type Question } from "../../../../segments/plan-contexts.ts";
import type { ManagementDeps } from "../../deps.ts";
import { withReasons } from "./segment-pasts.ts";
import { instantOrNull } from "../shared.ts";

const EXAMPLES = 3;

type DiffBody = ParsedInput<"diffSegment">["body"];
type MembersBody = ParsedInput<"listDiffMembers">["body"];

/** @throws HabitusError `definition_refused`, and what the event store throws. */
export async function diffOf(deps: ManagementDeps, body: DiffBody, signal: AbortSignal) {
  const { at, examples = EXAMPLES, reasons = false } = body;
  const options = { at: instantOrNull(at), examples, signal };
  const questions = questionsOf(deps, body);
  const compared = await deps.evaluator.compare(questions.before, questions.after, options);
  const { tookMs, ...found } = compared;
  const told = reasons ? await withReasons(deps, questions, compared, options) : {};
  return { ...found, ...told, at: formatInstant(found.at), took_ms: tookMs };
}

/** @throws as `diffOf`, and HabitusError `invalid_cursor`. */
export async function diffMembers(deps: ManagementDeps, body: MembersBody, signal: AbortSignal) {
  const began = deps.elapsed();
  const { at, side, cursor = null, limit = PAGE_SIZES.members.fallback } = body;
  const { before, after } = questionsOf(deps, body);
  const options = { at: instantOrNull(at), after: cursor, limit, signal };
  const page = await deps.evaluator.changed(before, after, side, options);
  return {
    ...page,
    at: formatInstant(page.at),
    took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
  };
}

/** Each side with its own purpose; the one after reads other segments as they will be. */
function questionsOf(
  { context }: ManagementDeps,
  { before, after, segments = [], ...runFor }: DiffBody | MembersBody,
): { readonly before: Question | null; readonly after: Question | null } {
  const there = context();
  const purpose = runFor.purpose ?? null;
  const purposeBefore = runFor.purposeBefore === undefined ? purpose : runFor.purposeBefore;
  const written = { purpose, segments: mustReadSegments(segments) };
  return {
    before:
      before === null ? null : { definition: mustReadDefinition(before, there), purpose: purposeBefore },
    after:
      after === null
        ? null
        : { definition: mustReadDefinition(after, contextFor(there, written)), ...written },
  };
}
