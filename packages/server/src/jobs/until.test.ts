import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createPacedWriter, untilResolved } from "./until.ts";

test("what a job writes is so many steps ahead at the most, and waits where the log is busy", async () => {
  let written = 0;
  let resolved = 0;
  let busy = 0;
  const looks: string[] = [];
  const job = { progress: () => Promise.resolve(void looks.push("look")) };
  const deps = {
    resolved: () => resolved,
    pause: () => {
      resolved++;
      return Promise.resolve();
    },
  };
  const read = (record: number) => untilResolved(deps, record, job);
  const write = createPacedWriter(deps, job, { ahead: 2, read });
  const once = () =>
    write(() => {
      if (busy-- > 0) return Promise.reject(new HabitusError("log_busy", "Later."));
      return Promise.resolve({ offset: ++written });
    });
  expect([await once(), await once(), resolved]).toEqual([{ offset: 1 }, { offset: 2 }, 0]);
  await once();
  expect([written, resolved, looks.length]).toEqual([3, 1, 1]);
  busy = 3;
  await once();
  // One look for the second record, which is read, and one for each time the log was busy.
  expect([written, looks.length]).toEqual([4, 5]);
  const full = write(() => Promise.reject(new HabitusError("storage_full", "No room.")));
  await expect(full).rejects.toMatchObject({ code: "storage_full" });
});
