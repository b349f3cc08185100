import { join } from "node:path";
import { expect, test } from "vitest";
import { describeMembershipStore, transitionOf } from "../../membership/membership-store.contract.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { openEnvironment } from "./environment.ts";
import { openLmdbMembershipStore } from "./lmdb-membership-store.ts";

const root = temporaryFolder("membership");
let opened = 0;
describeMembershipStore("lmdb", async () => openLmdbMembershipStore({ dir: join(root, String(opened++)) }));

test("what was committed is there after a new start, and another opening of it is woken", async () => {
  const dir = join(root, "again");
  const writer = openLmdbMembershipStore({ dir });
  const reader = openLmdbMembershipStore({ dir });
  const woken = reader.transitions.wait(0, 20_000);
  const writes = [{ table: "owners", key: 4, value: Uint8Array.of(1) }] as const;
  await writer.commit({
    position: 9,
    at: 90,
    redact: [],
    transitions: [transitionOf(1, 1), transitionOf(1, 2)],
    writes,
  });
  await woken;
  expect(reader.transitions.read(0, 10).map(({ n }) => n)).toEqual([1, 2]);
  await writer.close();
  await reader.close();
  const again = openLmdbMembershipStore({ dir });
  expect([again.position(), again.transitions.head(), [...(again.get("owners", 4) ?? [])]]).toEqual([
    9,
    2,
    [1],
  ]);
  await again.close();
});

test("what is told is told to every opening, and read from the disk once it is there", async () => {
  const dir = join(root, "told");
  const writer = openLmdbMembershipStore({ dir });
  const reader = openLmdbMembershipStore({ dir });
  const woken = reader.told.wait(0, 20_000);
  writer.tell(1, [transitionOf(1, 1), transitionOf(2, 1)]);
  await woken;
  const people = () => reader.told.read(0, 10).map(({ seq, person, ids }) => [seq, person, ids.length]);
  expect([people(), reader.transitions.head()]).toEqual([
    [
      [1, 1, 1],
      [2, 2, 1],
    ],
    0,
  ]);
  const transitions = [transitionOf(1, 1), transitionOf(2, 1)];
  await writer.commit({ position: 9, at: 90, redact: [2], transitions, writes: [] });
  expect(people()).toEqual([
    [1, 1, 1],
    [2, 2, 0],
  ]);
  await writer.close();
  await reader.close();
});

/** As a program of format 1 leaves its position behind. */
const META_1 = '{"format":1,"position":9,"at":90,"head":0}';

test("parts that a program of format 1 has not kept up are never read, and go with the next commit", async () => {
  const dir = join(root, "formats");
  const writes = [
    { table: "parts", key: 4, value: Uint8Array.of(1) },
    { table: "part_states", key: 5, value: Uint8Array.of(2) },
    { table: "owners", key: 6, value: Uint8Array.of(3) },
  ] as const;
  const step = { position: 8, at: 80, redact: [], transitions: [] } as const;
  const first = openLmdbMembershipStore({ dir });
  await first.commit({ ...step, writes });
  expect([...first.scan("parts")]).toHaveLength(1);
  await first.close();
  const older = openEnvironment<Buffer, Buffer>({ dir, keys: "binary", values: "binary" });
  await older.put(Buffer.of(0x01), Buffer.from(META_1));
  await older.close();

  const again = openLmdbMembershipStore({ dir });
  const tables = () =>
    (["parts", "part_states", "owners"] as const).map((table) => [...again.scan(table)].length);
  expect([again.position(), again.get("part_states", 5), ...tables()]).toEqual([9, undefined, 0, 0, 1]);
  await again.commit({
    ...step,
    position: 10,
    writes: [{ table: "parts", key: 7, value: Uint8Array.of(4) }],
  });
  expect([[...again.scan("parts")].map(({ key }) => key), ...tables()]).toEqual([[7], 1, 0, 1]);
  await again.close();
});
