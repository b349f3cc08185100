import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

type Job = { readonly id: string; readonly state: string; readonly result: unknown };
type Outcome = { readonly job: Job | null; readonly list: { readonly members: number } };
type Members = { readonly count: number; readonly people: readonly { readonly ids: readonly string[] }[] };

const PEOPLE = 20_000;

async function upload(server: RealServer, ids: Iterable<string>): Promise<Outcome> {
  const answer = await fetch(`${server.url}/api/lists/beta/upload?mode=replace&name=Beta`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "text/csv" },
    body: `id\n${[...ids].join("\n")}\n`,
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Outcome;
}

async function ended(server: RealServer, id: string): Promise<Job> {
  for (;;) {
    const job = await server.api<Job>("GET", `/api/jobs/${id}`);
    if (job.state === "done" || job.state === "failed") return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test("a long list comes in by a job that a kill does not harm, and is left as a whole", {
  timeout: 180_000,
}, async () => {
  const dataDir = temporaryFolder("lists");
  let server = await startRealServer({ dataDir });
  const members = async (): Promise<Members> => {
    await drained(server);
    return server.api<Members>("GET", "/api/lists/beta/members?limit=1");
  };
  const call = { type: "track", event: "Viewed", userId: "u1", anonymousId: "phone" };
  await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
    body: JSON.stringify({ batch: [call] }),
  });
  const ids = Array.from({ length: PEOPLE }, (_, n) => `u${n}`);
  const { job } = await upload(server, ids);
  expect(job).not.toBeNull();
  await server.kill();
  server = await startRealServer({ dataDir });
  expect(await ended(server, job?.id ?? "")).toMatchObject({ state: "done", result: { list: "beta" } });
  expect((await members()).count).toBe(PEOPLE);
  const small = await upload(server, ["phone", "u5", "new"]);
  const figures = { removed: PEOPLE - 2, unchanged: 2, added: 1, unknown: 1 };
  expect(await ended(server, small.job?.id ?? "")).toMatchObject({ state: "done", result: figures });
  expect((await members()).count).toBe(3);
  expect(await server.stop()).toBe(0);
});
