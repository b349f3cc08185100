// What the workspaces above the server (conformance, bench) may use.
export { DEFAULT_LANE_LIMITS, LaneClient } from "./adapters/clickhouse/client.ts";
export { ClickHouseEventStore } from "./adapters/clickhouse/clickhouse-event-store.ts";
export { EngineProcess } from "./adapters/clickhouse/engine-process.ts";
export { createEventReads } from "./adapters/clickhouse/reads.ts";
export { BLOCK_LIMITS, blocksOf, EVENT_ROWS_BY_NAME, monthOf } from "./adapters/clickhouse/rows.ts";
export { openLmdbDedupe } from "./adapters/lmdb/dedupe/lmdb-dedupe.ts";
export { openLmdbKv } from "./adapters/lmdb/lmdb-kv.ts";
export { openLmdbMembershipStore } from "./adapters/lmdb/lmdb-membership-store.ts";
export { openLmdbLog } from "./adapters/lmdb/lmdb-log.ts";
export type { Log, LogRecord, NewRecord } from "./log/log.ts";
export { LiveMembership } from "./membership/live/live-membership.ts";
export { put, type Table } from "./platform/kv.ts";
export type { Claim } from "./profiles/dedupe.ts";
export { encodeIdentityCommand } from "./profiles/identity-command.ts";
export { createResolver, type Resolver } from "./profiles/resolver.ts";
export { createIdDigest } from "./profiles/tombstones.ts";
export type { EventRow } from "./store/event-store.ts";
