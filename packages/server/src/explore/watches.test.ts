import { expect, test } from "vitest";
import { createWatches, type WatchKey } from "./watches.ts";

const idle = { query: () => Promise.resolve([]), reading: () => Promise.resolve(null) };

test("nobody takes the room of all the others, and is told whose questions are too many", async () => {
  const watches = createWatches({ store: idle, elapsed: () => 0, limit: 3, limitOfOne: 2 });
  const ends: (() => void)[] = [];
  const ask = (key: WatchKey): Promise<void> =>
    watches.during(key, () => new Promise<void>((end) => void ends.push(end)));
  const first = ask({ id: "question-1", by: "ada" });
  const second = ask({ id: "question-2", by: "ada" });
  await expect(ask({ id: "question-3", by: "ada" })).rejects.toMatchObject({
    code: "too_many",
    message: expect.stringContaining("your questions"),
    details: { limit: 2 },
  });
  const third = ask({ id: "question-1", by: "bob" });
  await expect(ask({ id: "question-2", by: "bob" })).rejects.toMatchObject({
    code: "too_many",
    details: { limit: 3 },
  });
  for (const end of ends) end();
  await Promise.all([first, second, third]);
  const again = ask({ id: "question-1", by: "ada" });
  ends.at(-1)?.();
  await again;
});
