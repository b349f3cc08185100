import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { sessionQuery } from "../api/queries.ts";
import { LoneFailure, NotFoundPage, PageFailure } from "./failure-pages.tsx";
import { Frame } from "./frame.tsx";
import { choiceOf, parseSearch, stringifySearch, textOf } from "./search.ts";

/** Every part of a search may be missing; a link needs not name what it does not set. */
type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

function optional<T>(search: T): Optional<T> {
  return search;
}

type Context = { readonly queryClient: QueryClient };

const rootRoute = createRootRouteWithContext<Context>()({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search) =>
    optional({
      from: textOf(search, "from"),
      why: choiceOf(search, "why", ["expired", "signed-out"]),
    }),
  component: lazyRouteComponent(() => import("../features/access/sign-in-page.tsx"), "SignInPage"),
});

/** Everything below it is for signed-in people. */
const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session !== null) return;
    const from = location.href === "/" ? undefined : location.href;
    // The router takes a redirect by throwing it.
    // oxlint-disable-next-line typescript/only-throw-error
    throw redirect({ to: "/sign-in", search: { from, why: undefined } });
  },
  component: Frame,
  errorComponent: LoneFailure,
});

const under = () => frameRoute;

const homeRoute = createRoute({
  getParentRoute: under,
  path: "/",
  component: lazyRouteComponent(() => import("../features/home/home-page.tsx"), "HomePage"),
});

const segmentsRoute = createRoute({
  getParentRoute: under,
  path: "/segments",
  validateSearch: (search) =>
    optional({
      q: textOf(search, "q"),
      sort: choiceOf(search, "sort", ["size", "name", "review"]),
    }),
  component: lazyRouteComponent(() => import("../features/segments/segments-page.tsx"), "SegmentsPage"),
});

/** Not below /segments: `new` may be the key of a segment. */
const newSegmentRoute = createRoute({
  getParentRoute: under,
  path: "/new-segment",
  validateSearch: (search) => optional({ definition: textOf(search, "definition") }),
  component: lazyRouteComponent(() => import("../features/segments/new-segment-page.tsx"), "NewSegmentPage"),
});

const segmentRoute = createRoute({
  getParentRoute: under,
  path: "/segments/$key",
  validateSearch: (search) =>
    optional({ tab: choiceOf(search, "tab", ["health", "members", "movements", "versions"]) }),
  component: lazyRouteComponent(() => import("../features/segments/segment-page.tsx"), "SegmentPage"),
});

const editSegmentRoute = createRoute({
  getParentRoute: under,
  path: "/segments/$key/edit",
  component: lazyRouteComponent(
    () => import("../features/segments/edit-segment-page.tsx"),
    "EditSegmentPage",
  ),
});

/** Whom a question of the explorer is about. */
const audienceOf = (search: Readonly<Record<string, unknown>>) => ({
  segment: textOf(search, "segment"),
  members: choiceOf(search, "members", ["start"]),
  purpose: textOf(search, "purpose"),
});

const exploreRoute = createRoute({
  getParentRoute: under,
  path: "/explore",
  beforeLoad: () => {
    // oxlint-disable-next-line typescript/only-throw-error
    throw redirect({ to: "/explore/funnel" });
  },
});

const funnelRoute = createRoute({
  getParentRoute: under,
  path: "/explore/funnel",
  validateSearch: (search) =>
    optional({
      chain: textOf(search, "chain"),
      within: textOf(search, "within"),
      trait: textOf(search, "trait"),
      segments: textOf(search, "segments"),
      ...audienceOf(search),
    }),
  component: lazyRouteComponent(() => import("../features/explore/funnel-page.tsx"), "FunnelPage"),
});

const retentionTableRoute = createRoute({
  getParentRoute: under,
  path: "/explore/retention",
  validateSearch: (search) =>
    optional({
      start: textOf(search, "start"),
      back: textOf(search, "back"),
      cohorts: choiceOf(search, "cohorts", ["every"]),
      unit: choiceOf(search, "unit", ["day", "week", "month"]),
      periods: textOf(search, "periods"),
      counting: choiceOf(search, "counting", ["rolling"]),
      ...audienceOf(search),
    }),
  component: lazyRouteComponent(() => import("../features/explore/retention-page.tsx"), "RetentionTablePage"),
});

const trendsRoute = createRoute({
  getParentRoute: under,
  path: "/explore/trends",
  validateSearch: (search) =>
    optional({
      lines: textOf(search, "lines"),
      unit: choiceOf(search, "unit", ["hour", "week", "month"]),
      periods: textOf(search, "periods"),
      trait: textOf(search, "trait"),
      property: textOf(search, "property"),
      top: textOf(search, "top"),
      compare: choiceOf(search, "compare", ["yes"]),
      ...audienceOf(search),
    }),
  component: lazyRouteComponent(() => import("../features/explore/trend-page.tsx"), "TrendPage"),
});

const pathsRoute = createRoute({
  getParentRoute: under,
  path: "/explore/paths",
  validateSearch: (search) =>
    optional({
      anchor: textOf(search, "anchor"),
      direction: choiceOf(search, "direction", ["before"]),
      days: textOf(search, "days"),
      steps: textOf(search, "steps"),
      within: textOf(search, "within"),
      top: textOf(search, "top"),
      fold: choiceOf(search, "fold", ["no"]),
      hidden: textOf(search, "hidden"),
      ...audienceOf(search),
    }),
  component: lazyRouteComponent(() => import("../features/explore/path-page.tsx"), "PathPage"),
});

const peopleRoute = createRoute({
  getParentRoute: under,
  path: "/people",
  validateSearch: (search) => optional({ q: textOf(search, "q") }),
  component: lazyRouteComponent(() => import("../features/people/people-page.tsx"), "PeoplePage"),
});

const personRoute = createRoute({
  getParentRoute: under,
  path: "/people/$id",
  validateSearch: (search) =>
    optional({
      event: textOf(search, "event"),
      tab: choiceOf(search, "tab", ["traits", "segments", "merges"]),
      why: textOf(search, "why"),
    }),
  component: lazyRouteComponent(() => import("../features/people/person-page.tsx"), "PersonPage"),
});

const accountsRoute = createRoute({
  getParentRoute: under,
  path: "/accounts",
  validateSearch: (search) => optional({ q: textOf(search, "q") }),
  component: lazyRouteComponent(() => import("../features/accounts/accounts-page.tsx"), "AccountsPage"),
});

const customerAccountRoute = createRoute({
  getParentRoute: under,
  path: "/accounts/$id",
  component: lazyRouteComponent(() => import("../features/accounts/account-page.tsx"), "AccountPage"),
});

const eventsRoute = createRoute({
  getParentRoute: under,
  path: "/events",
  validateSearch: (search) =>
    optional({
      name: textOf(search, "name"),
      id: textOf(search, "id"),
      source: textOf(search, "source"),
    }),
  component: lazyRouteComponent(() => import("../features/events/events-page.tsx"), "EventsPage"),
});

const importsRoute = createRoute({
  getParentRoute: under,
  path: "/imports",
  component: lazyRouteComponent(() => import("../features/imports/imports-page.tsx"), "ImportsPage"),
});

const importRoute = createRoute({
  getParentRoute: under,
  path: "/imports/$id",
  component: lazyRouteComponent(() => import("../features/imports/import-page.tsx"), "ImportPage"),
});

const importFileRoute = createRoute({
  getParentRoute: under,
  path: "/imports/file/$id",
  validateSearch: (search) => optional({ check: textOf(search, "check") }),
  component: lazyRouteComponent(() => import("../features/imports/file-page.tsx"), "FilePage"),
});

const dataAuditRoute = createRoute({
  getParentRoute: under,
  path: "/audit",
  validateSearch: (search) => optional({ event: textOf(search, "event") }),
  component: lazyRouteComponent(() => import("../features/audit/audit-page.tsx"), "DataAuditPage"),
});

const planRoute = createRoute({
  getParentRoute: under,
  path: "/plan",
  validateSearch: (search) =>
    optional({ event: textOf(search, "event"), edit: choiceOf(search, "edit", ["rows"]) }),
  component: lazyRouteComponent(() => import("../features/plan/plan-page.tsx"), "PlanPage"),
});

const problemsRoute = createRoute({
  getParentRoute: under,
  path: "/problems",
  validateSearch: (search) => optional({ reason: textOf(search, "reason"), open: textOf(search, "open") }),
  component: lazyRouteComponent(() => import("../features/problems/problems-page.tsx"), "ProblemsPage"),
});

const settingsRoute = createRoute({
  getParentRoute: under,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings/settings-frame.tsx"), "SettingsFrame"),
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: () => {
    // oxlint-disable-next-line typescript/only-throw-error
    throw redirect({ to: "/settings/sources" });
  },
});

const sourcesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/sources",
  component: lazyRouteComponent(() => import("../features/settings/sources-page.tsx"), "SourcesPage"),
});

const usersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/users",
  component: lazyRouteComponent(() => import("../features/settings/users-page.tsx"), "UsersPage"),
});

const workspaceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/workspace",
  component: lazyRouteComponent(() => import("../features/settings/workspace-page.tsx"), "WorkspacePage"),
});

const settingsPurposesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/purposes",
  component: lazyRouteComponent(() => import("../features/settings/purposes-page.tsx"), "PurposesPage"),
});

const listsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/lists",
  component: lazyRouteComponent(() => import("../features/settings/lists-page.tsx"), "ListsPage"),
});

const webhooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("../features/settings/webhooks-page.tsx"), "WebhooksPage"),
});

const computedTraitsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/computed",
  component: lazyRouteComponent(
    () => import("../features/settings/computed-traits-page.tsx"),
    "ComputedTraitsPage",
  ),
});

const scoresRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/scores",
  component: lazyRouteComponent(() => import("../features/settings/scores-page.tsx"), "ScoresPage"),
});

const modelsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/models",
  component: lazyRouteComponent(() => import("../features/settings/models-page.tsx"), "ModelsPage"),
});

const erasuresRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/erasures",
  component: lazyRouteComponent(() => import("../features/settings/erasures-page.tsx"), "ErasuresPage"),
});

const retentionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/retention",
  component: lazyRouteComponent(() => import("../features/settings/retention-page.tsx"), "RetentionPage"),
});

const healthSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/health",
  component: lazyRouteComponent(() => import("../features/settings/health-page.tsx"), "HealthPage"),
});

const subscriptionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/subscriptions",
  component: lazyRouteComponent(
    () => import("../features/settings/subscriptions-page.tsx"),
    "SubscriptionsPage",
  ),
});

const itemsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/items",
  component: lazyRouteComponent(() => import("../features/settings/items-page.tsx"), "ItemsPage"),
});

const occasionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/occasions",
  component: lazyRouteComponent(() => import("../features/settings/occasions-page.tsx"), "OccasionsPage"),
});

const surveysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/surveys",
  validateSearch: (search) => optional({ survey: textOf(search, "survey") }),
  component: lazyRouteComponent(() => import("../features/settings/surveys-page.tsx"), "SurveysPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("../features/settings/account-page.tsx"), "AccountPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("../features/settings/audit-page.tsx"), "AuditPage"),
});

/** Any other address: the page says so inside the frame. */
const nothingRoute = createRoute({ getParentRoute: under, path: "$", component: NotFoundPage });

const routeTree = rootRoute.addChildren([
  signInRoute,
  frameRoute.addChildren([
    homeRoute,
    segmentsRoute,
    newSegmentRoute,
    segmentRoute,
    editSegmentRoute,
    exploreRoute,
    funnelRoute,
    retentionTableRoute,
    trendsRoute,
    pathsRoute,
    peopleRoute,
    personRoute,
    accountsRoute,
    customerAccountRoute,
    eventsRoute,
    importsRoute,
    importRoute,
    importFileRoute,
    dataAuditRoute,
    planRoute,
    problemsRoute,
    nothingRoute,
    settingsRoute.addChildren([
      settingsIndexRoute,
      sourcesRoute,
      usersRoute,
      settingsPurposesRoute,
      computedTraitsRoute,
      scoresRoute,
      modelsRoute,
      occasionsRoute,
      surveysRoute,
      itemsRoute,
      webhooksRoute,
      listsRoute,
      workspaceRoute,
      erasuresRoute,
      retentionRoute,
      healthSettingsRoute,
      subscriptionsRoute,
      accountRoute,
      auditRoute,
    ]),
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: NotFoundPage,
  });
  router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
    if (fromLocation !== undefined && pathChanged) focusPage();
  });
  return router;
}

/** After a navigation the keyboard stands at the new page's heading, which a screen reader then says. */
function focusPage(): void {
  const page = document.querySelector<HTMLElement>("main h1") ?? document.querySelector<HTMLElement>("main");
  page?.focus({ preventScroll: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
