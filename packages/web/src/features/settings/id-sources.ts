import type { IdSource } from "@habitus/contract";

/** How places that ids are read from are typed: a line each. */
export function sourcesText(sources: readonly IdSource[]): string {
  return sources.map(sourceText).join("\n");
}

/** Null when a line is none. */
export function readSources(text: string): IdSource[] | null {
  const lines = text.split("\n").map((line) => line.trim());
  const sources = lines.filter((line) => line !== "").map(readSource);
  return sources.every((source) => source !== null) && sources.length > 0 ? sources : null;
}

/** What a place is called. */
export function nameOfSource(source: IdSource): string {
  if (source.from === "property") return source.path;
  return source.from === "trait" ? source.name : source.type;
}

function sourceText(source: IdSource): string {
  return `${source.from === "external_id" ? "external" : source.from} ${nameOfSource(source)}`;
}

function readSource(line: string): IdSource | null {
  const [, from, name = ""] = /^(trait|property|external)\s+(.+)$/.exec(line) ?? [];
  if (from === "trait") return { from, name };
  if (from === "property") return { from, path: name };
  return from === "external" ? { from: "external_id", type: name } : null;
}
