import { LIMITS } from "@habitus/contract";
import { describe, expect, test } from "vitest";
import { createIdKinds } from "./id-kind-changes.ts";
import type { KindRule } from "./id-kinds.ts";
import { encodeIdentityCommand } from "./identity-command.ts";
import { identityRun } from "./testing/identity-run.ts";

const ADA = { kind: "user", id: "u1", name: "Ada" } as const;
const EMAIL: KindRule = {
  key: "email",
  format: "email",
  sources: [
    { from: "trait", name: "email" },
    { from: "external_id", type: "email" },
  ],
  perPerson: 2,
  joins: "anonymous",
  heldAbove: 4,
};

describe("where a kind of ids is read", () => {
  test("more is added, in any order; nothing is taken away, be the kind on or off", async () => {
    const { kinds } = identityRun();
    const { after: first } = await kinds.put(EMAIL, 0, ADA);
    const more: KindRule = {
      ...EMAIL,
      sources: [{ from: "property", path: "customer.email" }, ...EMAIL.sources.toReversed()],
    };
    const { after } = await kinds.put(more, first.rev, ADA);
    const less = { ...EMAIL, sources: more.sources.slice(0, 2) };
    const refusal = {
      code: "invalid_request",
      fix: "Make another kind with another key, and turn this one off.",
      details: { problems: [{ path: "sources", message: 'The trait "email" is missing.' }] },
    };
    await expect(kinds.put(less, after.rev, ADA)).rejects.toMatchObject(refusal);
    const off = await kinds.turnOff("email", ADA);
    await expect(kinds.put(less, off.after.rev, ADA)).rejects.toMatchObject(refusal);
    expect(kinds.list()).toMatchObject([{ sources: more.sources, isOn: false }]);
  });
});

describe("while people are not put together up to what was said last", () => {
  const behind = () => {
    const { kv, log, reads, resolve } = identityRun();
    return { kinds: createIdKinds({ kv, log, reads, pause: () => Promise.resolve() }), resolve };
  };

  test("the next change is checked against it, and each tells what was before it and after", async () => {
    const { kinds, resolve } = behind();
    const made = await kinds.put(EMAIL, 0, ADA);
    expect(made).toMatchObject({ inForce: false, before: null, after: { ...EMAIL, isOn: true, rev: 1 } });
    await expect(kinds.put({ ...EMAIL, perPerson: 9 }, 0, ADA)).rejects.toMatchObject({
      code: "conflict",
      details: { rev: 1 },
    });
    const text = { ...EMAIL, format: "text" } as const;
    await expect(kinds.put(text, 1, ADA)).rejects.toMatchObject({ code: "invalid_request" });
    const changed = await kinds.put({ ...EMAIL, perPerson: 9 }, 1, ADA);
    expect([changed.before, changed.after.perPerson]).toEqual([made.after, 9]);
    const off = await kinds.turnOff("email", ADA);
    expect(off).toMatchObject({ before: changed.after, after: { isOn: false, rev: 3 } });
    await expect(kinds.turnOff("email", ADA)).rejects.toMatchObject({ code: "not_found" });
    const said = kinds.list();
    await resolve();
    expect([said, kinds.list()]).toEqual([[off.after], [off.after]]);
  });

  test("those that were just made count towards how many there may be", async () => {
    const { kinds } = behind();
    for (let n = 0; n < LIMITS.idKinds; n++) await kinds.put({ ...EMAIL, key: `kind_${n}` }, 0, ADA);
    await expect(kinds.put(EMAIL, 0, ADA)).rejects.toMatchObject({ code: "too_many" });
  });
});

test("a record with another format than the kind has is passed over", async () => {
  const { kinds, append, ids, send } = identityRun();
  await kinds.put(EMAIL, 0, ADA);
  const rule = { ...EMAIL, format: "text", perPerson: 1 } as const;
  await append({ kind: "identity", payload: encodeIdentityCommand({ action: "kind", rule, by: ADA }) });
  expect(kinds.list()).toEqual([{ ...EMAIL, isOn: true, rev: 1 }]);
  await send([1, { user: "ann", traits: { email: "ANN@shop.co" } }]);
  expect(ids("ann")).toEqual(["user ann", "email ann@shop.co"]);
});

test("a kind of phone numbers may get a country, which then stays", async () => {
  const { kinds } = identityRun();
  const phone: KindRule = {
    ...EMAIL,
    key: "phone",
    format: "phone",
    sources: [{ from: "trait", name: "phone" }],
  };
  const refused = (path: string) => ({ code: "invalid_request", details: { problems: [{ path }] } });
  await expect(kinds.put({ ...EMAIL, country: "UA" }, 0, ADA)).rejects.toMatchObject(refused("country"));
  await expect(kinds.put({ ...phone, country: "ZZ" }, 0, ADA)).rejects.toMatchObject(refused("country"));
  const { after: plain } = await kinds.put(phone, 0, ADA);
  const { after } = await kinds.put({ ...phone, country: "UA" }, plain.rev, ADA);
  await expect(kinds.put({ ...phone, country: "DE" }, after.rev, ADA)).rejects.toMatchObject(
    refused("country"),
  );
  await expect(kinds.put(phone, after.rev, ADA)).rejects.toMatchObject(refused("country"));
  expect(kinds.list()).toMatchObject([{ key: "phone", country: "UA" }]);
});
