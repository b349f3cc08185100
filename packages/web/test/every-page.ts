import type { Page } from "playwright-core";

/** Addresses of a route whose path names something, on the server of these tests. */
type Examples = Readonly<Record<string, readonly string[]>>;

type PageRoutes = {
  /** An address or more of every page that somebody who is signed in can open. */
  readonly addresses: readonly string[];
  /** Routes that name something, of which there is no example. */
  readonly withoutExample: readonly string[];
};

/** Those of somebody who is not signed in. */
const OUTSIDE = ["/sign-in"];

type WithRouter = { readonly __TSR_ROUTER__: { readonly routesByPath: Readonly<Record<string, unknown>> } };

/** Every page of the application's own routes, as the router of an open page knows them: one that is new is among them. */
export async function everyPage(opened: Page, examples: Examples): Promise<PageRoutes> {
  const all = await opened.evaluate(() =>
    Object.keys((globalThis as unknown as WithRouter).__TSR_ROUTER__.routesByPath),
  );
  const paths = all.filter((path) => !OUTSIDE.includes(path));
  const isNamed = (path: string): boolean => !path.includes("$") || path in examples;
  return {
    addresses: paths.filter(isNamed).flatMap((path) => examples[path] ?? [path]),
    withoutExample: paths.filter((path) => !isNamed(path)),
  };
}
