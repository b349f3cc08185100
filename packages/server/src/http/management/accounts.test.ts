import { type Client, LIMITS } from "@habitus/contract";
import { beforeEach, expect, test } from "vitest";
import { createPeople } from "../../people/people.ts";
import { accountRun } from "../../profiles/testing/account-run.ts";
import { createIdentityReads } from "../../profiles/identity-reads.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

let api: Client;
let run: ReturnType<typeof accountRun>;

beforeEach(async () => {
  run = accountRun();
  const { kv, log, profiles } = run;
  const base = createManagement();
  const { access, jobs, workspace, now } = base.deps;
  const saidOfPeople = createPeople({
    kv,
    log,
    audit: access.audit.record,
    now,
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => workspace.shownNow(),
    profiles,
    identity: createIdentityReads(kv),
    readers: () => [],
    segmentsFor: () => [],
    uploadsDir: "/nowhere",
    pause: () => run.resolve(),
  }).with(jobs);
  const management = createManagement({ ...saidOfPeople, profiles });
  await adminCookie(management);
  api = clientOf(management.app);
  await run.send(
    {
      id: "1",
      time: 10,
      user: "ann",
      device: "phone",
      account: "acme/eu",
      traits: { name: "Acme", seats: 1.5, old: null },
    },
    { id: "2", time: 20, user: "bob", account: "globex" },
    { id: "3", time: 30, user: "bob", account: "acme/eu" },
    { id: "4", time: 40, device: "phone", account: "acme/eu" },
  );
});

const params = { id: "acme/eu" };

test("accounts are listed and searched, one is shown with its traits, a person with their accounts", async () => {
  const { accounts, next } = await api.listAccounts();
  expect([accounts.map(({ id, name, members }) => [id, name, members]), next]).toEqual([
    [
      ["acme/eu", "Acme", 3],
      ["globex", null, 1],
    ],
    null,
  ]);
  const page = await api.listAccounts({ query: { search: "ACM", limit: 1 } });
  expect(page.accounts.map(({ id }) => id)).toEqual(["acme/eu"]);
  expect(await api.getAccount({ params })).toMatchObject({
    id: "acme/eu",
    traits: { name: "Acme", seats: 1.5 },
    traitDetails: { seats: { type: "number", time: "1970-01-01T00:00:00.010Z", source: "k0" } },
    firstSeen: "1970-01-01T00:00:00.010Z",
    lastSeen: "1970-01-01T00:00:00.040Z",
  });
  const { accountTraits } = await api.getVocabulary();
  expect(accountTraits.map(({ path, readings, values }) => [path, readings, values])).toEqual([
    [["name"], ["text"], []],
    [["seats"], ["text", "number", "time"], []],
  ]);
  expect(await api.getPerson({ params: { id: "bob" } })).toMatchObject({
    accounts: [
      { id: "acme/eu", name: "Acme" },
      { id: "globex", name: null },
    ],
    traits: {},
  });
});

test("a trait that no account has is told with the nearest of those they have", async () => {
  const { warnings } = await api.checkSegment({ body: { definition: "in any account (where seets >= 1)" } });
  expect(warnings).toMatchObject([{ code: "unknown_trait", from: 22, to: 27, suggestion: "seats" }]);
  expect(warnings[0]?.message).toContain("the traits of 2 accounts");
});

test("people leave with all their ids, and who is not there makes no difference", async () => {
  const ids = ["phone", "ann", "nobody"];
  const removed = await api.removeAccountMembers({ params, body: { ids } });
  expect(removed).toEqual({ removed: 1, unchanged: 1, inForce: true });
  expect((await api.getAccount({ params })).members).toBe(1);
  expect((await api.getPerson({ params: { id: "ann" } })).accounts).toEqual([]);
  expect((await api.listAudit()).entries[0]).toMatchObject({
    action: "account.remove_members",
    target: "account/acme/eu",
  });
  expect(await api.removeAccountMembers({ params, body: { ids } })).toMatchObject({ removed: 0 });
});

test("what is not there, and too much at once, is refused", async () => {
  const nowhere = { id: "initech" };
  for (const asked of [
    api.getAccount({ params: nowhere }),
    api.listAccountMembers({ params: nowhere }),
    api.removeAccountMembers({ params: nowhere, body: { ids: ["ann"] } }),
  ]) {
    await expect(asked).rejects.toMatchObject({ code: "not_found" });
  }
  const ids = Array.from({ length: LIMITS.accountMembersAtOnce + 1 }, (_, n) => `u${n}`);
  await expect(api.removeAccountMembers({ params, body: { ids } })).rejects.toMatchObject({
    code: "invalid_request",
  });
});
