import { MEMBER_ORDERS, SIZE_UNITS, TIMELINE_KINDS, TRANSITION_KINDS } from "@habitus/contract";
import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { exploreRoutes } from "./explore-routes.tsx";
import { NotFoundPage, PageFailure } from "./failure-pages.tsx";
import { frameRoute, optional, rootRoute, under } from "./frame-route.tsx";
import { PagePending } from "./pending-pages.tsx";
import { choiceOf, dayOf, instantOf, parseSearch, placeOf, stringifySearch, textOf } from "./search.ts";

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

const homeRoute = createRoute({
  getParentRoute: under,
  path: "/",
  validateSearch: (search) => optional({ findings: choiceOf(search, "findings", ["all"]) }),
  component: lazyRouteComponent(() => import("../features/home/home-page.tsx"), "HomePage"),
});

const segmentsRoute = createRoute({
  getParentRoute: under,
  path: "/segments",
  validateSearch: (search) =>
    optional({
      q: textOf(search, "q"),
      sort: choiceOf(search, "sort", ["size", "name", "review", "changed"]),
      tag: textOf(search, "tag"),
      state: choiceOf(search, "state", ["live", "building", "paused"]),
      purpose: textOf(search, "purpose"),
      show: choiceOf(search, "show", ["deleted"]),
    }),
  component: lazyRouteComponent(() => import("../features/segments/segments-page.tsx"), "SegmentsPage"),
});

/** Not below /segments: `new` may be the key of a segment. */
const newSegmentRoute = createRoute({
  getParentRoute: under,
  path: "/new-segment",
  validateSearch: (search) =>
    optional({ definition: textOf(search, "definition"), copyOf: textOf(search, "copyOf") }),
  component: lazyRouteComponent(() => import("../features/segments/new-segment-page.tsx"), "NewSegmentPage"),
});

const segmentRoute = createRoute({
  getParentRoute: under,
  path: "/segments/$key",
  validateSearch: (search) =>
    optional({
      tab: choiceOf(search, "tab", ["health", "members", "movements", "versions"]),
      since: instantOf(search, "since"),
      at: instantOf(search, "at"),
      as: choiceOf(search, "as", ["known"]),
      unit: choiceOf(search, "unit", SIZE_UNITS),
      q: textOf(search, "q"),
      order: choiceOf(search, "order", MEMBER_ORDERS),
      from: dayOf(search, "from"),
      to: dayOf(search, "to"),
      kind: choiceOf(search, "kind", TRANSITION_KINDS),
      person: textOf(search, "person"),
    }),
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
      kind: choiceOf(search, "kind", TIMELINE_KINDS),
      event: textOf(search, "event"),
      from: dayOf(search, "from"),
      to: dayOf(search, "to"),
      tab: choiceOf(search, "tab", ["traits", "segments", "merges"]),
      why: textOf(search, "why"),
      transition: placeOf(search, "transition"),
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

const ratingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/ratings",
  component: lazyRouteComponent(() => import("../features/settings/ratings-page.tsx"), "RatingsPage"),
});

const erasuresRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/erasures",
  component: lazyRouteComponent(() => import("../features/settings/erasures-page.tsx"), "ErasuresPage"),
});

const identityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/identity",
  component: lazyRouteComponent(() => import("../features/settings/identity-page.tsx"), "IdentityPage"),
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

const moneyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/money",
  component: lazyRouteComponent(() => import("../features/settings/money-page.tsx"), "MoneyPage"),
});

const costsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/costs",
  validateSearch: (search) => optional({ from: textOf(search, "from"), to: textOf(search, "to") }),
  component: lazyRouteComponent(() => import("../features/settings/costs-page.tsx"), "CostsPage"),
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
  validateSearch: (search) =>
    optional({
      target: textOf(search, "target"),
      who: textOf(search, "who"),
      what: textOf(search, "what"),
      from: dayOf(search, "from"),
      to: dayOf(search, "to"),
    }),
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
    ...exploreRoutes,
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
      ratingsRoute,
      occasionsRoute,
      surveysRoute,
      itemsRoute,
      moneyRoute,
      costsRoute,
      webhooksRoute,
      listsRoute,
      workspaceRoute,
      erasuresRoute,
      identityRoute,
      retentionRoute,
      healthSettingsRoute,
      subscriptionsRoute,
      accountRoute,
      auditRoute,
    ]),
  ]),
]);

/** What comes sooner takes the place of the page before it, without a word in between. */
const PENDING_MS = 300;

export function createAppRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: PagePending,
    defaultPendingMs: PENDING_MS,
    defaultPendingMinMs: 0,
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
