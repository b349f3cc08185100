import type { Catalogue } from "../message.ts";
import { access } from "./access.ts";
import { accounts } from "./accounts.ts";
import { dataAudit } from "./audit.ts";
import { auditLog } from "./audit-log.ts";
import { builder } from "./builder.ts";
import { builderComparisons } from "./builder-comparisons.ts";
import { events } from "./events.ts";
import { explore } from "./explore.ts";
import { explorePatterns } from "./explore-patterns.ts";
import { exploreRfm } from "./explore-rfm.ts";
import { exploreTrends } from "./explore-trends.ts";
import { frame } from "./frame.ts";
import { health } from "./health.ts";
import { home } from "./home.ts";
import { imports } from "./imports.ts";
import { people } from "./people.ts";
import { privacy } from "./privacy.ts";
import { cleaning } from "./cleaning.ts";
import { marks } from "./marks.ts";
import { plan } from "./plan.ts";
import { reconciliation } from "./reconciliation.ts";
import { rehearsal } from "./rehearsal.ts";
import { identity } from "./identity.ts";
import { retention } from "./retention.ts";
import { problems } from "./problems.ts";
import { movements } from "./movements.ts";
import { segments } from "./segments.ts";
import { segmentTrend } from "./segment-trend.ts";
import { templates } from "./templates.ts";
import { computed } from "./computed.ts";
import { consent } from "./consent.ts";
import { costs } from "./costs.ts";
import { items } from "./items.ts";
import { money } from "./money.ts";
import { lists } from "./lists.ts";
import { occasions } from "./occasions.ts";
import { models } from "./models.ts";
import { ratings } from "./ratings.ts";
import { scores } from "./scores.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooks } from "./webhooks.ts";
import { surveys } from "./surveys.ts";
import { settings } from "./settings.ts";

export const english = {
  ...frame,
  ...access,
  ...home,
  ...movements,
  ...segments,
  ...segmentTrend,
  ...templates,
  ...health,
  ...rehearsal,
  ...reconciliation,
  ...explore,
  ...exploreTrends,
  ...explorePatterns,
  ...exploreRfm,
  ...builder,
  ...builderComparisons,
  ...people,
  ...accounts,
  ...dataAudit,
  ...auditLog,
  ...marks,
  ...cleaning,
  ...plan,
  ...privacy,
  ...identity,
  ...retention,
  ...events,
  ...imports,
  ...problems,
  ...settings,
  ...computed,
  ...models,
  ...ratings,
  ...scores,
  ...occasions,
  ...items,
  ...money,
  ...costs,
  ...lists,
  ...subscriptions,
  ...webhooks,
  ...consent,
  ...surveys,
} as const satisfies Catalogue;

export type English = typeof english;
