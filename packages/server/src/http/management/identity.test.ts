import { ApiError, type Client, type IdKindEdit, LIMITS } from "@habitus/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { ID_KIND_PRESETS } from "../../people/id-kind-presets.ts";
import { IDENTITY_LIMITS } from "../../profiles/identity.ts";
import { identityRun } from "../../profiles/testing/identity-run.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

const limits = { ...IDENTITY_LIMITS, heldAbove: { user: 100, anonymous: 2 } };
let run: ReturnType<typeof identityRun>;
/** Every answer it gets is compared with the table's schema. */
let api: Client;

beforeEach(async () => {
  run = identityRun(limits);
  const { profiles, reads, changes, kinds: idKinds } = run;
  const management = createManagement({ profiles, identity: { reads, changes }, idKinds });
  await adminCookie(management);
  api = clientOf(management.app);
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.code : String(error);
}

describe("identity over the management API", () => {
  test("a merge is listed, undone and lifted, and the audit tells of it", async () => {
    await run.send([10, { device: "phone" }], [20, { user: "ann", device: "phone" }]);
    const [merge] = await api.listPersonMerges({ params: { id: "ann" } });
    expect(merge).toEqual({
      id: "1-2-call",
      at: "1970-01-01T00:00:00.020Z",
      cause: "same call",
      between: [
        { kind: "anonymous", value: "phone" },
        { kind: "user", value: "ann" },
      ],
      nodes: [{ kind: "user", value: "ann" }],
      undone: null,
    });
    const body = { merge: merge?.id ?? "" };
    expect(await api.unmergePerson({ params: { id: "ann" }, body })).toEqual({ offset: 2, inForce: true });
    await run.send([30, { user: "ann", device: "phone" }]);
    expect((await api.getPerson({ params: { id: "ann" } })).ids).toEqual([{ kind: "user", value: "ann" }]);
    const [undone] = await api.listPersonMerges({ params: { id: "phone" } });
    expect(undone).toMatchObject({ id: body.merge, undone: { by: { kind: "token" } } });
    expect(await codeOf(api.unmergePerson({ params: { id: "ann" }, body }))).toBe("already_undone");
    await api.liftUnmerge({ params: { id: "ann" }, body });
    expect((await api.getPerson({ params: { id: "ann" } })).ids).toHaveLength(2);
    expect(await codeOf(api.liftUnmerge({ params: { id: "ann" }, body }))).toBe("not_found");
    const { entries } = await api.listAudit({ query: { limit: 2 } });
    expect(entries.map(({ action, target, after }) => [action, target, after])).toEqual([
      ["person.lift_unmerge", "person/p2", { merge: "1-2-call", offset: 4 }],
      ["person.unmerge", "person/p1", { merge: "1-2-call", offset: 2 }],
    ]);
  });

  test("an unknown person or merge is not found", async () => {
    await run.send([10, { user: "ann" }]);
    const body = { merge: "1-2-call" };
    expect(await codeOf(api.listPersonMerges({ params: { id: "bob" } }))).toBe("not_found");
    expect(await codeOf(api.unmergePerson({ params: { id: "bob" }, body }))).toBe("not_found");
    expect(await codeOf(api.unmergePerson({ params: { id: "ann" }, body }))).toBe("not_found");
    expect(run.log.head().offset).toBe(1);
  });

  test("a held id is listed and decided about", async () => {
    for (const n of [1, 2, 3]) await run.send([n, { user: `u${n}`, device: "kiosk" }]);
    const [held] = await api.listHeldIds();
    expect(held).toMatchObject({
      identifier: { kind: "anonymous", value: "kiosk" },
      neighbours: 3,
      state: "waiting",
    });
    const params = { id: held?.id ?? "" };
    expect(await api.decideHeldId({ params, body: { decision: "allow" } })).toMatchObject({ inForce: true });
    expect((await api.listHeldIds())[0]?.state).toBe("allowed");
    expect((await api.getPerson({ params: { id: "u1" } })).ids).toHaveLength(2);
    await api.decideHeldId({ params, body: { decision: "refuse" } });
    expect((await api.getPerson({ params: { id: "u1" } })).ids).toHaveLength(1);
    expect(await codeOf(api.decideHeldId({ params: { id: "i999" }, body: { decision: "allow" } }))).toBe(
      "not_found",
    );
  });
});

describe("kinds of ids over the management API", () => {
  const { key: _, ...EMAIL } = ID_KIND_PRESETS[0] ?? { key: "" };
  const email = { ...EMAIL, sources: [{ from: "trait", name: "email" }] } as IdKindEdit;

  test("what stands where ids are read and is none opens who has said it, page by page", async () => {
    const params = { key: "email" };
    await api.editIdKind({ params, body: { ...email, rev: 0 } });
    await run.send(
      [1, { user: "ann", traits: { email: "ann at shop" } }],
      [2, { user: "bob", traits: { email: "bob" } }],
      [3, { user: "cy", traits: { email: "cy@shop.co" } }],
    );
    expect((await api.listIdKinds()).kinds[0]?.unread).toMatchObject([{ count: 2, under: 2, shape: "xxx" }]);
    const source = { from: "trait", name: "email" } as const;
    const first = await api.listUnreadPeople({ params, query: { ...source, limit: 1 } });
    expect(first).toMatchObject({ count: 2, people: [{ id: "p1", ids: ["ann"] }], next: "p1" });
    const second = await api.listUnreadPeople({ params, query: { ...source, after: first.next ?? "" } });
    expect(second).toMatchObject({ count: 2, people: [{ ids: ["bob"] }], next: null });
    const other = await api.listUnreadPeople({ params, query: { ...source, name: "mail" } });
    expect(other).toEqual({ count: 0, people: [], next: null });
    const wrong = api.listUnreadPeople({ params, query: { ...source, after: "x" } });
    expect(await codeOf(wrong)).toBe("invalid_cursor");
  });

  test("a preset is turned on, joins who is known and who comes, is changed and turned off; the audit tells of it", async () => {
    await run.send([1, { user: "ann", traits: { email: "ann@shop.co" } }]);
    const before = await api.listIdKinds();
    expect(before.own.map(({ key }) => key)).toEqual(["user", "anonymous"]);
    expect([before.kinds, before.job]).toEqual([[], null]);
    expect(before.presets.map(({ key }) => key)).toEqual(["email", "phone", "loyalty", "device"]);
    const params = { key: "email" };
    const made = await api.editIdKind({ params, body: { ...email, rev: 0 } });
    expect(made).toMatchObject({ inForce: true, job: { kind: "id-kinds" } });
    await expect.poll(() => run.kinds.left()).toBeNull();
    await run.send([2, { device: "phone", traits: { email: "ANN@shop.co" } }]);
    const joined = { kind: "email", value: "ann@shop.co" };
    expect((await api.getPerson({ params: { id: "ann@SHOP.co" } })).ids).toContainEqual(joined);
    const { people } = await api.listPeople({ query: { search: "ANN@" } });
    expect(people.map(({ ids }) => ids.length)).toEqual([3]);
    const merges = await api.listPersonMerges({ params: { id: "phone" } });
    expect(merges.map(({ cause }) => cause)).toEqual(["email", "email"]);

    expect(await codeOf(api.editIdKind({ params, body: { ...email, rev: 0 } }))).toBe("conflict");
    const rev = (await api.listIdKinds()).kinds[0]?.rev ?? 0;
    const text = { ...email, format: "text", rev } as const;
    expect(await codeOf(api.editIdKind({ params, body: text }))).toBe("invalid_request");
    await api.turnOffIdKind({ params });
    await expect.poll(() => run.kinds.left()).toBeNull();
    expect((await api.getPerson({ params: { id: "ann" } })).ids).toHaveLength(1);
    expect(await codeOf(api.turnOffIdKind({ params }))).toBe("not_found");
    expect((await api.listIdKinds()).kinds).toMatchObject([{ key: "email", isOn: false }]);
    const { entries } = await api.listAudit({ query: { limit: 10 } });
    const told = entries.filter(({ action }) => action === "id_kind.change");
    expect(told.map(({ target, after }) => [target, after?.["isOn"]])).toEqual([
      ["id-kind/email", false],
      ["id-kind/email", true],
    ]);
  });

  test("a key that means something else, and too many kinds, are refused", async () => {
    const edit = (key: string) => api.editIdKind({ params: { key }, body: { ...email, rev: 0 } });
    for (const key of ["user", "alias", "E-mail", ""]) {
      expect(["invalid_request", "not_found", "method_not_allowed"]).toContain(await codeOf(edit(key)));
    }
    for (let n = 0; n < LIMITS.idKinds; n++) await edit(`kind_${n}`);
    expect(await codeOf(edit("one_more"))).toBe("too_many");
  });
});
