import { BUCKET_TRAIT, DAY_MS } from "@habitus/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type EventReads,
  type FlowPeopleQuery,
  type KnownMember,
  type KnownMembers,
  type KnownMembersQuery,
  type RecentQuery,
  type StoredTrait,
  type TransitionPlacesQuery,
  type TimelineCursor,
  traitChangePages,
  type TraitPastPage,
} from "./event-reads.ts";
import { batchOf, eventRow, traitRow } from "./event-store.contract.ts";
import type { EventRow, EventStore } from "./event-store.ts";

export type ReadsUnderTest = {
  readonly store: EventStore;
  readonly reads: EventReads;
  close(): Promise<void>;
};

const NOW = Date.UTC(2026, 5, 1);

/** Every implementation of the reads gives this. `open` gives an empty store. */
export function eventReadsContract(adapter: string, open: () => Promise<ReadsUnderTest>): void {
  describe(`event reads contract: ${adapter}`, () => {
    let under: ReadsUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    test("an empty store has nothing to read", async () => {
      const { reads } = under;
      expect(await reads.timeline({ nodes: [1], now: NOW, names: [], before: null, limit: 10 })).toEqual({
        events: [],
        next: null,
      });
      expect(await reads.history({ nodes: [1], upTo: 10 })).toEqual({ events: [], traits: [] });
      expect(await reads.eventNames({ limit: 10 })).toEqual([]);
      expect(await reads.latest({ from: 0, limit: 10 })).toEqual([]);
      expect(await reads.totals()).toEqual({ events: 0, firstTime: null, lastTime: null });
    });

    test("who was in a segment by what was recorded up to an instant, page by page", async () => {
      const { store, reads } = under;
      const row = (seq: number, node: number, name: string, segment: string) =>
        eventRow(seq, { node, name, receivedAt: NOW + seq, properties: JSON.stringify({ segment }) });
      await store.appendTransitions([
        row(1, 7, "Segment Entered", "vip"),
        row(2, 3, "Segment Entered", "vip"),
        row(3, 5, "Segment Entered", "other"),
        row(4, 9, "Segment Entered", "vip"),
        row(5, 3, "Segment Left", "vip"),
      ]);
      const asked = { segment: "vip", order: "ascending", after: null, among: null, limit: 2 } as const;
      const numbers = async (query: Partial<KnownMembersQuery>) => {
        const { count, people } = await reads.knownMembers({ ...asked, at: NOW + 4, ...query });
        return [count, people.map(({ person }) => person)];
      };
      expect(await numbers({ at: NOW })).toEqual([0, []]);
      expect(await numbers({})).toEqual([3, [3, 7]]);
      expect(await numbers({ after: { person: 7, since: 0 } })).toEqual([3, [9]]);
      expect(await numbers({ at: NOW + 5 })).toEqual([2, [7, 9]]);
      expect(await numbers({ order: "descending" })).toEqual([3, [9, 7]]);
      expect(await numbers({ order: "descending", after: { person: 7, since: 0 } })).toEqual([3, [3]]);
      expect(await numbers({ among: [9, 5] })).toEqual([1, [9]]);
      expect(await numbers({ among: [] })).toEqual([0, []]);
    });

    test("places of transitions are found by segment, person, kind and time, the newest first", async () => {
      const { store, reads } = under;
      const row = (seq: number, node: number, name: string, segment: string) =>
        eventRow(seq, { node, name, time: NOW + 10 - seq, properties: JSON.stringify({ segment }) });
      await store.appendTransitions([
        row(1, 7, "Segment Entered", "vip"),
        row(2, 3, "Segment Entered", "vip"),
        row(3, 5, "Segment Entered", "other"),
        row(4, 7, "Segment Left", "vip"),
        row(5, 3, "Segment Left", "vip"),
      ]);
      const all = { segment: null, nodes: null, kind: null, from: null, to: null, before: 9, limit: 9 };
      const places = (query: Partial<TransitionPlacesQuery>) => reads.transitionPlaces({ ...all, ...query });
      expect(await places({})).toEqual([5, 4, 3, 2, 1]);
      expect(await places({ segment: "vip" })).toEqual([5, 4, 2, 1]);
      expect(await places({ segment: "vip", before: 4, limit: 1 })).toEqual([2]);
      expect(await places({ segment: "vip", nodes: [7] })).toEqual([4, 1]);
      expect(await places({ nodes: [] })).toEqual([]);
      expect(await places({ kind: "entered" })).toEqual([3, 2, 1]);
      expect(await places({ kind: "left", segment: "other" })).toEqual([]);
      expect(await places({ from: NOW + 7, to: NOW + 9 })).toEqual([3, 2]);
    });

    test("entries and exits of a segment are counted by days of a zone, each of them", async () => {
      const { store, reads } = under;
      const HOUR = DAY_MS / 24;
      const row = (seq: number, name: string, time: number, segment = "vip") =>
        eventRow(seq, { node: 1, name, time, properties: JSON.stringify({ segment }) });
      // Two hours before midnight in UTC it is the next day in Helsinki.
      await store.appendTransitions([
        row(1, "Segment Entered", 10 * DAY_MS + 21 * HOUR),
        row(2, "Segment Left", 10 * DAY_MS + 22 * HOUR),
        row(3, "Segment Entered", 11 * DAY_MS),
        row(4, "Segment Left", 11 * DAY_MS + HOUR),
        row(5, "Segment Entered", 11 * DAY_MS, "other"),
        row(6, "Segment Entered", 20 * DAY_MS),
      ]);
      const span = { from: 9 * DAY_MS, to: 20 * DAY_MS, zone: "Europe/Helsinki" };
      expect(await reads.movements({ segment: "vip", ...span })).toEqual([
        { day: 10, entered: 1, left: 0 },
        { day: 11, entered: 1, left: 2 },
      ]);
      expect(await reads.movements({ segment: "nobody's", ...span })).toEqual([]);
    });

    test("who came into a segment last comes first, and whoever came at one instant comes once", async () => {
      const { store, reads } = under;
      const row = (seq: number, node: number, days: number) => {
        const properties = JSON.stringify({ segment: "vip" });
        const name = "Segment Entered";
        return eventRow(seq, { node, name, time: NOW + days, receivedAt: NOW + seq, properties });
      };
      await store.appendTransitions([row(1, 7, 2), row(2, 3, 1), row(3, 5, 2), row(4, 9, 3)]);
      const found: number[] = [];
      let after: KnownMember | null = null;
      do {
        const asked = { segment: "vip", at: NOW + 9, order: "since", among: null, limit: 1 } as const;
        const page: KnownMembers = await reads.knownMembers({ ...asked, after });
        after = page.people[0] ?? null;
        if (after !== null) found.push(after.person, after.since - NOW);
      } while (after !== null);
      expect(found).toEqual([9, 3, 7, 2, 5, 2, 3, 1]);
    });

    test("what came in last, by what it is asked for, page by page", async () => {
      const { store, reads } = under;
      const row = (offset: number, node: number, name: string, source: string, index = 0) =>
        eventRow(offset, { index, node, name, source, receivedAt: NOW + offset });
      const events = [
        row(1, 1, "a", "web"),
        row(2, 2, "b", "web"),
        row(2, 2, "a", "web", 1),
        row(3, 1, "a", "app"),
        row(4, 3, "b", "app"),
      ];
      await store.append(batchOf(4, { events }));
      const all = { name: null, source: null, nodes: null, upTo: 9, from: NOW, before: null, limit: 9 };
      const places = async (query: Partial<RecentQuery>) =>
        (await reads.recent({ ...all, ...query })).map(({ offset, index }) => offset * 10 + index);
      expect(await places({})).toEqual([40, 30, 21, 20, 10]);
      expect(await places({ upTo: 3, limit: 2 })).toEqual([30, 21]);
      expect(await places({ before: { receivedAt: NOW + 2, offset: 2, index: 1 } })).toEqual([20, 10]);
      expect(await places({ from: NOW + 3 })).toEqual([40, 30]);
      expect(await places({ name: "a" })).toEqual([30, 21, 10]);
      expect(await places({ name: "a", nodes: [1] })).toEqual([30, 10]);
      expect(await places({ source: "web" })).toEqual([21, 20, 10]);
      expect(await places({ nodes: [] })).toEqual([]);
      expect([await reads.cameBefore(NOW + 1), await reads.cameBefore(NOW + 2)]).toEqual([false, true]);
    });

    test("when somebody last did each of some events, of what is visible", async () => {
      const { store, reads } = under;
      const row = (offset: number, node: number, name: string) =>
        eventRow(offset, { node, name, time: NOW + offset });
      const events = [row(1, 1, "a"), row(2, 1, "a"), row(3, 2, "a"), row(4, 1, "b"), row(5, 1, "a")];
      await store.append(batchOf(5, { events }));
      const asked = { nodes: [1, 2, 3], names: ["a", "c"], now: NOW + 4 };
      const times = await reads.lastTimes(asked);
      expect(times.toSorted((a, b) => a.node - b.node)).toEqual([
        { node: 1, name: "a", time: NOW + 2 },
        { node: 2, name: "a", time: NOW + 3 },
      ]);
      expect(await reads.lastTimes({ ...asked, nodes: [] })).toEqual([]);
      const ofAll = await reads.lastTimes({ ...asked, nodes: [1], names: null });
      expect(ofAll.toSorted((a, b) => a.time - b.time)).toEqual([
        { node: 1, name: "a", time: NOW + 2 },
        { node: 1, name: "b", time: NOW + 4 },
      ]);
    });

    test("whose traits begin with a text, whatever the letter case, and no pattern is read into it", async () => {
      const { store, reads } = under;
      const row = (offset: number, name: string, value: unknown) =>
        traitRow(offset, { node: offset, name, value: JSON.stringify(value) });
      const traits = [
        row(1, "email", "Ada@example.com"),
        row(2, "name", "ADA Lovelace"),
        row(3, "city", "Adana"),
        row(4, "name", "Ärger"),
        row(5, "name", { first: "ada" }),
        row(6, "name", "a_a"),
        row(7, "name", "  Ada"),
        row(8, "name", 'Q"uin'),
        row(9, "name", "q"),
        traitRow(10, { node: 10, name: "name", value: '"\\u0041d\\u0061"' }),
        row(11, "name", 12),
        row(12, "name", "\\ back\nslash"),
      ];
      await store.append(batchOf(12, { traits }));
      const asked = { names: ["email", "name"], limit: 10 };
      expect(await reads.saidTexts({ ...asked, prefix: "ada" })).toEqual([1, 2, 7, 10]);
      // As it is, with nothing of what stands around it.
      expect(await reads.saidTexts({ ...asked, prefix: 'q"' })).toEqual([8]);
      expect(await reads.saidTexts({ ...asked, prefix: "1" })).toEqual([]);
      expect(await reads.saidTexts({ ...asked, prefix: "\\ BACK\n" })).toEqual([12]);
      expect(await reads.saidTexts({ ...asked, prefix: "ada", limit: 1 })).toEqual([1]);
      expect(await reads.saidTexts({ ...asked, prefix: "ä" })).toEqual([4]);
      expect(await reads.saidTexts({ ...asked, prefix: "a_" })).toEqual([6]);
      expect(await reads.saidTexts({ ...asked, prefix: "%" })).toEqual([]);
    });

    test("where people who came into a segment had been, and where those who went are", async () => {
      const { store, reads } = under;
      let seq = 0;
      const row = (at: number, node: number, name: "Entered" | "Left", segment: string, cause = "event") => {
        seq += 1;
        const properties = JSON.stringify({ segment, cause });
        return eventRow(seq, { node, name: `Segment ${name}`, receivedAt: NOW + at, properties });
      };
      await store.appendTransitions([
        row(1, 1, "Entered", "new"),
        row(1, 2, "Entered", "new"),
        row(1, 3, "Entered", "vip"),
        row(1, 4, "Entered", "vip"),
        row(1, 5, "Entered", "vip"),
        row(1, 8, "Entered", "vip"),
        // After the beginning of the span.
        row(3, 1, "Left", "new"),
        row(3, 1, "Entered", "vip"),
        row(3, 2, "Entered", "vip"),
        row(3, 6, "Entered", "vip"),
        row(3, 3, "Left", "vip"),
        row(3, 3, "Entered", "sleeping"),
        row(3, 3, "Entered", "new"),
        row(3, 5, "Left", "vip", "merge"),
        row(3, 7, "Entered", "vip"),
        row(3, 7, "Left", "vip"),
        // After its end.
        row(5, 8, "Left", "vip"),
      ]);
      expect(await reads.flow({ segment: "vip", from: NOW + 1, to: NOW + 4 })).toEqual({
        joined: { people: 3, nowhere: 1, segments: [{ segment: "new", people: 2 }] },
        left: {
          people: 1,
          nowhere: 0,
          segments: [
            { segment: "new", people: 1 },
            { segment: "sleeping", people: 1 },
          ],
        },
        merged: 1,
      });
      const behind = async (
        side: "joined" | "left",
        other: FlowPeopleQuery["other"],
        after = 0,
        limit = 9,
      ) => {
        const query = { segment: "vip", from: NOW + 1, to: NOW + 4, side, other, after, limit };
        const { count, people } = await reads.flowPeople(query);
        return [count, ...people];
      };
      const [total = 0, ...everybody] = await behind("joined", { kind: "any" });
      expect([total, everybody.length]).toEqual([3, 3]);
      expect(await behind("joined", { kind: "any" }, everybody[0], 1)).toEqual([3, everybody[1]]);
      const fromNew = await behind("joined", { kind: "segment", key: "new" });
      const fromNowhere = await behind("joined", { kind: "nowhere" });
      expect([fromNew[0], fromNowhere[0]]).toEqual([2, 1]);
      expect(new Set([...fromNew.slice(1), ...fromNowhere.slice(1)])).toEqual(new Set(everybody));
      expect(await behind("left", { kind: "segment", key: "sleeping" })).toHaveLength(2);
      expect(await behind("left", { kind: "nowhere" })).toEqual([0]);
      const changes = await reads.changes({ from: NOW + 1, to: NOW + 4 });
      expect(changes.toSorted((a, b) => (a.segment < b.segment ? -1 : 1))).toEqual([
        { segment: "new", before: 2, after: 2, entered: 1, left: 1 },
        { segment: "sleeping", before: 0, after: 1, entered: 1, left: 0 },
        { segment: "vip", before: 4, after: 5, entered: 3, left: 2 },
      ]);
      const nothing = { people: 0, nowhere: 0, segments: [] };
      expect(await reads.flow({ segment: "vip", from: NOW + 5, to: NOW + 6 })).toEqual({
        joined: nothing,
        left: nothing,
        merged: 0,
      });
    });

    test("what came by some sources is told apart from all else", async () => {
      const { store, reads } = under;
      const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((digit) => digit.repeat(32)) as [
        string,
        string,
        string,
        string,
        string,
      ];
      const bucket = { name: BUCKET_TRAIT, source: "" } as const;
      const plan = { node: 4, name: "tier" } as const;
      const hidden = { name: "tier", value: '"b"', time: NOW - 8, idHash: c, source: "api" };
      const level = { node: 4, name: "level", source: "api" } as const;
      const before = { name: "level", value: '"free"', time: NOW - 7, idHash: b, source: "api" };
      const between = { ...before, value: '"plus"', time: NOW + 1, idHash: c };
      await store.append(
        batchOf(9, {
          events: [
            eventRow(1, { node: 1, idHash: a, source: "demo" }),
            eventRow(2, { node: 1, idHash: b, source: "demo", name: "$identify" }),
            eventRow(3, { node: 2, idHash: c, source: "demo" }),
            eventRow(4, { node: 2, idHash: a, source: "shop", time: NOW }),
            eventRow(5, { node: 2, idHash: b, source: "shop", time: NOW + 5 }),
            eventRow(6, { node: 3, source: "shop" }),
          ],
          traits: [
            traitRow(1, { ...bucket, node: 1 }),
            traitRow(2, { node: 1, idHash: b, source: "demo" }),
            // From before sources of traits were kept.
            traitRow(2, { index: 1, node: 1, idHash: b, source: "" }),
            traitRow(7, { node: 4, idHash: a, source: "demo", time: NOW }),
            traitRow(8, { node: 4, idHash: b, source: "api", time: NOW + 7 }),
            // Two words of others behind one of the demo, and one before another.
            traitRow(8, { ...plan, index: 1, idHash: b, source: "shop", value: '"a"', time: NOW - 9 }),
            traitRow(8, { ...plan, index: 2, idHash: c, source: "api", value: '"b"', time: NOW - 8 }),
            traitRow(8, { ...plan, index: 3, idHash: a, source: "demo", value: '"c"', time: NOW }),
            // Two of others that one of the demo comes right behind each, and the newest is of others.
            traitRow(8, { ...level, ...before, index: 4 }),
            traitRow(8, { ...level, index: 5, idHash: a, source: "demo", time: NOW }),
            traitRow(8, { ...level, ...between, index: 6 }),
            traitRow(8, { ...level, index: 7, idHash: a, source: "demo", time: NOW + 2 }),
            traitRow(8, { ...level, index: 8, idHash: b, value: '"gold"', time: NOW + 3 }),
            // Scores, and being on a list for a while.
            traitRow(9, { node: 1, idHash: c, source: "api", name: "$score/shop.alive", value: "0.5" }),
            traitRow(9, { index: 1, node: 1, idHash: d, source: "api", name: "$list/vip", value: "true" }),
            traitRow(9, {
              index: 2,
              node: 1,
              idHash: e,
              source: "api",
              name: "$list/vip",
              value: "null",
              time: NOW + 9,
            }),
            traitRow(9, { index: 3, node: 5, idHash: a, source: "demo" }),
            traitRow(9, {
              index: 4,
              node: 5,
              idHash: b,
              source: "api",
              name: "$consent/email",
              value: "null",
              time: NOW,
            }),
          ],
        }),
      );
      const sources = ["demo", "gone"];
      expect(await reads.sourceEvents({ sources, isWaitedFor: true })).toBe(2);
      expect(await reads.sourcePeople({ sources })).toEqual({ nodes: 4, shared: 3 });
      expect(await reads.sourceNodes({ sources, after: 0, limit: 2 })).toEqual([1, 2]);
      expect(await reads.sourceNodes({ sources, after: 2, limit: 2 })).toEqual([4, 5]);
      expect(await reads.sourceShares({ sources, nodes: [5, 4, 2, 1] })).toEqual([
        { node: 1, idHashes: [a, b, c], events: 1, own: null, hidden: [] },
        { node: 2, idHashes: [c], events: 1, own: { first: NOW, last: NOW + 5 }, hidden: [] },
        {
          node: 4,
          idHashes: [a],
          events: 0,
          own: { first: NOW - 9, last: NOW + 7 },
          hidden: [before, between, hidden],
        },
        { node: 5, idHashes: [a], events: 0, own: { first: NOW, last: NOW }, hidden: [] },
      ]);
      expect(await reads.sourcePeople({ sources: ["nobody"] })).toEqual({ nodes: 0, shared: 0 });
    });

    describe("one person", () => timelines(() => under));
    describe("counts", () => counts(() => under));
    describe("what pickers offer", () => pickers(() => under));
  });
}

function newestFirst(a: EventRow, b: EventRow): number {
  return b.time - a.time || (a.idHash < b.idHash ? 1 : -1);
}

function timelines(under: () => ReadsUnderTest): void {
  test("a timeline has all nodes' events newest first, page by page without gap or repetition", async () => {
    const events = Array.from({ length: 60 }, (_, at) =>
      // Five events share each instant, so that pages end inside one.
      eventRow(at + 1, { node: 1 + (at % 3), time: NOW - Math.floor(at / 5) * 1_000, name: `e${at % 2}` }),
    );
    await under().store.append(batchOf(60, { events }));
    const wanted = events.filter((event) => event.node !== 3).sort(newestFirst);
    expect(await allPages(under().reads, { nodes: [1, 2], names: [] })).toEqual(wanted);
    expect(await allPages(under().reads, { nodes: [1, 2], names: ["e1", "nothing"] })).toEqual(
      wanted.filter((event) => event.name === "e1"),
    );
  });

  test("a timeline leaves out names and what was before an instant", async () => {
    const events = [1, 2, 3, 4].map((at) => eventRow(at, { time: NOW - at, name: at === 2 ? "b" : "a" }));
    await under().store.append(batchOf(4, { events }));
    const asked = { nodes: [1], now: NOW, names: [], before: null, limit: 1, except: ["b"], from: NOW - 3 };
    const first = await under().reads.timeline(asked);
    expect(first.events).toEqual([events[0]]);
    expect(await under().reads.timeline({ ...asked, before: first.next })).toEqual({
      events: [events[2]],
      next: null,
    });
  });

  test("an event of the future is not visible yet", async () => {
    const events = [eventRow(1, { time: NOW }), eventRow(2, { time: NOW + 1 })];
    await under().store.append(batchOf(2, { events }));
    const page = await under().reads.timeline({ nodes: [1], now: NOW, names: [], before: null, limit: 5 });
    expect(page).toEqual({ events: [events[0]], next: null });
  });

  test("history is everything of the nodes up to a record, oldest first", async () => {
    const events = [
      eventRow(1, { time: 50 }),
      eventRow(2, { time: 10, node: 2 }),
      eventRow(3, { time: 20, node: 3 }),
      eventRow(4, { time: 5 }),
    ];
    const traits = [traitRow(1), traitRow(3, { node: 2, time: 1 }), traitRow(4)];
    await under().store.append(batchOf(4, { events, traits }));
    expect(await under().reads.history({ nodes: [1, 2], upTo: 3 })).toEqual({
      events: [events[1], events[0]],
      traits: [traits[1], traits[0]],
    });
  });

  test("changes of traits come in the order of the log, page by page", async () => {
    const traits = [1, 1, 2, 3].map((offset, at) =>
      traitRow(offset, { index: at === 1 ? 1 : 0, name: at === 3 ? "a" : "plan", node: at === 2 ? 9 : 1 }),
    );
    const twin = traitRow(3, { name: "b" });
    await under().store.append(batchOf(3, { traits: [...traits, twin] }));
    const wanted = [traits[0], traits[1], traits[3], twin];
    expect(await under().reads.traitChanges({ nodes: [1], names: [], after: null, limit: 10 })).toEqual(
      wanted,
    );
    const after = traits[3] ?? twin;
    expect(await under().reads.traitChanges({ nodes: [1], names: [], after, limit: 10 })).toEqual([twin]);
    expect(await under().reads.traitChanges({ nodes: [1], names: [], after: null, limit: 2 })).toEqual(
      wanted.slice(0, 2),
    );
    const named = { nodes: [1], names: ["plan", "b"], limit: 2 };
    expect(await under().reads.traitChanges({ ...named, after: null })).toEqual([traits[0], traits[1]]);
    const pages: unknown[] = [];
    for await (const page of traitChangePages(under().reads, named)) pages.push(page);
    expect(pages).toEqual([[traits[0], traits[1]], [twin]]);
  });

  test("changes of one trait come newest first, page by page, also those of one instant and one call", async () => {
    const traits = [
      traitRow(1, { name: "plan", time: 5_000 }),
      traitRow(2, { name: "plan", time: 9_000 }),
      traitRow(3, { name: "plan", time: 5_000 }),
      traitRow(3, { name: "plan", time: 5_000, index: 1, node: 2 }),
      traitRow(4, { name: "plan", time: 5_000, node: 9 }),
      traitRow(4, { name: "city", time: 7_000 }),
    ];
    await under().store.append(batchOf(4, { traits }));
    const wanted = traits
      .filter(({ name, node }) => name === "plan" && node !== 9)
      .toSorted(
        (a, b) =>
          b.time - a.time ||
          (a.idHash < b.idHash ? 1 : a.idHash > b.idHash ? -1 : b.offset - a.offset || b.index - a.index),
      );
    expect(wanted).toHaveLength(4);
    const asked = { nodes: [1, 2], name: "plan" };
    expect(await under().reads.traitPast({ ...asked, before: null, limit: 4 })).toEqual({
      changes: wanted,
      next: null,
    });
    const read: StoredTrait[] = [];
    let before: TimelineCursor | null = null;
    do {
      const page: TraitPastPage = await under().reads.traitPast({ ...asked, before, limit: 1 });
      read.push(...page.changes);
      before = page.next;
    } while (before !== null);
    expect(read).toEqual(wanted);
    expect(await under().reads.traitPast({ nodes: [7], name: "plan", before: null, limit: 4 })).toEqual({
      changes: [],
      next: null,
    });
  });

  test("the pasts of a range of nodes are the named events and traits up to a record", async () => {
    const events = [
      eventRow(1, { name: "a", properties: '{"big":12345678901234567890}', offsetMinutes: 60 }),
      eventRow(2, { name: "b", node: 2 }),
      eventRow(3, { name: "c", node: 2 }),
      eventRow(4, { name: "a", node: 3 }),
      eventRow(5, { name: "a", node: 2 }),
    ];
    const traits = [traitRow(1, { name: "plan" }), traitRow(2, { name: "city" })];
    await under().store.append(batchOf(5, { events, traits }));
    const asked = { from: 1, to: 2, events: ["a", "b"], prefixes: [], traits: ["plan"], upTo: 4 };
    const pasts = await under().reads.pasts(asked);
    const wanted = events.slice(0, 2).map(({ node, name, time, idHash, offsetMinutes, properties }) => {
      return { node, name, time, idHash, offsetMinutes, properties };
    });
    expect(pasts.events.toSorted((a, b) => a.node - b.node)).toEqual(wanted);
    expect(pasts.traits.map(({ node, name, value }) => [node, name, value])).toEqual([
      [1, "plan", traits[0]?.value],
    ]);
    const besides = await under().reads.pasts({
      ...asked,
      besides: [3, 9],
      to: 1,
      events: ["a"],
      traits: [],
    });
    const ofOne = [events[0], events[3]].map((event) => [event?.node, "a", event?.time, event?.properties]);
    expect(
      besides.events
        .map(({ node, name, time, properties }) => [node, name, time, properties] as const)
        .toSorted(([a], [b]) => a - b),
    ).toEqual(ofOne);
    const timesAlone = await under().reads.pasts({ ...asked, timesAlone: true });
    const emptied = wanted.map((event) => ({ ...event, properties: "{}" }));
    expect(timesAlone.events.toSorted((a, b) => a.node - b.node)).toEqual(emptied);
    const byPrefix = await under().reads.pasts({ ...asked, events: ["x"], prefixes: ["b", ""], traits: [] });
    expect(byPrefix.events.map(({ name }) => name).sort()).toEqual(["a", "b", "c"]);
    expect(await under().reads.pasts({ ...asked, events: [], traits: [] })).toEqual({
      events: [],
      traits: [],
    });
    const beginning = await under().reads.pasts({ ...asked, events: [], prefixes: ["b", "nothing"] });
    expect(beginning.events.map(({ name }) => name)).toEqual(["b"]);
  });

  test("the first fact of each node is the earliest change of any trait but one", async () => {
    const traits = [
      traitRow(1, { name: "plan", time: NOW + 3 }),
      traitRow(2, { name: "city", time: NOW + 2 }),
      traitRow(3, { name: "apart", time: NOW }),
      traitRow(4, { node: 2, name: "apart", time: NOW }),
      traitRow(5, { node: 9, name: "plan", time: NOW + 5 }),
      traitRow(6, { name: "plan", time: NOW + 1 }),
    ];
    await under().store.append(batchOf(6, { traits }));
    const asked = { from: 1, to: 2, besides: [9], apart: "apart", upTo: 5 };
    const found = await under().reads.firstFacts(asked);
    expect(found.toSorted((a, b) => a.node - b.node)).toEqual([
      { node: 1, time: NOW + 2 },
      { node: 9, time: NOW + 5 },
    ]);
  });

  test("a person may have thousands of nodes", async () => {
    const nodes = Array.from({ length: 20_000 }, (_, at) => at * 1_000_003);
    await under().store.append(batchOf(1, { events: [eventRow(1, { node: 19_999 * 1_000_003 })] }));
    const { events } = await under().reads.history({ nodes, upTo: 1 });
    expect(events).toHaveLength(1);
  });

  test("the latest events come by record, newest first", async () => {
    const events = [1, 2, 3].flatMap((offset) => [
      eventRow(offset, { time: NOW - offset }),
      eventRow(offset, { index: 1, time: NOW + offset }),
    ]);
    await under().store.append(batchOf(3, { events }));
    expect(await under().reads.latest({ from: 2, limit: 3 })).toEqual([events[5], events[4], events[3]]);
  });

  test("events are found by their places in the log, of one name", async () => {
    const events = [1, 2, 3].flatMap((offset) => [
      eventRow(offset, { name: "a" }),
      eventRow(offset, { index: 1, name: "a" }),
    ]);
    const other = eventRow(4, { name: "b" });
    await under().store.append(batchOf(4, { events: [...events, other] }));
    const places = [
      { offset: 1, index: 1 },
      { offset: 3, index: 0 },
      { offset: 4, index: 0 },
      { offset: 9, index: 0 },
    ];
    const found = await under().reads.at({ name: "a", places });
    expect(found.toSorted((a, b) => a.offset - b.offset)).toEqual([events[1], events[4]]);
  });

  test("events are told by their names, by node, record and id", async () => {
    const events = [1, 2, 3].map((offset) => eventRow(offset, { node: offset, name: `name ${offset}` }));
    await under().store.append(batchOf(3, { events }));
    const ids = events.map(({ id }) => id);
    const namesOf = async (nodes: readonly number[], offsets: readonly number[]) =>
      (await under().reads.names({ nodes, offsets, ids })).toSorted((a, b) => a.offset - b.offset);
    expect(await namesOf([1, 2, 9], [1, 2, 3])).toEqual([
      { offset: 1, id: ids[0], name: "name 1" },
      { offset: 2, id: ids[1], name: "name 2" },
    ]);
    expect(await namesOf([1, 2], [3])).toEqual([]);
  });
}

async function allPages(
  reads: EventReads,
  query: { readonly nodes: readonly number[]; readonly names: readonly string[] },
): Promise<readonly EventRow[]> {
  const all: EventRow[] = [];
  let before: TimelineCursor | null = null;
  do {
    const page = await reads.timeline({ ...query, now: NOW, before, limit: 7 });
    all.push(...page.events);
    before = page.next;
  } while (before !== null);
  return all;
}

function counts(under: () => ReadsUnderTest): void {
  test("names are counted, most frequent first, with when they were last seen", async () => {
    const events = [
      eventRow(1, { name: "a", time: 5 }),
      eventRow(2, { name: "b", time: 9 }),
      eventRow(3, { name: "b", time: 7 }),
    ];
    const traits = [traitRow(3, { name: "plan", time: 3 }), traitRow(3, { index: 1, name: "plan", time: 1 })];
    await under().store.append(batchOf(3, { events, traits }));
    expect(await under().reads.eventNames({ limit: 10 })).toEqual([
      { name: "b", count: 2, lastSeen: 9 },
      { name: "a", count: 1, lastSeen: 5 },
    ]);
    expect(await under().reads.eventNames({ limit: 1 })).toHaveLength(1);
    expect(await under().reads.traitNames({ limit: 10 })).toEqual([{ name: "plan", count: 2, lastSeen: 3 }]);
  });

  test("totals count what people did, and tell the times of the earliest and the latest event", async () => {
    const events = [
      eventRow(1, { time: 1_000 }),
      eventRow(2, { time: 3_000 }),
      eventRow(2, { time: 2_000, name: "$identify", index: 1 }),
    ];
    await under().store.append(batchOf(2, { events, traits: [traitRow(2)] }));
    expect(await under().reads.totals()).toEqual({ events: 2, firstTime: 1_000, lastTime: 3_000 });
  });
}

function pickers(under: () => ReadsUnderTest): void {
  const properties = [
    '{"a":{"b":1}}',
    '{"a":{"b":"1"}}',
    '{"a":{"b":1}, "c.d":"x"}',
    '{"a":null}',
    '{"a":{"b":""}}',
  ];

  beforeEach(async () => {
    const events = properties.map((text, at) => eventRow(at + 1, { time: at, properties: text, name: "a" }));
    const traits = ['"x"', '"y"', '"x"', "null"].map((value, at) =>
      traitRow(5, { index: at, name: "plan", value, time: at }),
    );
    await under().store.append(batchOf(5, { events, traits }));
  });

  test("samples are the newest events' properties", async () => {
    expect(await under().reads.propertySamples({ name: "a", limit: 2 })).toEqual([
      properties[4],
      properties[3],
    ]);
  });

  test("currencies are counted of events that hold money, as they are said and as they were converted", async () => {
    const texts = [
      '{"revenue":5,"currency":"usd "}',
      '{"revenue":5,"currency":"USD","$revenue":4,"$currency":"EUR"}',
      '{"revenue":5,"currency":"USD","$revenue":4,"$currency":"EUR"}',
      '{"products":[{"price":1}]}',
      '{"quantity":3,"currency":"JPY"}',
    ];
    const events = texts.map((text, at) =>
      eventRow(at + 10, { offset: 6, index: at, time: 100 + at, properties: text, name: "order" }),
    );
    await under().store.append(batchOf(6, { events, traits: [] }));
    const counted = (limit: number | null) =>
      under().reads.currencies({ name: "order", keys: ["revenue", "price"], limit });
    expect(await counted(null)).toEqual([
      { said: "USD", own: "EUR", events: 2 },
      { said: null, own: null, events: 1 },
      { said: "USD", own: null, events: 1 },
    ]);
    expect(await counted(3)).toEqual([
      { said: null, own: null, events: 1 },
      { said: "USD", own: "EUR", events: 1 },
    ]);
    expect(await under().reads.currencies({ name: "none", keys: ["revenue"], limit: null })).toEqual([]);
  });

  test("values of traits are counted as JSON texts; absent ones are left out", async () => {
    expect(await under().reads.traitValues({ names: ["none", "plan"], sample: 100, limit: 10 })).toEqual([
      [],
      [
        { value: '"x"', count: 2 },
        { value: '"y"', count: 1 },
      ],
    ]);
  });
}
