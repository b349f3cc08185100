import { expect, test } from "vitest";
import type { FoundNode } from "../../profiles/profile-reads.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

const { deps } = createManagement();

test("nobody is guessed at where a text is an id of several people: nothing is said, told or deleted", async () => {
  const both: readonly FoundNode[] = [1, 2].map((person) => {
    return { node: person, person, id: { kind: "user", value: `user-${person}` } };
  });
  const management = createManagement({
    profiles: { ...deps.profiles, findAll: (id) => (id === "both" ? both : deps.profiles.findAll(id)) },
  });
  await adminCookie(management);
  const api = clientOf(management.app);
  const group = { name: "News", otherwise: false, rev: 0 };
  await api.editSubscriptionGroup({ params: { key: "news" }, body: group });
  const refused = {
    code: "several_people",
    fix: expect.stringContaining("p1, p2"),
    details: { people: ["p1", "p2"] },
  };
  const params = { id: "both" };
  const said = { purpose: "ads", allowed: false, source: "desk" };
  await expect(api.sayPersonConsent({ params, body: said })).rejects.toMatchObject(refused);
  await expect(api.exportPerson({ params })).rejects.toMatchObject(refused);
  const subscription = { params: { ...params, group: "news" }, body: { subscribed: true } };
  await expect(api.setPersonSubscription(subscription)).rejects.toMatchObject(refused);
});
