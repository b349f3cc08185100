import { infiniteQueryOptions, QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { BY_PAGE } from "./by-page.ts";

test("each page is asked to begin where the one before it ends, until none says where that is", async () => {
  const asked: unknown[] = [];
  const query = infiniteQueryOptions({
    queryKey: ["list"],
    queryFn: ({ pageParam }) => {
      asked.push(pageParam);
      return Promise.resolve({ next: asked.length < 3 ? `after ${asked.length}` : null });
    },
    ...BY_PAGE,
  });
  const { pages } = await new QueryClient().fetchInfiniteQuery({ ...query, pages: 9 });
  expect(asked).toEqual([{}, { after: "after 1" }, { after: "after 2" }]);
  expect(pages).toHaveLength(3);
});
