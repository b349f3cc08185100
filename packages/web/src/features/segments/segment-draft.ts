import type { NewSegment, SegmentEdit, SegmentVersion } from "@habitus/contract";
import type { AskedCheck } from "../../api/queries.ts";
import type { MessageKey } from "../../i18n/use-i18n.tsx";

export type Draft = {
  readonly name: string;
  readonly key: string;
  readonly definition: string;
  readonly goal: string;
  readonly action: string;
  readonly owner: string;
  /** YYYY-MM-DD */
  readonly reviewDate: string;
  readonly purpose: string;
  /** Separated by commas. */
  readonly tags: string;
};

export type DraftField = keyof Draft;
export type DraftProblem = Extract<
  MessageKey,
  "segment.form.required" | "segment.form.badKey" | "segment.form.badPurpose" | "segment.form.badDate"
>;
export type DraftProblems = Readonly<Partial<Record<DraftField, DraftProblem>>>;

const REVIEW_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;
export const KEY_LENGTH = 64;
const KEY = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;
export const PURPOSE = /^[a-z][a-z0-9_-]{0,63}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const REQUIRED: readonly DraftField[] = ["name", "definition", "goal", "action", "owner"];

/** What a new segment begins with: its maker answers for it and looks again in a quarter. */
export function newDraft(owner: string, definition: string, now: Date): Draft {
  const reviewDate = new Date(now.getTime() + REVIEW_AFTER_DAYS * DAY_MS).toISOString().slice(0, 10);
  return {
    name: "",
    key: "",
    definition,
    goal: "",
    action: "",
    owner,
    reviewDate,
    purpose: "marketing",
    tags: "",
  };
}

export function draftOf(segment: SegmentVersion): Draft {
  const { name, key, definition, goal, action, owner, reviewDate, purpose, tags } = segment;
  return {
    name,
    key,
    definition: definition.text,
    goal,
    action,
    owner,
    reviewDate,
    purpose,
    tags: tags.join(", "),
  };
}

/** A new segment that begins as another one stands: named anew, answered for and looked at again as a new one is. */
export function copyOf(segment: SegmentVersion, name: string, { owner, reviewDate }: Draft): Draft {
  return { ...draftOf(segment), name, key: keyOf(name), owner, reviewDate };
}

/** A key made of a name: "VIP, Kyiv" → "vip-kyiv"; empty when the name has no letter or digit of the Latin alphabet. */
export function keyOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, KEY_LENGTH)
    .replace(/^-+|-+$/g, "");
}

/** What has to be corrected before the server is asked; whether the sentence is understood, it alone knows. */
export function problemsOf(draft: Draft): DraftProblems {
  const problems: Partial<Record<DraftField, DraftProblem>> = {};
  for (const field of REQUIRED) {
    if (draft[field].trim() === "") problems[field] = "segment.form.required";
  }
  if (!KEY.test(draft.key)) problems.key = "segment.form.badKey";
  if (!PURPOSE.test(draft.purpose.trim())) problems.purpose = "segment.form.badPurpose";
  if (!DATE.test(draft.reviewDate)) problems.reviewDate = "segment.form.badDate";
  return problems;
}

/** What is asked of the server while somebody writes: what it would refuse for its form alone is left out. */
export function checkOf({ definition, key, purpose }: Draft, isReadable: boolean): AskedCheck {
  return {
    definition: isReadable ? definition : "",
    key: KEY.test(key) ? key : "",
    purpose: PURPOSE.test(purpose.trim()) ? purpose.trim() : "",
  };
}

export function toNewSegment(draft: Draft): NewSegment {
  return { key: draft.key, ...toContent(draft) };
}

export function toSegmentEdit(draft: Draft, rev: number): SegmentEdit {
  return { rev, ...toContent(draft) };
}

function toContent(draft: Draft): Omit<NewSegment, "key"> {
  return {
    name: draft.name.trim(),
    definition: draft.definition,
    goal: draft.goal.trim(),
    action: draft.action.trim(),
    owner: draft.owner.trim(),
    reviewDate: draft.reviewDate,
    purpose: draft.purpose.trim(),
    tags: draft.tags
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
  };
}
