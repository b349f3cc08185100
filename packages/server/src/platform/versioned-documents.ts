import type { Actor } from "@habitus/contract";
import { createDocuments, type DocumentRecord, type Documents, type DocumentsDeps } from "./documents.ts";
import { put, type Table } from "./kv.ts";

/** A document whose every content is kept; the version counts on also where it was removed and came back. */
export type VersionRecord<Content> = DocumentRecord<Content & { readonly version: number }>;

export type VersionedDocuments<Content> = Pick<Documents<Content>, "remove"> & {
  /** In order of their keys. */
  list(): readonly VersionRecord<Content>[];
  get(key: string): VersionRecord<Content> | null;
  /** Newest first, also of what was removed. */
  versions(key: string): readonly VersionRecord<Content>[];
  /** Rev 0 makes a new one. @throws HabitusError `conflict`. */
  set(key: string, content: Content, rev: number, by: Actor): Promise<VersionRecord<Content>>;
};

export type VersionedDocumentsDeps<Content> = Pick<
  DocumentsDeps<Content>,
  "kv" | "audit" | "now" | "kind" | "target" | "called" | "contentOf"
> & {
  readonly table: Table<VersionRecord<Content>>;
  /** Key: the document's key, version. */
  readonly versions: Table<VersionRecord<Content>>;
};

/** As `createDocuments`, with every version kept together with the change that made it. */
export function createVersionedDocuments<Content extends Readonly<Record<string, unknown>>>({
  versions: table,
  contentOf,
  ...deps
}: VersionedDocumentsDeps<Content>): VersionedDocuments<Content> {
  const documents = createDocuments<Content & { readonly version: number }>({
    ...deps,
    contentOf: (content) => ({ ...contentOf(content), version: content.version }),
    also: (record) => [put(table, [record.key, record.version], record)],
  });
  const versions = (key: string): readonly VersionRecord<Content>[] =>
    [...deps.kv.range(table, { prefix: [key], reverse: true })].map(({ value }) => value);
  return {
    ...documents,
    versions,
    set: (key, content, rev, by) =>
      documents.set(key, { ...content, version: (versions(key)[0]?.version ?? 0) + 1 }, rev, by),
  };
}
