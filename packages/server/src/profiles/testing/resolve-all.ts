import type { LogRecord } from "../../log/log.ts";
import { BatchBuilder, type Resolved } from "../batch-builder.ts";
import type { Resolver } from "../resolver.ts";

/** Takes all the records, in as many steps as the resolver makes of them, keeps each, and answers what they gave together. */
export async function resolveAll(resolver: Resolver, records: readonly LogRecord[]): Promise<Resolved> {
  const none = { duplicates: 0, rejected: 0 };
  let all = new BatchBuilder().resolved(resolver.taken().offset, none);
  for (let left = records; left.length > 0; left = left.filter(({ offset }) => offset > all.batch.upTo)) {
    all = together(all, await resolver.take(left));
    await resolver.keep();
  }
  return all;
}

function together(first: Resolved, then: Resolved): Resolved {
  return {
    batch: {
      upTo: then.batch.upTo,
      events: [...first.batch.events, ...then.batch.events],
      traits: [...first.batch.traits, ...then.batch.traits],
      moves: [...first.batch.moves, ...then.batch.moves],
      nodes: [...first.batch.nodes, ...then.batch.nodes],
      erased: [...first.batch.erased, ...then.batch.erased],
      deleted: [...first.batch.deleted, ...then.batch.deleted],
    },
    named: [...first.named, ...then.named],
    told: [...first.told, ...then.told],
    counts: {
      events: first.counts.events + then.counts.events,
      duplicates: first.counts.duplicates + then.counts.duplicates,
      merges: first.counts.merges + then.counts.merges,
      rejected: first.counts.rejected + then.counts.rejected,
      buried: first.counts.buried + then.counts.buried,
      tooOld: first.counts.tooOld + then.counts.tooOld,
      full: first.counts.full + then.counts.full,
      unread: Object.fromEntries(
        [...new Set([...Object.keys(first.counts.unread), ...Object.keys(then.counts.unread)])].map(
          (kind) => [kind, (first.counts.unread[kind] ?? 0) + (then.counts.unread[kind] ?? 0)],
        ),
      ),
    },
  };
}
