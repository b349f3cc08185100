import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../api/queries.ts";
import { LoneFailure } from "./failure-pages.tsx";
import { Frame } from "./frame.tsx";
import { LonePending } from "./pending-pages.tsx";

/** Every part of a search may be missing; a link needs not name what it does not set. */
type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

export function optional<T>(search: T): Optional<T> {
  return search;
}

type Context = { readonly queryClient: QueryClient };

export const rootRoute = createRootRouteWithContext<Context>()({ component: Outlet });

/** Everything below it is for signed-in people. */
export const frameRoute = createRoute({
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
  pendingComponent: LonePending,
  errorComponent: LoneFailure,
});

export const under = () => frameRoute;
