import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { optional, under } from "./frame-route.tsx";
import { choiceOf, textOf } from "./search.ts";

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

const patternsRoute = createRoute({
  getParentRoute: under,
  path: "/explore/patterns",
  validateSearch: (search) =>
    optional({
      weeks: textOf(search, "weeks"),
      measure: choiceOf(search, "measure", ["times", "share"]),
      values: textOf(search, "values"),
      shown: textOf(search, "shown"),
      ...audienceOf(search),
    }),
  component: lazyRouteComponent(() => import("../features/explore/pattern-page.tsx"), "PatternPage"),
});

const rfmRoute = createRoute({
  getParentRoute: under,
  path: "/explore/rfm",
  validateSearch: (search) =>
    optional({
      event: textOf(search, "event"),
      property: textOf(search, "property"),
      days: textOf(search, "days"),
      purpose: textOf(search, "purpose"),
    }),
  component: lazyRouteComponent(() => import("../features/explore/rfm-page.tsx"), "RfmPage"),
});

export const exploreRoutes = [
  exploreRoute,
  funnelRoute,
  retentionTableRoute,
  trendsRoute,
  pathsRoute,
  patternsRoute,
  rfmRoute,
] as const;
