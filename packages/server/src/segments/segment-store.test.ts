import type { Actor } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import type { AuditedChange } from "../platform/audit.ts";
import { type Kv, put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { mustReadDefinition, readDefinition } from "./language.ts";
import { createDefinitionStores } from "./definition-stores.ts";
import type { RuleReader } from "./score-store.ts";
import type { SegmentContent } from "./segment-store.ts";
import { createWorkspaceStore } from "./workspace-store.ts";

const ADA: Actor = { kind: "user", id: "u1", name: "Ada" };
const BOB: Actor = { kind: "user", id: "u2", name: "Bob" };

const content = (part: Partial<SegmentContent> = {}): SegmentContent => ({
  name: "Loyal",
  definition: mustReadDefinition('did "Order Completed" at least 2 times in last 90 days'),
  goal: "Keep them",
  owner: "Retention",
  action: "Thank them",
  reviewDate: "2026-06-01",
  purpose: "marketing",
  tags: ["loyalty"],
  ...part,
});

function setup() {
  const kv = createMemoryKv();
  const clock = { at: 1_000 };
  const audited: AuditedChange[] = [];
  const audit = (change: AuditedChange) => {
    audited.push(change);
    return put({ name: "audit", version: 1 }, [audited.length], change);
  };
  const ranges: string[] = [];
  const watched: Kv = {
    ...kv,
    range(table, range) {
      ranges.push(table.name);
      return kv.range(table, range);
    },
  };
  const ratings: RuleReader[] = [];
  const deps = { kv: watched, audit, now: () => clock.at, ratings: () => ratings };
  return {
    clock,
    audited,
    ranges,
    ratings,
    deps,
    ...createDefinitionStores(deps),
    workspace: createWorkspaceStore(deps),
  };
}

async function failureOf(work: Promise<unknown>): Promise<HabitusError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HabitusError)) throw new Error(`expected a HabitusError, got ${String(error)}`);
  return error;
}

describe("segments", () => {
  test("are created once, edited from the present revision, and keep every version", async () => {
    const { segments, clock } = setup();
    await segments.create("loyal", content(), ADA);
    expect((await failureOf(segments.create("loyal", content(), BOB))).code).toBe("already_exists");
    clock.at = 2_000;
    await segments.edit("loyal", content({ goal: "Grow them" }), 1, BOB);
    const stale = await failureOf(segments.edit("loyal", content(), 1, ADA));
    expect(stale).toMatchObject({ code: "conflict", details: { rev: 2 } });
    expect(stale.message).toContain("Bob");
    const definition = mustReadDefinition('did "Order Completed" at least 3 times');
    await segments.edit("loyal", content({ definition }), 2, ADA);
    await segments.edit("loyal", content({ definition, purpose: "research" }), 3, ADA);
    const page = segments.versions("loyal", null, 3);
    const rest = segments.versions("loyal", page.next, 3);
    expect(
      [...page.versions, ...rest.versions].map(({ rev, version, goal }) => [rev, version, goal]),
    ).toEqual([
      [4, 3, "Keep them"],
      [3, 2, "Keep them"],
      [2, 1, "Grow them"],
      [1, 1, "Keep them"],
    ]);
    expect(rest.next).toBeNull();
    expect(segments.get("loyal")).toMatchObject({
      createdAt: 1_000,
      createdBy: ADA,
      updatedAt: 2_000,
      updatedBy: ADA,
    });
  });

  test("two edits at the same time: one wins, the other is told", async () => {
    const { segments } = setup();
    await segments.create("loyal", content(), ADA);
    const edits = await Promise.allSettled([
      segments.edit("loyal", content({ name: "A" }), 1, ADA),
      segments.edit("loyal", content({ name: "B" }), 1, BOB),
    ]);
    expect(edits.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(segments.get("loyal")?.name).toBe("A");
  });

  test("a deleted segment's versions stay, and its key goes on counting", async () => {
    const { segments } = setup();
    await segments.create("loyal", content(), ADA);
    await segments.remove("loyal", ADA);
    expect(segments.get("loyal")).toBeNull();
    expect((await failureOf(segments.remove("loyal", ADA))).code).toBe("not_found");
    expect((await failureOf(segments.edit("loyal", content(), 1, ADA))).code).toBe("not_found");
    expect(await segments.create("loyal", content(), BOB)).toMatchObject({ rev: 2, version: 2 });
    expect(segments.versions("loyal", null, 10).versions).toHaveLength(2);
    expect(segments.versions("other", null, 10).versions).toEqual([]);
  });

  test("are read from the disk when they change and never to answer, and are there after a start", async () => {
    const { segments, ranges, deps } = setup();
    await segments.create("loyal", content(), ADA);
    await segments.create("vip", content(), ADA);
    await segments.edit("vip", content({ name: "VIP" }), 1, ADA);
    await segments.create("gone", content(), ADA);
    await segments.remove("gone", ADA);
    const reads = ranges.length;
    for (let n = 0; n < 100; n++) segments.list();
    expect(ranges.length).toBe(reads);
    expect(segments.list().map(({ key, name }) => [key, name])).toEqual([
      ["loyal", "Loyal"],
      ["vip", "VIP"],
    ]);
    expect(createDefinitionStores(deps).segments.list()).toEqual(segments.list());
  });

  test("a pause is kept over edits, leaves revision and version, and is told once", async () => {
    const { segments, audited, clock } = setup();
    await segments.create("loyal", content(), ADA);
    clock.at = 2_000;
    expect(await segments.pause("loyal", BOB)).toMatchObject({
      rev: 1,
      version: 1,
      paused: { at: 2_000, by: BOB },
    });
    clock.at = 3_000;
    expect((await segments.pause("loyal", ADA)).paused?.at).toBe(2_000);
    await segments.edit("loyal", content({ purpose: "research" }), 1, ADA);
    expect(segments.get("loyal")).toMatchObject({ rev: 2, version: 2, paused: { at: 2_000 } });
    expect(await segments.resume("loyal", ADA)).not.toHaveProperty("paused");
    expect(segments.get("loyal")).not.toHaveProperty("paused");
    await segments.resume("loyal", ADA);
    expect(audited.map(({ action }) => action)).toEqual([
      "segment.create",
      "segment.pause",
      "segment.edit",
      "segment.resume",
    ]);
    expect((await failureOf(segments.pause("nobody", ADA))).code).toBe("not_found");
    await segments.pause("loyal", ADA);
    await segments.remove("loyal", ADA);
    expect(await segments.create("loyal", content(), ADA)).not.toHaveProperty("paused");
  });

  test("one that is made paused was never anything else", async () => {
    const { segments, audited, clock } = setup();
    clock.at = 2_000;
    const made = await segments.create("loyal", content(), ADA, true);
    expect(made).toMatchObject({ rev: 1, paused: { at: 2_000, by: ADA } });
    expect(segments.get("loyal")).toEqual(made);
    expect(audited).toMatchObject([{ action: "segment.create", after: { name: made.name, paused: true } }]);
    expect(await segments.resume("loyal", ADA)).not.toHaveProperty("paused");
  });

  test("keys that begin alike do not mix", async () => {
    const { segments } = setup();
    await segments.create("vip", content(), ADA);
    await segments.create("vip-2", content(), ADA);
    await segments.create("a", content(), ADA);
    expect(segments.list().map(({ key }) => key)).toEqual(["a", "vip", "vip-2"]);
    expect(segments.versions("vip", null, 10).versions.map(({ key }) => key)).toEqual(["vip"]);
  });

  test("the audit has who, what, and the fields that differ; the definition in words", async () => {
    const { segments, audited } = setup();
    await segments.create("loyal", content(), ADA);
    const definition = mustReadDefinition("everyone");
    await segments.edit("loyal", content({ definition, tags: [] }), 1, BOB);
    await segments.remove("loyal", BOB);
    expect(audited.map(({ action, target, actor }) => [action, target, actor.name])).toEqual([
      ["segment.create", "segment/loyal", "Ada"],
      ["segment.edit", "segment/loyal", "Bob"],
      ["segment.delete", "segment/loyal", "Bob"],
    ]);
    expect(audited[1]).toMatchObject({
      before: {
        definition: 'did "Order Completed" at least 2 times in last 90 days',
        tags: ["loyalty"],
      },
      after: { definition: "everyone", tags: [] },
    });
    expect(Object.keys(audited[1]?.after ?? {})).toHaveLength(2);
  });
});

describe("segments inside segments", () => {
  const containing = (...keys: readonly string[]) =>
    content({ definition: mustReadDefinition(keys.map((key) => `in segment "${key}"`).join(" or ")) });

  test("one that others contain is not deleted, and they are named", async () => {
    const { segments } = setup();
    await segments.create("loyal", content(), ADA);
    await segments.create("a", { ...containing("loyal"), name: "Outer A" }, ADA);
    await segments.create("b", { ...containing("a", "loyal"), name: "Outer B" }, ADA);
    const refused = await failureOf(segments.remove("loyal", ADA));
    expect(refused).toMatchObject({ code: "segment_in_use", details: { usedBy: ["a", "b"] } });
    expect(refused.message).toBe('"Loyal" is part of "Outer A", "Outer B".');
    await segments.remove("b", ADA);
    await segments.remove("a", ADA);
    await segments.remove("loyal", ADA);
    expect(segments.list()).toEqual([]);
  });

  test("what the rules of a rating name is not deleted, and the rating is named", async () => {
    const { segments, scores, ratings } = setup();
    await segments.create("loyal", content(), ADA);
    const [condition, value] = [{ kind: "everyone" }, { kind: "number", value: "1" }] as const;
    const definition = { version: 1, elements: [{ when: condition, value }] } as const;
    await scores.set("fit", { name: "Fit", purpose: null, definition }, 0, ADA);
    const definitions = ['in segment "loyal"', 'score "fit" >= 1'].map((rule) => mustReadDefinition(rule));
    ratings.push({ kind: "rating", key: "lead", name: "Lead", definitions });
    const refused = await failureOf(segments.remove("loyal", ADA));
    expect(refused).toMatchObject({ code: "segment_in_use", details: { usedBy: ["lead"] } });
    const read = await failureOf(scores.remove("fit", ADA));
    expect(read).toMatchObject({ code: "in_use", details: { usedBy: ["lead"] } });
    ratings.pop();
    await segments.remove("loyal", ADA);
    await scores.remove("fit", ADA);
  });

  test("one that is not there, or that leads back, is refused with its path", async () => {
    const { segments } = setup();
    const missing = await failureOf(segments.create("a", containing("loyal"), ADA));
    expect(missing).toMatchObject({ code: "definition_refused", message: 'There is no segment "loyal".' });
    await segments.create("loyal", content(), ADA);
    await segments.create("a", containing("loyal"), ADA);
    const ring = await failureOf(segments.edit("loyal", containing("a"), 1, ADA));
    expect(ring.message).toBe('A segment cannot contain itself: "loyal" → "a" → "loyal".');
    expect((await failureOf(segments.create("self", containing("self"), ADA))).code).toBe(
      "definition_refused",
    );
  });

  test("two edits at the same time do not make a ring", async () => {
    const { segments } = setup();
    await segments.create("a", content(), ADA);
    await segments.create("b", content(), ADA);
    const edits = await Promise.allSettled([
      segments.edit("a", containing("b"), 1, ADA),
      segments.edit("b", containing("a"), 1, BOB),
    ]);
    expect(edits.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});

describe("definitions", () => {
  test("a refused sentence has its place; the first problem is the message", async () => {
    const refused = readDefinition('did "Order Completed" at lest 2 times');
    expect(refused.kind).toBe("refused");
    try {
      mustReadDefinition('did "Order Completed" at lest 2 times');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: "definition_refused",
        message: expect.stringContaining("line 1, column") as unknown,
        details: { problems: [{ line: 1, column: expect.any(Number) as unknown, path: null }] },
      });
    }
  });

  test("a refused tree has a pointer instead", () => {
    const tree = { version: 1, condition: { kind: "did", event: "" } } as never;
    const refused = readDefinition(tree);
    expect(refused).toMatchObject({
      kind: "refused",
      problems: [{ line: null, path: expect.stringMatching(/^\/condition/) as unknown }],
    });
  });
});

describe("the workspace", () => {
  test("has settings from the start and changes from the present revision", async () => {
    const { workspace, clock, audited } = setup();
    expect(workspace.get()).toMatchObject({ zone: "UTC", weekStart: 1, pinnedNow: null, rev: 0 });
    expect(workspace.logicalNow()).toBe(clock.at);
    const settings = { name: "Shop", zone: "Europe/Kyiv", weekStart: 7, pinnedNow: 500 };
    expect(await workspace.set(settings, 0, ADA)).toMatchObject({ rev: 1, updatedAt: 1_000 });
    expect([workspace.logicalNow(), workspace.shownNow()]).toEqual([500, 1_000]);
    expect((await failureOf(workspace.set(settings, 0, ADA))).details).toEqual({ rev: 1 });
    await workspace.set({ ...settings, pinnedNow: 5_000 }, 1, BOB);
    expect([workspace.get().rev, workspace.shownNow()]).toEqual([2, 5_000]);
    expect(audited[1]).toMatchObject({ before: { pinnedNow: 500 }, after: { pinnedNow: 5_000 } });
  });

  test("refuses a zone that no definition could use", async () => {
    const { workspace } = setup();
    const settings = { name: "Shop", zone: "Mars/Base", weekStart: 1, pinnedNow: null };
    expect((await failureOf(workspace.set(settings, 0, ADA))).code).toBe("invalid_request");
  });
});
