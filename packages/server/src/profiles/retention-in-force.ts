import { DAY_MS, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { daysKept, type RetentionRule } from "./retention-command.ts";
import type { StateDraft } from "./state-draft.ts";

const RETENTION_IN_FORCE: Table<readonly RetentionRule[], readonly [from: Offset]> = {
  name: "retention_in_force",
  version: 1,
};

type InForce = { readonly offset: Offset; readonly daysOf: (event: string) => number | null };

/** How long events are kept, as the resolver sees it at each record. While nothing was said, asking costs nothing. */
export class RetentionInForce {
  readonly #draft: StateDraft;
  /** Newest first. */
  readonly #all: InForce[];

  constructor(kv: Kv, draft: StateDraft) {
    this.#draft = draft;
    const stored = [...kv.range(RETENTION_IN_FORCE, { reverse: true })];
    this.#all = stored.map(({ key, value }) => ({ offset: key[0], daysOf: daysKept(value) }));
  }

  begin(offset: Offset, rules: readonly RetentionRule[]): void {
    this.#draft.put(RETENTION_IN_FORCE, [offset], rules);
    this.#all.unshift({ offset, daysOf: daysKept(rules) });
  }

  /** Whether an event that comes with the record is older than its name is kept. */
  isTooOld(
    event: { readonly name: string; readonly time: Instant },
    { offset, at }: { readonly offset: Offset; readonly at: Instant },
  ): boolean {
    const days = this.#all.find((each) => each.offset < offset)?.daysOf(event.name) ?? null;
    return days !== null && event.time < at - days * DAY_MS;
  }
}
