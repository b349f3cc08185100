import { ApiError } from "@habitus/contract";
import { QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { overviewQuery } from "../api/queries.ts";
import { createQueryClient } from "./query-client.ts";

const GONE = new ApiError({ code: "unreachable", message: "" }, { status: 0, retryAfter: null });
const WRONG = new ApiError({ code: "internal", message: "" }, { status: 500, retryAfter: null });

it("asks again for what nobody answered once the server is back, and for nothing else", async () => {
  const client = createQueryClient(() => {});
  let isGone = true;
  let times = 0;
  const answer = async (): Promise<string> => {
    if (isGone) throw GONE;
    return "here";
  };
  const mistake = async (): Promise<string> => {
    times++;
    throw WRONG;
  };
  const follow = (queryKey: readonly string[], queryFn: () => Promise<string>) =>
    new QueryObserver(client, { queryKey, queryFn, retry: false }).subscribe(() => {});
  follow(["people"], answer);
  follow(["mistake"], mistake);
  follow(overviewQuery.queryKey, answer);
  await expect.poll(() => client.isFetching()).toBe(0);
  expect(client.getQueryState(["people"])?.error).toBe(GONE);
  isGone = false;
  await client.refetchQueries({ queryKey: overviewQuery.queryKey });
  await expect.poll(() => client.getQueryData(["people"])).toBe("here");
  expect(times).toBe(1);
  client.clear();
});

it("asks again at once, and for a moment only, where nobody answered or the server says to come again", () => {
  const { retry, retryDelay } = createQueryClient(() => {}).getDefaultOptions().queries ?? {};
  if (typeof retry !== "function" || typeof retryDelay !== "function") throw new Error("they are functions");
  const delays = [0, 1, 2, 3].flatMap((failures) =>
    retry(failures, GONE) ? [retryDelay(failures, GONE)] : [],
  );
  expect(delays).toEqual([500, 1_000, 2_000]);
  expect(retry(0, WRONG)).toBe(false);
});

it("comes again when the server says, and tells of it where that is not soon", () => {
  const { retry, retryDelay } = createQueryClient(() => {}).getDefaultOptions().queries ?? {};
  if (typeof retry !== "function" || typeof retryDelay !== "function") throw new Error("they are functions");
  const busy = (retryAfter: string | null) =>
    new ApiError({ code: "busy", message: "" }, { status: 503, retryAfter });
  expect([0, 1].map((failures) => retryDelay(failures, busy("7")))).toEqual([7_000, 7_000]);
  expect(retryDelay(1, busy(null))).toBe(1_000);
  expect([busy("7"), busy("3600"), busy(null)].map((error) => retry(0, error))).toEqual([true, false, true]);
});

it("does not ask for every page of a long list again when somebody comes back to it", () => {
  const client = createQueryClient(() => {});
  const { refetchOnWindowFocus } = client.getDefaultOptions().queries ?? {};
  if (typeof refetchOnWindowFocus !== "function") throw new Error("it is a function");
  const asks = (data: unknown): unknown => {
    client.setQueryData(["list"], data);
    const query = client.getQueryCache().find({ queryKey: ["list"] });
    return query === undefined
      ? null
      : refetchOnWindowFocus(query as Parameters<typeof refetchOnWindowFocus>[0]);
  };
  expect(asks({ segments: [] })).toBe(true);
  expect(asks({ pages: [1, 2, 3], pageParams: [] })).toBe(true);
  expect(asks({ pages: [1, 2, 3, 4], pageParams: [] })).toBe(false);
});
