import type { z } from "zod";
import {
  type ByteUploadId,
  endpoints,
  type FileOperationId,
  type Method,
  type OperationId,
  splitEndpoint,
  type StreamOperationId,
} from "./endpoints.ts";
import type { Route, Success, Upload } from "./route.ts";
import { accessRoutes } from "./routes/access.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { computedTraitRoutes } from "./routes/computed-traits.ts";
import { consentRoutes } from "./routes/consent.ts";
import { dataAuditRoutes } from "./routes/data-audit.ts";
import { costRoutes } from "./routes/costs.ts";
import { dataRoutes } from "./routes/data.ts";
import { erasureRoutes } from "./routes/erasures.ts";
import { eventDeletionRoutes } from "./routes/event-deletions.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { cleaningRulesRoutes } from "./routes/cleaning-rules.ts";
import { dataMarksRoutes } from "./routes/data-marks.ts";
import { trackingPlanRoutes } from "./routes/tracking-plan.ts";
import { explorePathRoutes } from "./routes/explore-paths.ts";
import { explorePatternRoutes } from "./routes/explore-patterns.ts";
import { exploreRfmRoutes } from "./routes/explore-rfm.ts";
import { exploreProgressRoutes } from "./routes/explore-progress.ts";
import { exploreTrendRoutes } from "./routes/explore-trends.ts";
import { exploreFunnelRoutes } from "./routes/explore-funnel.ts";
import { exploreRetentionRoutes } from "./routes/explore-retention.ts";
import { idKindRoutes } from "./routes/id-kinds.ts";
import { identityRoutes } from "./routes/identity.ts";
import { importRoutes } from "./routes/imports.ts";
import { itemRoutes } from "./routes/items.ts";
import { listRoutes } from "./routes/lists.ts";
import { moneyRoutes } from "./routes/money.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { modelRoutes } from "./routes/models.ts";
import { occasionRoutes } from "./routes/occasions.ts";
import { peopleRoutes } from "./routes/people.ts";
import { ratingRoutes } from "./routes/ratings.ts";
import { scoreRoutes } from "./routes/scores.ts";
import { segmentHealthRoutes } from "./routes/segment-health.ts";
import { segmentOverlapRoutes } from "./routes/segment-overlap.ts";
import { surveyRoutes } from "./routes/surveys.ts";
import { segmentRoutes } from "./routes/segments.ts";
import { reconciliationRoutes } from "./routes/reconciliations.ts";
import { rehearsalRoutes } from "./routes/rehearsals.ts";
import { transitionRoutes } from "./routes/transitions.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { workspaceRoutes } from "./routes/workspace.ts";

/**
 * The one table of the management API. Validation and authorisation in the server, the OpenAPI document, the reference
 * page and the typed client all come from here.
 */
export const routes = {
  ...accessRoutes,
  ...segmentRoutes,
  ...segmentHealthRoutes,
  ...segmentOverlapRoutes,
  ...exploreFunnelRoutes,
  ...exploreRetentionRoutes,
  ...exploreTrendRoutes,
  ...explorePathRoutes,
  ...explorePatternRoutes,
  ...exploreRfmRoutes,
  ...exploreProgressRoutes,
  ...transitionRoutes,
  ...reconciliationRoutes,
  ...rehearsalRoutes,
  ...webhookRoutes,
  ...peopleRoutes,
  ...erasureRoutes,
  ...eventDeletionRoutes,
  ...retentionRoutes,
  ...trackingPlanRoutes,
  ...dataMarksRoutes,
  ...cleaningRulesRoutes,
  ...identityRoutes,
  ...idKindRoutes,
  ...listRoutes,
  ...accountRoutes,
  ...computedTraitRoutes,
  ...scoreRoutes,
  ...modelRoutes,
  ...ratingRoutes,
  ...occasionRoutes,
  ...surveyRoutes,
  ...consentRoutes,
  ...dataRoutes,
  ...dataAuditRoutes,
  ...itemRoutes,
  ...moneyRoutes,
  ...costRoutes,
  ...importRoutes,
  ...jobRoutes,
  ...workspaceRoutes,
} satisfies { readonly [Id in OperationId]: Route };

export type Routes = typeof routes;

export type Operation = Route & {
  readonly id: OperationId;
  readonly method: Method;
  readonly path: string;
};

/** The table as a list, in the order of `endpoints`. */
export function listOperations(): readonly Operation[] {
  return (Object.keys(endpoints) as OperationId[]).map((id) => {
    const route: Route = routes[id];
    return { ...route, id, ...splitEndpoint(endpoints[id]) };
  });
}

type ParsedPart<R, Part extends "params" | "query" | "body"> = R extends {
  readonly [P in Part]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

/** A request of this operation after validation, as a handler receives it. */
export type ParsedInput<Id extends OperationId> = {
  readonly params: ParsedPart<Routes[Id], "params">;
  readonly query: ParsedPart<Routes[Id], "query">;
  readonly body: Routes[Id] extends { readonly upload: Upload }
    ? AsyncIterable<Uint8Array>
    : ParsedPart<Routes[Id], "body">;
};

/** Operations whose success is of a kind, by the table. Must be the same as `streamOperations` and `fileOperations`. */
type ByTable<Kind extends Success["kind"]> = {
  [Id in OperationId]: Routes[Id]["success"]["kind"] extends Kind ? Id : never;
}[OperationId];

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
true satisfies Same<ByTable<"sse">, StreamOperationId>;
true satisfies Same<ByTable<"file">, FileOperationId>;

type TakesBytes = {
  [Id in OperationId]: Routes[Id] extends { readonly upload: { readonly type: "application/octet-stream" } }
    ? Id
    : never;
}[OperationId];
true satisfies Same<TakesBytes, ByteUploadId>;
