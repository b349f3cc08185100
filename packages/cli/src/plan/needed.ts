import {
  type Definition,
  findOccasion,
  listsReadBy,
  occasionsIn,
  predictionsReadBy,
  scoresReadBy,
  subscriptionsReadBy,
} from "@habitus/segments";
import { counted } from "../counts.ts";
import type { SegmentContent } from "../folder/local-segment.ts";

type Kind = {
  readonly one: string;
  readonly many: string;
  readonly in: (of: SegmentContent, purposes: readonly string[]) => readonly string[];
};

const inDefinition = (namesIn: (definition: Definition) => readonly string[]) => (of: SegmentContent) =>
  namesIn(of.definition);

/** What segments name and no segment file holds. */
const KINDS: readonly Kind[] = [
  { one: "score", many: "scores", in: inDefinition(scoresReadBy) },
  { one: "subscription group", many: "subscription groups", in: inDefinition(subscriptionsReadBy) },
  { one: "list", many: "lists", in: inDefinition(listsReadBy) },
  { one: "prediction", many: "predictions", in: inDefinition(predictionsReadBy) },
  {
    one: "occasion of its own",
    many: "occasions of its own",
    in: inDefinition((definition) =>
      occasionsIn(definition).filter((name) => findOccasion(name, {}) === null),
    ),
  },
  {
    one: "purpose",
    many: "purposes",
    in: ({ purpose }, purposes) => (purposes.includes(purpose) ? [purpose] : []),
  },
];

/**
 * What another server has to have so that these segments mean the same there, a line for each kind; nothing where there is nothing.
 * @param purposes those that are set up: any other asks nobody, here as there.
 */
export function neededLines(
  segments: readonly SegmentContent[],
  purposes: readonly string[],
): readonly string[] {
  return KINDS.flatMap(({ one, many, in: namesIn }) => {
    const names = [...new Set(segments.flatMap((segment) => namesIn(segment, purposes)))].sort();
    if (names.length === 0) return [];
    return [`${counted(names.length, one, many)}: ${names.map((name) => JSON.stringify(name)).join(", ")}`];
  });
}
