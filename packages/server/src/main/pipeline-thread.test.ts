import { expect, test } from "vitest";
import { type PipelineThread, startPipelineThread } from "./pipeline-thread.ts";

/** A thread that finds as many people as it is asked about, unless that is nobody: then it never answers. */
const THREAD = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ kind, number, question }) => {
  if (kind === "stop") process.exit(0);
  const { people } = question;
  const found = { offset: 1, at: 1, highest: 1, people: people.length, differences: [] };
  if (people.length > 0) parentPort.postMessage({ kind: "answered", number, found });
});
`;

function start(): PipelineThread {
  return startPipelineThread({
    entry: new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`),
    data: {
      logDir: "",
      stateDir: "",
      secretFile: "",
      dedupeDir: "",
      dedupeDays: 1,
      membershipDir: "",
      membershipBytes: 1,
      engine: { socketPath: "", memoryBytes: 1 },
    },
    onStatus: () => undefined,
    onMembership: () => undefined,
    onFailure: () => undefined,
    onDeath: (error) => {
      throw error;
    },
  });
}

test("a check that is asked while the thread is away is answered by the next thread", async () => {
  const thread = start();
  const order: string[] = [];
  const checks: Promise<number>[] = [];
  await thread.without(async () => {
    checks.push(thread.check([1, 2]).then(({ people }) => order.push(`checked ${people}`)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push("worked");
  });
  await Promise.all(checks);
  expect(order).toEqual(["worked", "checked 2"]);
  await thread.stop();
});

test("a stop waits neither for checks without an answer nor for those behind them", async () => {
  const thread = start();
  const checks = Promise.allSettled([thread.check([]), thread.check([1])]);
  await thread.stop();
  const refused = { status: "rejected", reason: { code: "store_unavailable" } };
  expect(await checks).toMatchObject([refused, refused]);
  await expect(thread.check([1])).rejects.toMatchObject({ code: "store_unavailable" });
});
