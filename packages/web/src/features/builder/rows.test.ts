import { readdirSync, readFileSync } from "node:fs";
import { type Definition, parseDefinition, printDefinition } from "@habitus/segments";
import { describe, expect, it } from "vitest";
import { allRows, definitionOf, type Ids, rowAt, rowsOf } from "./rows.ts";
import { CONDITIONS } from "./specs/conditions.ts";
import type { AnyPart, AnyRecord, AnySpec } from "./specs/spec.ts";
import { COMPARISONS } from "./specs/comparisons.ts";
import { PROPERTIES } from "./specs/properties.ts";

const FOLDER = new URL("../../../../segments/vectors/", import.meta.url);

function countIds(): Ids {
  let id = 0;
  return () => `r${++id}`;
}

function definitionOfText(text: string): Definition {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(`${text}: ${parsed.problems[0]?.message ?? ""}`);
  return parsed.definition;
}

/** The sentence of every meaning vector. */
const SENTENCES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const { vectors } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as {
      readonly vectors: readonly { readonly definition: string }[];
    };
    return vectors.map(({ definition }) => definition);
  });

const MORE = [
  'not not (did a or not (did b and country is "x"))',
  "not (not did a and (did b or (did c and did d)))",
  "(did a where x is 1 or not (y > 2 and not z exists)) and everyone",
];

describe("rows", () => {
  it("give back every definition of the meaning vectors unchanged", () => {
    expect(SENTENCES.length).toBeGreaterThan(100);
    for (const text of [...SENTENCES, ...MORE]) {
      const definition = definitionOfText(text);
      const written = definitionOf(rowsOf(definition, countIds()));
      expect(written.definition, text).toEqual(definition);
    }
  });

  it("show every field of every condition of the meaning vectors", () => {
    for (const text of [...SENTENCES, ...MORE]) {
      for (const row of allRows(rowsOf(definitionOfText(text), countIds()).rows)) {
        if (row.kind === "group") continue;
        const spec = CONDITIONS[row.condition.kind] as unknown as AnySpec;
        expect(hiddenFields(row.condition as unknown as AnyRecord, spec, "kind"), text).toEqual([]);
      }
    }
  });

  it("have a place for each row", () => {
    const definition = definitionOfText('not (did a or (did b and country is "x"))');
    const rows = rowsOf(definition, countIds());
    const { places } = definitionOf(rows);
    expect(places.map(({ pointer }) => pointer)).toEqual([
      "/condition/of",
      "/condition/of/of/0",
      "/condition/of/of/1",
      "/condition/of/of/1/of/0",
      "/condition/of/of/1/of/1",
    ]);
    const place = rowAt(places, "/condition/of/of/1/of/1/test/value");
    const found = allRows(rows.rows).find(({ id }) => id === place?.row);
    expect(found).toMatchObject({ kind: "leaf", condition: { kind: "trait" } });
    expect(rowAt(places, "/condition")).toBeNull();
  });

  it("leave out groups that hold nothing and unwrap those of one row", () => {
    const a = definitionOfText("did a");
    const [row] = rowsOf(a, countIds()).rows;
    if (row === undefined) throw new Error("a definition has a row");
    const empty = { kind: "group", id: "g", nots: 1, joiner: "or", rows: [] } as const;
    const group = { kind: "group", id: "h", nots: 1, joiner: "or", rows: [row, empty] } as const;
    const written = definitionOf({ joiner: "and", rows: [group, empty] }).definition;
    expect(written === null ? "" : printDefinition(written)).toBe("did not a");
    expect(definitionOf({ joiner: "and", rows: [empty] }).definition).toBeNull();
  });
});

/** Fields of the record, and of the records in it, that no part of its row shows. */
function hiddenFields(record: AnyRecord, spec: Pick<AnySpec, "parts">, ...tags: string[]): readonly string[] {
  const shown = new Set([...tags, ...spec.parts.flatMap(fieldsOf)]);
  const hidden = Object.keys(record).filter((field) => !shown.has(field));
  return [...hidden, ...spec.parts.flatMap((part) => hiddenWithin(record, part))];
}

function fieldsOf(part: AnyPart): readonly string[] {
  if (part.show === "words") return [];
  return part.show === "variant" && part.orFlag !== undefined
    ? [part.field, part.orFlag.field]
    : [part.field];
}

function hiddenWithin(record: AnyRecord, part: AnyPart): readonly string[] {
  if (part.show === "words") return [];
  const value = record[part.field] as AnyRecord | undefined;
  if (value === undefined) return [];
  if (part.show === "record") return hiddenFields(value, { parts: part.parts as readonly AnyPart[] });
  if (part.show === "list") {
    const { item } = part as unknown as { readonly item: readonly AnyPart[] };
    return (value as unknown as readonly AnyRecord[]).flatMap((of) => hiddenFields(of, { parts: item }));
  }
  if (part.show === "variant") {
    const tag = String(value[part.tag]);
    const spec = (part.specs as Readonly<Record<string, AnySpec>>)[tag];
    return spec === undefined ? [`${part.field} ${tag}`] : hiddenFields(value, spec, part.tag);
  }
  if (part.show === "test") return hiddenFields(value, specNamed(COMPARISONS, value["op"]), "op");
  return part.show === "where" ? hiddenInTests(value) : [];
}

function hiddenInTests(condition: AnyRecord): readonly string[] {
  const { kind, of } = condition;
  if (kind === "not") return hiddenInTests(of as AnyRecord);
  if (kind === "and" || kind === "or") return (of as readonly AnyRecord[]).flatMap(hiddenInTests);
  return hiddenFields(condition, specNamed(PROPERTIES, kind), "kind");
}

function specNamed(specs: object, name: unknown): AnySpec {
  const spec = (specs as Readonly<Record<string, AnySpec>>)[String(name)];
  if (spec === undefined) throw new Error(`no row for ${String(name)}`);
  return spec;
}
