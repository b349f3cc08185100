import { readdirSync } from "node:fs";
import { ApiError, type Client, LIMITS } from "@habitus/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { createJobs } from "../../jobs/jobs.ts";
import { createPeople } from "../../people/people.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { identityRun } from "../../profiles/testing/identity-run.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

let api: Client;
let run: ReturnType<typeof identityRun>;
let used: readonly string[] = [];
const uploadsDir = temporaryFolder("uploads");

beforeEach(async () => {
  run = identityRun();
  const { kv, log, profiles, reads: identity, resolve } = run;
  const base = createManagement();
  const { access, workspace, now } = base.deps;
  const audit = access.audit.record;
  const people = createPeople({
    kv,
    log,
    audit,
    now,
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => workspace.shownNow(),
    profiles,
    identity,
    readers: () => used.map((key) => ({ kind: "segments", key, traits: ["$list/beta"], leaves: [] })),
    segmentsFor: () => [],
    uploadsDir,
    pause: resolve,
  });
  const onFailure = (job: string, error: unknown) => expect.fail(`${job}: ${String(error)}`);
  const jobs = createJobs({ kv, now, audit, kinds: people.kinds, onFailure });
  const management = createManagement({ ...people.with(jobs), jobs, profiles });
  await adminCookie(management);
  api = clientOf(management.app);
  used = [];
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.code : String(error);
}

const params = { key: "beta" };

describe("lists over the management API", () => {
  test("a list is made, changed, uploaded to and deleted", async () => {
    const made = await api.replaceList({ params, body: { name: "Beta testers", members: ["ann", "bob"] } });
    expect(made).toMatchObject({
      list: { key: "beta", name: "Beta testers", version: 1, members: 2 },
      change: { added: 2, unknown: 2, inForce: true },
      job: null,
    });
    const changed = await api.changeListMembers({ params, body: { add: ["cid"], remove: ["ann"] } });
    expect(changed).toMatchObject({ list: { version: 2, members: 2 }, change: { added: 1, removed: 1 } });
    const file = 'user_id,name\nbob,Bob\n"dan",Dan\nnull,\n';
    const uploaded = await api.uploadList({ params, query: { mode: "replace" }, file });
    expect(uploaded).toMatchObject({
      list: { members: 2 },
      change: { added: 1, removed: 1, unchanged: 1, refused: 1 },
    });
    expect((await api.listLists()).lists.map(({ key, members }) => [key, members])).toEqual([["beta", 2]]);
    used = ["vip"];
    expect(await codeOf(api.deleteList({ params }))).toBe("in_use");
    used = [];
    expect(await api.deleteList({ params })).toMatchObject({ list: { members: 0 }, change: { removed: 2 } });
    expect(await codeOf(api.getList({ params }))).toBe("not_found");
    const again = await api.replaceList({ params, body: { name: "Beta", members: [] } });
    expect(again.list).toMatchObject({ version: 5, members: 0 });
  });

  test("people come and go by one job where one of both is long, and its files go with it", async () => {
    await api.replaceList({ params, body: { name: "Beta", members: ["ann", "bob", "cid"] } });
    // The length of what is said counts, not how many people it names.
    const add = Array.from({ length: LIMITS.listMembersAtOnce + 1 }, () => "dan");
    const { change, job } = await api.changeListMembers({ params, body: { remove: ["ann", "bob"], add } });
    expect(change).toBeNull();
    const ended = async () => {
      for (;;) {
        const now = await api.getJob({ params: { id: job?.id ?? "" } });
        if (now.finishedAt !== null) return now;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    expect(await ended()).toMatchObject({ state: "done", result: { list: "beta", added: 1, removed: 2 } });
    expect((await api.getList({ params })).members).toBe(2);
    expect(readdirSync(uploadsDir)).toEqual([]);
  });

  test("nothing happens to a list that is not there", async () => {
    const before = run.log.head().offset;
    expect(await codeOf(api.changeListMembers({ params, body: { add: ["ann"] } }))).toBe("not_found");
    expect(await codeOf(api.uploadList({ params, query: { mode: "add" }, file: "ann\n" }))).toBe("not_found");
    expect(await codeOf(api.listListMembers({ params }))).toBe("not_found");
    expect(run.log.head().offset).toBe(before);
  });
});

describe("subscriptions over the management API", () => {
  test("a person subscribes to a group there is", async () => {
    await run.send([10, { user: "ann" }]);
    const body = { name: "News", otherwise: true, rev: 0 };
    expect(await api.editSubscriptionGroup({ params: { key: "news" }, body })).toMatchObject({ rev: 1 });
    expect(await codeOf(api.editSubscriptionGroup({ params: { key: "news" }, body }))).toBe("conflict");
    const to = (group: string) => ({ params: { id: "ann", group }, body: { subscribed: false } });
    expect(await api.setPersonSubscription(to("news"))).toMatchObject({ inForce: true });
    expect(await codeOf(api.setPersonSubscription(to("other")))).toBe("not_found");
    const { traits } = run.profiles.profile(run.person("ann")) ?? { traits: [] };
    expect(traits.map(({ name, value }) => [name, value])).toEqual([["$subscription/news", "false"]]);
    await api.deleteSubscriptionGroup({ params: { key: "news" } });
    expect((await api.listSubscriptionGroups()).groups).toEqual([]);
  });
});
