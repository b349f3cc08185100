import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

type DeadLetters = {
  readonly deadLetters: readonly { readonly id: string; readonly reason: string; readonly payload: string }[];
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
};
type Replay = { readonly accepted: number; readonly rejected: readonly { readonly reason: string }[] };
type Events = { readonly events: readonly { readonly name: string }[] };

test("the good part of a batch goes through; the bad part is listed with its reason and replayed by API", async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("dead-letters") });
  const post = async (batch: readonly object[]): Promise<void> => {
    const body = JSON.stringify({ writeKey: WRITE_KEY, batch });
    const answer = await fetch(`${server.url}/v1/batch`, { method: "POST", body });
    expect([answer.status, await answer.text()]).toEqual([200, `{"success":true}`]);
    await drained(server);
  };
  const track = { type: "track", event: "Sent", userId: "u1" };

  await post([track, { ...track, userId: "" }, track]);
  const first = await server.api<DeadLetters>("GET", "/api/dead-letters");
  expect(first.reasons).toEqual([{ reason: "no_user_anon_id", count: 1 }]);
  expect(JSON.parse(first.deadLetters[0]?.payload ?? "")).toEqual({ ...track, userId: "" });
  const bad = `/api/dead-letters/${first.deadLetters[0]?.id ?? ""}`;
  expect(await server.api<Replay>("POST", `${bad}/replay`)).toMatchObject({
    accepted: 0,
    rejected: [{ reason: "no_user_anon_id" }],
  });
  await server.api("DELETE", bad);

  // Too many for one batch, but nothing is wrong with any of them.
  await post(Array.from({ length: 2_501 }, () => ({ ...track, userId: "u2" })));
  const [whole] = (await server.api<DeadLetters>("GET", "/api/dead-letters")).deadLetters;
  expect(whole?.reason).toBe("batch_too_long");
  const replay = `/api/dead-letters/${whole?.id ?? ""}/replay`;
  expect(await server.api<Replay>("POST", replay)).toEqual({ accepted: 2_501, rejected: [], dropped: [] });
  await expect(server.api("POST", replay)).rejects.toThrow("409");
  await drained(server);

  const eventsOf = async (userId: string): Promise<Events> =>
    server.api<Events>("GET", `/api/people/${userId}/events?limit=500`);
  expect((await eventsOf("u1")).events).toHaveLength(2);
  const counted = await server.api<{ readonly count: number }>("POST", "/api/segments/evaluate", {
    definition: 'did "Sent" at least 2501 times',
  });
  expect(counted.count).toBe(1);
  expect(await server.stop()).toBe(0);
});
