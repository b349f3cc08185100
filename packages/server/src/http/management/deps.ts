import type { Instant } from "@habitus/kernel";
import type { Access } from "../../access/access.ts";
import type { CostLedger } from "../../costs/cost-ledger.ts";
import type { Webhooks } from "../../delivery/webhooks.ts";
import type { Demo } from "../../demo/demo.ts";
import type { DeadLetters } from "../../ingest/dead-letters.ts";
import type { Imports } from "../../imports/imports.ts";
import type { ItemNamings } from "../../items/item-naming.ts";
import type { ItemStore } from "../../items/item-store.ts";
import type { Money } from "../../money/money.ts";
import type { Models } from "../../models/models.ts";
import type { IntervalsOf } from "../../models/score-intervals.ts";
import type { ReasonsOf } from "../../models/score-reasons.ts";
import type { Ratings, ScoredPeople } from "../../models/ratings.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import type { LogReader } from "../../log/log.ts";
import type { LivePeople } from "../../membership/live-people.ts";
import type { Reconciliations } from "../../membership/reconciliation.ts";
import type { Rehearsals } from "../../membership/rehearsal/rehearsal-store.ts";
import type { LiveSets } from "../../membership/live/standing.ts";
import type { StageStatus } from "../../membership/stage-status.ts";
import type { ToldLog } from "../../membership/told-log.ts";
import type { TransitionLog } from "../../membership/transition-log.ts";
import type { HealthOfSegments } from "../../health/segment-health.ts";
import type { Reload } from "../../membership/reload.ts";
import type { ComputedTraits } from "../../segments/computed-traits.ts";
import type { FactWriter } from "../../people/fact-writer.ts";
import type { Lists } from "../../people/lists.ts";
import type { SubscriptionGroups } from "../../people/subscriptions.ts";
import type { Purposes } from "../../people/purposes.ts";
import type { Surveys } from "../../people/surveys.ts";
import type { Erasures } from "../../privacy/erasures.ts";
import type { EventDeletions } from "../../privacy/event-deletions.ts";
import type { Retention } from "../../privacy/retention.ts";
import type { CleaningRules } from "../../quality/cleaning-rules.ts";
import type { DataMarks } from "../../quality/data-marks.ts";
import type { TrackingPlan } from "../../quality/tracking-plan.ts";
import type { Violations } from "../../quality/violations.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Metrics } from "../../platform/metrics.ts";
import type { AccountReads } from "../../profiles/account-reads.ts";
import type { ConsentReads } from "../../profiles/consent-reads.ts";
import type { IdKinds } from "../../profiles/id-kind-changes.ts";
import type { IdentityChanges } from "../../profiles/identity-changes.ts";
import type { IdentityReads } from "../../profiles/identity-reads.ts";
import type { ProfileReads } from "../../profiles/profile-reads.ts";
import type { PlanContexts } from "../../segments/plan-contexts.ts";
import type { Evaluator } from "../../segments/evaluate.ts";
import type { DataAudit } from "../../segments/data-audit.ts";
import type { OccasionStore } from "../../segments/occasion-store.ts";
import type { ScoreStore } from "../../segments/score-store.ts";
import type { SegmentSizes } from "../../segments/segment-sizes.ts";
import type { SegmentRecord, SegmentStore } from "../../segments/segment-store.ts";
import type { Template } from "../../segments/templates.ts";
import type { Thresholds } from "../../segments/thresholds.ts";
import type { SizesAt } from "../../segments/trend.ts";
import type { VocabularySource } from "../../segments/vocabulary.ts";
import type { WorkspaceStore } from "../../segments/workspace-store.ts";
import type { Explore } from "../../explore/explore.ts";
import type { EventReads } from "../../store/event-reads.ts";
import type { StageHealth } from "../health.ts";
import type { ClientAddress } from "./client-address.ts";

/** All that the management API stands on; `main` wires it. */
export type ManagementDeps = {
  readonly access: Access;
  readonly segments: SegmentStore;
  readonly scores: ScoreStore;
  /** Named days of the workspace's own. */
  readonly occasions: OccasionStore;
  readonly templates: () => Promise<readonly Template[]>;
  readonly workspace: WorkspaceStore;
  /** What the names in a definition stand for now. */
  readonly context: PlanContexts;
  readonly thresholds: Pick<Thresholds, "used"> & {
    /** Works the thresholds of these segments out anew, also in live membership. @throws what the event store throws. */
    readonly refresh: (segments: readonly SegmentRecord[]) => Promise<void>;
    /** How old they may become before they are worked out anew. */
    readonly maxAgeMs: number;
  };
  readonly evaluator: Evaluator;
  readonly explore: Explore;
  readonly sizes: SegmentSizes;
  readonly sizesAt: SizesAt;
  readonly vocabulary: VocabularySource;
  readonly dataAudit: DataAudit;
  readonly jobs: Jobs;
  readonly demo: Demo;
  readonly profiles: ProfileReads;
  readonly accounts: AccountReads;
  /** Who is who, and what people said about it. */
  readonly identity: { readonly reads: IdentityReads; readonly changes: IdentityChanges };
  readonly lists: Lists;
  readonly subscriptions: SubscriptionGroups;
  readonly computedTraits: ComputedTraits;
  readonly imports: Imports;
  readonly items: ItemStore;
  readonly costs: CostLedger;
  readonly money: Money;
  /** Where events name items. */
  readonly itemNaming: ItemNamings;
  readonly facts: FactWriter;
  readonly purposes: Purposes;
  readonly surveys: Surveys;
  readonly consent: ConsentReads;
  readonly idKinds: IdKinds;
  readonly erasures: Erasures;
  readonly eventDeletions: EventDeletions;
  /** How long events are kept. */
  readonly retention: Retention & {
    /** When older ones are deleted the next time; null while all are kept for ever. */
    readonly nextAt: () => Instant | null;
  };
  readonly dataMarks: DataMarks;
  readonly cleaningRules: CleaningRules;
  readonly trackingPlan: TrackingPlan;
  readonly violations: Violations;
  readonly events: EventReads;
  readonly reload: Reload;
  readonly webhooks: Webhooks;
  /** What is on disk; live membership, the event store and webhooks have come so far. */
  readonly transitions: TransitionLog;
  /** With what was told and is not on disk yet. */
  readonly told: ToldLog;
  readonly live: LivePeople;
  /** How far live membership is; null before it first told. */
  readonly membership: () => StageStatus | null;
  /** Who is in these segments. @throws HabitusError `store_unavailable`. */
  readonly liveSets: (keys: readonly string[]) => Promise<LiveSets>;
  /** As they are now, the jobs that tell of builds, by what is built. */
  readonly builds: () => (segment: { readonly key: string; readonly version: number }) => string | null;
  readonly reconciliations: Reconciliations;
  readonly rehearsals: Rehearsals;
  readonly models: Models;
  readonly ratings: Ratings;
  /** People for whom a plan holds by a number of theirs, the highest first. */
  readonly scored: ScoredPeople;
  /** How far a model's run leaves open what it says of a person. */
  readonly scoreIntervals: IntervalsOf;
  /** What moved a person's chance most. */
  readonly scoreReasons: ReasonsOf;
  /** What is the matter with segments. */
  readonly health: HealthOfSegments;
  readonly deadLetters: DeadLetters;
  /** For the live stream. */
  readonly log: LogReader;
  readonly stages: () => readonly StageHealth[];
  readonly version: string;
  readonly now: () => Instant;
  /** Milliseconds on a clock that never goes back; for durations only. */
  readonly elapsed: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The session cookie is for https alone. */
  readonly secureCookie: boolean;
  /** Where a call comes from, for limits. */
  readonly clientAddress: ClientAddress;
};
