import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, segmentOf } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

const EMAIL = "olena.planted@mail.example";
const PHONE = "+380501112233";
const NAME = "Olena Plantedova";
const IP = "203.0.113.77";
/** None of it may be told to whoever reads what the server writes, nor a part that tells who it is. */
const PLANTED = [EMAIL, PHONE, NAME, IP, "olena", "Plantedova", "0501112233"];

const BASIC = `Basic ${btoa(`${WRITE_KEY}:`)}`;
const person = { userId: EMAIL, anonymousId: PHONE };
const traits = { email: EMAIL, phone: PHONE, name: NAME };
const context = { ip: IP, traits };

async function call(server: RealServer, method: string, path: string, body?: string): Promise<number> {
  const authorization = path.startsWith("/api") ? `Bearer ${ADMIN_TOKEN}` : BASIC;
  const headers = { authorization, "content-type": "application/json", "x-forwarded-for": IP };
  const answer = await fetch(server.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  }).catch(() => null);
  await answer?.arrayBuffer().catch(() => null);
  return answer?.status ?? 0;
}

const post = (server: RealServer, path: string, body: unknown): Promise<number> =>
  call(server, "POST", path, JSON.stringify(body));

/** Everything that tracking takes and refuses. */
async function track(server: RealServer): Promise<void> {
  const good = { ...person, context, properties: traits, event: NAME };
  expect(await post(server, "/v1/identify", { ...person, context, traits })).toBe(200);
  expect(await post(server, "/v1/alias", { userId: "u2", previousId: EMAIL })).toBe(200);
  const batch = ["track", "page", "nonsense", 7].map((type) => ({ type, ...good }));
  await post(server, "/v1/batch", { batch: [...batch, { ...good, type: "track", event: 7 }], context });
  await post(server, "/v1/track", { ...good, timestamp: NAME });
  await post(server, "/v1/track", { ...good, messageId: { [EMAIL]: PHONE } });
  expect(await call(server, "POST", "/v1/track", `{"userId":"${EMAIL}","event":"${NAME}`)).toBe(400);
  expect(await call(server, "POST", `/v1/${encodeURIComponent(EMAIL)}`, "{}")).toBe(404);
  const key = `Basic ${btoa(`${EMAIL}:`)}`;
  const refused = await fetch(`${server.url}/v1/track`, {
    method: "POST",
    headers: { authorization: key },
    body: "{}",
  });
  expect(refused.status).toBe(401);
}

/** Everything that is asked of a person, by ids that are theirs, and what of it is refused. */
async function ask(server: RealServer): Promise<void> {
  for (const id of [EMAIL, PHONE, NAME].map(encodeURIComponent)) {
    for (const rest of ["", "/export", "/merges", "/why", "/consent", `/traits/${id}`]) {
      await call(server, "GET", `/api/people/${id}${rest}`);
    }
    await post(server, `/api/people/${id}/unmerge`, { merge: EMAIL });
    await call(server, "PUT", `/api/people/${id}/subscriptions/${id}`, JSON.stringify({ [NAME]: PHONE }));
  }
  for (const definition of [
    `email is "${EMAIL}"`,
    `email is "${EMAIL}`,
    `"${NAME}" did ${PHONE}`,
    `sum of "${EMAIL}"`,
  ]) {
    await post(server, "/api/segments/evaluate", { definition, purpose: "test" });
    await post(server, "/api/segments", segmentOf("x", definition));
  }
  expect(await call(server, "POST", "/api/segments", `{"name":"${NAME}`)).toBe(400);
  await call(server, "PUT", "/api/lists/beta", JSON.stringify({ name: NAME, members: [EMAIL, PHONE] }));
}

/** A file with a row that has a mistake, and one that cannot be read to its end: the job fails. */
async function importFiles(server: RealServer): Promise<void> {
  const head = "user_id,event,timestamp,note\n";
  const bodies = [
    `${head}${EMAIL},Bought,${NAME},${PHONE}\n`,
    `${head}${EMAIL},Bought,2026-01-01T00:00:00Z,a\n${EMAIL},"${NAME} ${PHONE}`,
    `{"${EMAIL}": "${NAME}`,
  ];
  for (const body of bodies) {
    const name = encodeURIComponent(`${NAME}.csv`);
    const answer = await fetch(`${server.url}/api/imports/files?name=${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/octet-stream" },
      body,
    });
    if (!answer.ok) continue;
    const { id, guess } = (await answer.json()) as { readonly id: string; readonly guess: unknown };
    await post(server, "/api/imports", { file: id, mode: "run", mapping: guess });
  }
  const isOpen = async (): Promise<boolean> => {
    type Jobs = { readonly jobs: readonly { readonly finishedAt: string | null }[] };
    const { jobs } = await server.api<Jobs>("GET", "/api/jobs?limit=50");
    return jobs.some(({ finishedAt }) => finishedAt === null);
  };
  await expect.poll(isOpen, { timeout: 20_000 }).toBe(false);
}

/** The event store dies under questions that name the person. */
async function askWhileTheEngineDies(server: RealServer): Promise<void> {
  const pid = server.child.pid ?? 0;
  const asked = [1, 2, 3].flatMap(() => [
    call(server, "GET", `/api/people/${encodeURIComponent(EMAIL)}/export`),
    post(server, "/api/segments/evaluate", { definition: `email is "${EMAIL}"`, purpose: "test" }),
  ]);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  for (const child of children) process.kill(Number(child), "SIGKILL");
  await Promise.all(asked);
  await expect.poll(() => server.stderr(), { timeout: 20_000 }).toContain("the event store's engine ended");
}

test("nothing that the server writes tells who anybody is: not of what it takes, refuses or fails at", {
  timeout: 120_000,
}, async () => {
  const dataDir = temporaryFolder("logged");
  const env = { HABITUS_LOG_LEVEL: "debug" };
  const server = await startRealServer({ dataDir, env });
  await server.api("POST", "/api/segments", segmentOf("all", `did "${NAME}"`));
  await isLive(server, "all");
  await track(server);
  await drained(server);
  await ask(server);
  await importFiles(server);
  await askWhileTheEngineDies(server);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  await server.kill();
  const again = await startRealServer({ dataDir, env });
  await drained(again);
  expect(await call(again, "POST", `/api/people/${encodeURIComponent(EMAIL)}/erase`)).toBe(202);
  expect(await again.stop()).toBe(0);

  const written = [server, again].map((each) => each.stdout() + each.stderr()).join("") + metrics;
  expect(written).toContain("listening");
  expect(PLANTED.filter((value) => written.toLowerCase().includes(value.toLowerCase()))).toEqual([]);
});
