import { readdirSync, readFileSync } from "node:fs";
import {
  hash128,
  hashHex,
  type Instant,
  type JsonObject,
  type JsonValue,
  must,
  parseIso,
  parseJson,
} from "@habitus/kernel";
import {
  type ComputedDefinition,
  type History,
  parseComputed,
  parseDefinition,
  type Plan,
  type PlanContext,
  DEFAULT_CONTEXT,
  type Definition,
  planDefinition,
  withThresholds,
} from "@habitus/segments";

export type Check = { readonly at: Instant; readonly member: boolean; readonly present: Instant };
export type Vector = {
  /** The file it stands in, without its folder. */
  readonly file: string;
  readonly name: string;
  readonly definition: string;
  /** As it is written; what differs from the usual one. */
  readonly context: string;
  readonly plan: Plan;
  readonly history: History;
  readonly checks: readonly Check[];
};
type Written = { readonly [key: string]: JsonValue };

/** The meaning, example by example; packages/segments/vectors/README.md describes the format. */
const FOLDER = new URL("../../packages/segments/vectors/", import.meta.url);

export const VECTORS: readonly Vector[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const { vectors: written } = parseJson(readFileSync(new URL(file, FOLDER), "utf8")) as {
      vectors: Written[];
    };
    return written.map((one) => vectorOf(file, one));
  });

function vectorOf(file: string, { name, definition, context, history, checks }: Written): Vector {
  const parsed = parseDefinition(definition as string);
  if (parsed.kind === "refused") throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  const inWorkspace = contextOf(parsed.definition, context as WrittenContext | undefined);
  const { events = [], traits = [] } = history as { events?: Written[]; traits?: Written[] };
  return {
    file,
    name: `${file}: ${name as string}`,
    definition: definition as string,
    context: context === undefined ? "" : JSON.stringify(context),
    plan: planDefinition(parsed.definition, inWorkspace),
    history: {
      events: events.map((event, place) => ({
        ...dated(event, `event ${place}`),
        offsetMinutes: parseIso(event["time"] as string)?.offsetMinutes ?? null,
        properties: (event["properties"] as JsonObject | undefined) ?? {},
      })),
      traits: traits.map((change, place) => ({
        ...dated(change, `trait ${place}`),
        value: change["value"] ?? null,
      })),
    },
    checks: (checks as Written[])
      .map(({ at, member, present }) => ({
        at: instant(at),
        member: member as boolean,
        present: instant(present ?? at),
      }))
      .sort((a, b) => a.at - b.at),
  };
}

type WrittenContext = Partial<Omit<PlanContext, "segments" | "scores" | "computed" | "thresholds">> & {
  /** Pinned values by what is ranked, the side and the share: "count of view top 1/5". */
  readonly thresholds?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly scores?: Readonly<Record<string, readonly { readonly when: string; readonly value: string }[]>>;
  readonly computed?: Readonly<Record<string, string>>;
  readonly segments?: Readonly<Record<string, { readonly definition: string; readonly purpose?: string }>>;
};

function contextOf(
  definition: Definition,
  { segments = {}, scores = {}, computed = {}, thresholds = {}, ...rest }: WrittenContext = {},
): PlanContext {
  const meanings = Object.entries(segments).map(([key, { definition, purpose = null }]) => {
    return [key, { name: key, definition: read(key, definition), purpose }] as const;
  });
  const added = Object.entries(scores).map(([key, elements]) => {
    const written = elements.map(({ when, value }) => {
      return { when: read(key, when).condition, value: { kind: "number", value } as const };
    });
    return [key, { name: key, definition: { version: 1, elements: written }, purpose: null }] as const;
  });
  const context: PlanContext = {
    ...DEFAULT_CONTEXT,
    ...rest,
    segments: Object.fromEntries(meanings),
    scores: Object.fromEntries(added),
    computed: Object.fromEntries(
      Object.entries(computed).map(([key, text]) => [key, readComputed(key, text)]),
    ),
  };
  return withThresholds(definition, context, ({ says }, cut) => {
    const name =
      "side" in cut
        ? `${says} ${cut.side} ${cut.part}/${cut.of}`
        : `${says} ${cut.every ? "every" : `${cut.least} to ${cut.most ?? "any"}`}`;
    const written = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined;
    if (written === undefined) throw new Error(`no threshold is written for "${name}"`);
    return typeof written === "string" || written === null ? { value: written } : { accounts: written };
  });
}

function readComputed(key: string, text: string): ComputedDefinition {
  const parsed = parseComputed(text);
  if (parsed.kind === "refused") throw new Error(`${key}: ${JSON.stringify(parsed.problems)}`);
  return parsed.definition;
}

function read(key: string, sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(`${key}: ${JSON.stringify(parsed.problems)}`);
  return parsed.definition;
}

function dated({ name, time, id }: Written, otherId: string) {
  const idHash = hashHex(hash128((id as string | undefined) ?? otherId));
  return { name: name as string, time: instant(time), idHash };
}

function instant(text: JsonValue | undefined): Instant {
  return must(parseIso(text as string), `no ISO time: ${JSON.stringify(text)}`).at;
}
