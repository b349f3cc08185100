import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { overviewQuery } from "../api/queries.ts";
import { staleIn } from "./use-stale.ts";

it("tells of what is shown as it was, neither of what never came nor of a further page", async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let isFailing = false;
  const answer = async (): Promise<string> => {
    if (isFailing) throw new Error("not now");
    return "here";
  };
  const follow = (queryKey: readonly unknown[]) =>
    new QueryObserver(client, { queryKey, queryFn: answer }).subscribe(() => {});
  const list = new InfiniteQueryObserver(client, {
    queryKey: ["list"],
    queryFn: answer,
    initialPageParam: 0,
    getNextPageParam: (_: string, pages: readonly string[]) => pages.length,
  });
  list.subscribe(() => {});
  const gone = follow(["gone"]);
  follow(["shown"]);
  follow(overviewQuery.queryKey);
  await expect.poll(() => client.isFetching()).toBe(0);
  gone();
  isFailing = true;
  follow(["never"]);
  await list.fetchNextPage();
  await client.refetchQueries({ predicate: ({ queryKey }) => queryKey[0] !== "list" });
  const stale = () => staleIn(client.getQueryCache()).map(({ queryKey }) => queryKey[0]);
  expect(stale()).toEqual(["shown"]);
  await list.refetch();
  expect(stale()).toEqual(["list", "shown"]);
  isFailing = false;
  await client.refetchQueries();
  expect(stale()).toEqual([]);
  client.clear();
});
