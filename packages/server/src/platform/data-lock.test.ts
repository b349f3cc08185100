import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { acquireDataLock } from "./data-lock.ts";
import { bundle } from "./testing/bundle.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const root = temporaryFolder("lock");

async function refusal(dir: string): Promise<HabitusError> {
  const error = await acquireDataLock(dir).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HabitusError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

test("one holder at a time; after release the next one gets it", async () => {
  const dir = join(root, "a");
  const lock = await acquireDataLock(dir);
  const error = await refusal(join(root, ".", "a"));
  expect(error.code).toBe("data_in_use");
  expect(error.message).toContain(dir);
  await lock.release();
  await (await acquireDataLock(dir)).release();
});

test("different folders do not disturb each other", async () => {
  const locks = [await acquireDataLock(join(root, "b")), await acquireDataLock(join(root, "c"))];
  for (const lock of locks) await lock.release();
});

test("another process is refused with the holder's id, and gets the lock the moment the holder is killed", async () => {
  const dir = join(root, "d");
  const program = await bundle(join(import.meta.dirname, "testing/hold-data-lock.entry.ts"));
  const holder = spawn(process.execPath, [program, dir], { stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const error = await refusal(dir);
  expect(error.message).toContain(`pid ${holder.pid}`);
  expect(error.details).toEqual({ folder: dir, pid: holder.pid });
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const lock = await acquireDataLock(dir);
  if (process.platform === "linux") expect(readdirSync(dir)).toEqual([]);
  await lock.release();
});
