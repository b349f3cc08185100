import { expect, test } from "vitest";
import { transitionOf } from "../../../../membership/membership-store.contract.ts";
import { createMemoryMembershipStore } from "../../../../membership/memory-membership-store.ts";
import { checkTold, neverTold } from "./told-places.ts";

const { signal } = new AbortController();

async function worldOf() {
  const store = createMemoryMembershipStore();
  const at = { log: 5, membership: 3 };
  const commit = () =>
    store.commit({ position: 1, at: 1, transitions: [transitionOf(1, 1)], writes: [], redact: [] });
  const stages = () =>
    Object.entries(at).map(([name, position]) => ({
      name,
      ready: true,
      position,
      lag: 0,
      lagMs: 0,
      detail: null,
    }));
  await commit();
  return { at, commit, deps: { told: store.told, stages } };
}

test("a place ahead of the log is refused once all is there that it can have been told of", async () => {
  const { at, deps } = await worldOf();
  await checkTold(deps, 1, signal);
  const isNever = neverTold(deps, 2);
  expect(isNever()).toBe(false);
  // What comes later cannot have been told before.
  at.log = 9;
  at.membership = 5;
  expect(isNever()).toBe(true);
  at.membership = 9;
  await expect(checkTold(deps, 2, signal)).rejects.toMatchObject({ code: "invalid_cursor" });
});

test("a place that was told before a crash is waited for until it has come again", async () => {
  const { at, commit, deps } = await worldOf();
  const isNever = neverTold(deps, 2);
  const checked = checkTold(deps, 2, signal);
  await commit();
  at.membership = 5;
  await checked;
  expect(isNever()).toBe(false);
});
