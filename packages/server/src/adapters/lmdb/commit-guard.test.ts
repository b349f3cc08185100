import { join } from "node:path";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { CommitGuard } from "./commit-guard.ts";
import { createEnvironment } from "./environment.ts";

const root = temporaryFolder("guard");
let opened = 0;

function open(options?: ConstructorParameters<typeof CommitGuard>[2]): {
  readonly guard: CommitGuard;
  readonly environment: ReturnType<typeof createEnvironment<string, Buffer>>;
} {
  const dir = join(root, String(opened++));
  const environment = createEnvironment<string, Buffer>(
    { dir, keys: "binary", values: "string" },
    () => undefined,
  );
  return { guard: new CommitGuard(dir, environment, options), environment };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof HabitusError ? error.code : String(error);
}

const failed = (code: number): Promise<never> => {
  const commitError = Promise.reject(Object.assign(new Error("the reason"), { code }));
  return Promise.reject(Object.assign(new Error("Commit failed"), { commitError }));
};

test("what lmdb hides in its second promise is told, and later commits go on", async () => {
  const { guard, environment } = open();
  expect(await codeOf(guard.run(1, () => failed(28)))).toBe("storage_full");
  expect(await codeOf(guard.run(1, () => failed(-30_792)))).toBe("storage_full");
  expect(await codeOf(guard.run(1, () => failed(5)))).toBe("storage_failed");
  expect(await guard.run(1, async () => "fine")).toBe("fine");
  await environment.close();
});

test("more bytes than the disk has are refused before the commit is tried", async () => {
  const { guard, environment } = open();
  const commit = async (): Promise<never> => expect.fail("tried");
  expect(await codeOf(guard.run(1e18, commit))).toBe("storage_full");
  await environment.close();
});

test("a bug inside a commit stays a bug", async () => {
  const { guard, environment } = open();
  const commit = async (): Promise<never> => {
    throw new TypeError("a bug");
  };
  await expect(guard.run(1, commit)).rejects.toThrow(TypeError);
  expect(await guard.run(1, async () => "fine")).toBe("fine");
  await environment.close();
});

test("an environment that lmdb has given up is told once and never written to again", async () => {
  const told: string[] = [];
  const { guard, environment } = open({ onGivenUp: ({ code }) => told.push(code) });
  await environment.close();
  expect(await codeOf(guard.run(1, () => failed(28)))).toBe("storage_failed");
  const commit = async (): Promise<never> => expect.fail("tried");
  expect(await codeOf(guard.run(1, commit))).toBe("storage_failed");
  expect(told).toEqual(["storage_failed"]);
});

test("a commit that never ends is given up, and the environment with it", async () => {
  const told: string[] = [];
  const { guard, environment } = open({ timeoutMs: 20, onGivenUp: ({ code }) => told.push(code) });
  expect(await codeOf(guard.run(1, () => new Promise(() => undefined)))).toBe("storage_failed");
  expect(await codeOf(guard.run(1, async () => "fine"))).toBe("storage_failed");
  expect(told).toEqual(["storage_failed"]);
  await environment.close();
});

test("what closing an environment cuts off is refused and told to nobody", async () => {
  const told: string[] = [];
  const { guard, environment } = open({ timeoutMs: 20, onGivenUp: ({ code }) => told.push(code) });
  const cutOff = codeOf(guard.run(1, () => new Promise(() => undefined)));
  guard.end();
  await environment.close();
  expect(await cutOff).toBe("storage_failed");
  expect(told).toEqual([]);
});
