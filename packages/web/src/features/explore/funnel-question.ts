import type { FunnelRequest } from "@habitus/contract";
import {
  type DurationUnit,
  type EventChoice,
  parseDefinition,
  printDefinition,
  type SequenceCondition,
  type ThenStep,
} from "@habitus/segments";
import type { AudienceChoice } from "./audience-fields.tsx";
import { type AudienceSearch, audienceDraft, audienceRequest, audienceSearch } from "./audience-search.ts";
import { isNamed } from "./chosen-event.ts";

/** The question as it stands in the address: texts, absent where nothing is said. */
export type FunnelSearch = AudienceSearch & {
  readonly chain?: string | undefined;
  readonly within?: string | undefined;
  readonly trait?: string | undefined;
  readonly segments?: string | undefined;
};

export type Within = NonNullable<FunnelRequest["within"]>;

/** The question while it is written. */
export type FunnelDraft = AudienceChoice & {
  readonly chain: SequenceCondition;
  readonly within: Within | null;
  readonly split: "none" | "trait" | "segments";
  /** Keys with points between them. */
  readonly trait: string;
  readonly segments: readonly string[];
};

const BLANK: SequenceCondition = {
  kind: "sequence",
  first: { event: "" },
  following: [{ event: { event: "" } }],
  window: { kind: "last", amount: 30, unit: "day" },
};

export function draftOf(search: FunnelSearch): FunnelDraft {
  return {
    ...audienceDraft(search),
    chain: chainOf(search.chain) ?? BLANK,
    within: withinOf(search.within),
    split: search.trait !== undefined ? "trait" : search.segments !== undefined ? "segments" : "none",
    trait: search.trait ?? "",
    segments: search.segments?.split(",") ?? [],
  };
}

/** What the address says of a draft; null while an event is missing. */
export function searchOf(draft: FunnelDraft): FunnelSearch | null {
  if (!isWhole(draft.chain)) return null;
  const { split, trait, segments, within } = draft;
  return {
    chain: printDefinition({ version: 1, condition: withinApart(draft.chain, within) }),
    within: within === null ? undefined : `${within.amount} ${within.unit}`,
    trait: split === "trait" && trait !== "" ? trait : undefined,
    segments: split === "segments" && segments.length > 0 ? segments.join(",") : undefined,
    ...audienceSearch(draft),
  };
}

/** What the server is asked; null where the address names no chain. */
export function requestOf(search: FunnelSearch): FunnelRequest | null {
  const { chain, trait, segments } = search;
  if (chain === undefined) return null;
  const within = withinOf(search.within);
  const split =
    trait !== undefined
      ? { split: { trait: trait.split(".") } }
      : segments !== undefined
        ? { split: { segments: segments.split(",") } }
        : {};
  return {
    chain,
    ...(within === null ? {} : { within }),
    ...split,
    ...audienceRequest(search),
  };
}

function chainOf(text: string | undefined): SequenceCondition | null {
  if (text === undefined) return null;
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") return null;
  const { condition } = parsed.definition;
  return condition.kind === "sequence" ? condition : null;
}

const WITHIN = /^(\d{1,6}) (second|minute|hour|day|week)$/;

function withinOf(text: string | undefined): Within | null {
  const match = WITHIN.exec(text ?? "");
  if (match === null) return null;
  const unit = WITHIN_UNITS.find((each) => each === match[2]);
  return unit === undefined ? null : { amount: Number(match[1]), unit };
}

export const WITHIN_UNITS = [
  "second",
  "minute",
  "hour",
  "day",
  "week",
] as const satisfies readonly DurationUnit[];

/** A time for the whole chain stands alone. */
function withinApart(chain: SequenceCondition, within: Within | null): SequenceCondition {
  if (within === null) return chain;
  const timeless = ({ event, without }: ThenStep): ThenStep => ({
    event,
    ...(without === undefined ? {} : { without }),
  });
  return { ...chain, following: chain.following.map(timeless) };
}

function isWhole({ first, following, same }: SequenceCondition): boolean {
  const events: readonly EventChoice[] = [
    first,
    ...following.map(({ event }) => event),
    ...following.flatMap(({ without }) => (without === undefined ? [] : [without])),
  ];
  return events.every(({ event }) => isNamed(event)) && (same === undefined || same.join("") !== "");
}
