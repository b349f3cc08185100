import { readdirSync, readFileSync } from "node:fs";
import {
  hash128,
  hashHex,
  type JsonObject,
  type JsonValue,
  must,
  parseIso,
  parseJson,
} from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  type Definition,
  type History,
  parseDefinition,
  type PlanContext,
} from "../src/index.ts";

/** One meaning vector as vectors/README.md describes it. */
export type Vector = {
  readonly name: string;
  readonly definition: string;
  readonly context: PlanContext;
  readonly history: History;
  readonly checks: readonly { readonly at: number; readonly member: boolean; readonly present: number }[];
};

type Written = { readonly [key: string]: JsonValue };

/** All vectors of the folder. Numbers keep every digit. */
export function readVectors(): readonly Vector[] {
  const folder = new URL("../vectors/", import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const { vectors } = parseJson(readFileSync(new URL(file, folder), "utf8")) as { vectors: Written[] };
      return vectors.map((written) => vectorOf(file, written));
    });
}

function vectorOf(file: string, written: Written): Vector {
  const { name, definition, context, history, checks } = written;
  const { events = [], traits = [] } = history as { events?: Written[]; traits?: Written[] };
  return {
    name: `${file}: ${name as string}`,
    definition: definition as string,
    context: contextOf(context as WrittenContext | undefined),
    history: {
      events: events.map((event, index) => ({
        name: event["name"] as string,
        time: instant(event["time"]),
        idHash: hashHex(hash128((event["id"] as string | undefined) ?? `event ${index}`)),
        offsetMinutes: parseIso(event["time"] as string)?.offsetMinutes ?? null,
        properties: (event["properties"] as JsonObject | undefined) ?? {},
      })),
      traits: traits.map((change, index) => ({
        name: change["name"] as string,
        value: change["value"] ?? null,
        time: instant(change["time"]),
        idHash: hashHex(hash128((change["id"] as string | undefined) ?? `trait ${index}`)),
      })),
    },
    checks: (checks as { at: string; member: boolean; present?: string }[]).map(
      ({ at, member, present = at }) => ({ at: instant(at), member, present: instant(present) }),
    ),
  };
}

type WrittenContext = Partial<Omit<PlanContext, "segments" | "scores">> & {
  readonly scores?: Readonly<Record<string, readonly { readonly when: string; readonly value: string }[]>>;
  readonly segments?: Readonly<Record<string, { readonly definition: string; readonly purpose?: string }>>;
};

/** The defaults with what is written over them; segments stand as sentences. */
function contextOf({ segments = {}, scores = {}, ...rest }: WrittenContext = {}): PlanContext {
  const meanings = Object.entries(segments).map(([key, { definition, purpose = null }]) => {
    return [key, { name: key, definition: read(key, definition), purpose }] as const;
  });
  const added = Object.entries(scores).map(([key, elements]) => {
    const written = elements.map(({ when, value }) => {
      return { when: read(key, when).condition, value: { kind: "number", value } as const };
    });
    return [key, { name: key, definition: { version: 1, elements: written }, purpose: null }] as const;
  });
  return {
    ...DEFAULT_CONTEXT,
    ...rest,
    segments: Object.fromEntries(meanings),
    scores: Object.fromEntries(added),
  };
}

function read(key: string, sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(`${key}: ${JSON.stringify(parsed.problems)}`);
  return parsed.definition;
}

function instant(text: JsonValue | undefined): number {
  return must(parseIso(text as string), `no ISO time: ${JSON.stringify(text)}`).at;
}
