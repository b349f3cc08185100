import { join } from "node:path";
import { expect, test } from "vitest";
import { describeMembershipStore, transitionOf } from "../../membership/membership-store.contract.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
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
