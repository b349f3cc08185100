import { hash128, hashHex } from "@habitus/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AWKWARD_TEXTS, AWKWARD_JSON } from "./awkward-values.contract.ts";
import type { EventRow, EventStore, MoveRow, NodeRow, StoreBatch, TraitRow } from "./event-store.ts";

/** All rows a store holds, in order of (offset, index); what is kept twice shows twice. */
export type StoredRows = {
  readonly eventsByName: readonly EventRow[];
  readonly eventsByNode: readonly EventRow[];
  readonly transitions: readonly EventRow[];
  readonly traits: readonly TraitRow[];
  /** Those in force. */
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
};

export type StoreUnderTest = {
  readonly store: EventStore;
  stored(): Promise<StoredRows>;
  /** Closes the store and opens it on the same data. */
  reopen(): Promise<EventStore>;
  close(): Promise<void>;
};

export function eventRow(offset: number, more: Partial<EventRow> = {}): EventRow {
  const id = more.id ?? `m-${offset}-${more.index ?? 0}`;
  return {
    offset,
    index: 0,
    node: 1,
    name: "Order Completed",
    time: 1_700_000_000_000 + offset,
    receivedAt: 1_700_000_000_000,
    offsetMinutes: null,
    id,
    idHash: hashHex(hash128(id)),
    properties: "{}",
    context: "{}",
    source: "key",
    ...more,
  };
}

export function traitRow(offset: number, more: Partial<TraitRow> = {}): TraitRow {
  const idHash = hashHex(hash128(`t-${offset}-${more.index ?? 0}`));
  return {
    offset,
    index: 0,
    node: 1,
    name: "plan",
    value: '"pro"',
    time: 1_700_000_000_000,
    idHash,
    source: "key-1",
    ...more,
  };
}

export function batchOf(upTo: number, rows: Partial<Omit<StoreBatch, "upTo">> = {}): StoreBatch {
  return { upTo, events: [], traits: [], moves: [], nodes: [], erased: [], deleted: [], ...rows };
}

/** Every store keeps this. `open` gives an empty store. */
export function eventStoreContract(adapter: string, open: () => Promise<StoreUnderTest>): void {
  describe(`event store contract: ${adapter}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    test("what was erased is passed over by all who read, also when it comes once more, and then it is gone", async () => {
      const rows = (offset: number, node: number) => ({
        events: [eventRow(offset, { node })],
        traits: [traitRow(offset, { node })],
        nodes: [{ offset, node }],
      });
      const [first, second, third] = [rows(1, 1), rows(2, 2), rows(3, 3)];
      const before = batchOf(2, {
        events: [...first.events, ...second.events],
        traits: [...first.traits, ...second.traits],
        nodes: [...first.nodes, ...second.nodes],
      });
      await under.store.append(before);
      const erasing = batchOf(4, { ...third, erased: [1, 3].map((node) => ({ offset: 4, node })) });
      await under.store.append(erasing);
      const left = { eventsByName: second.events, eventsByNode: second.events, traits: second.traits };
      expect(await under.stored()).toEqual({ ...left, transitions: [], moves: [], nodes: second.nodes });
      await under.store.append(erasing);
      await under.store.rewrite(new AbortController().signal);
      const store = await under.reopen();
      await store.append(batchOf(5, { events: [eventRow(5, { node: 4 })] }));
      expect((await under.stored()).eventsByNode.map(({ node }) => node)).toEqual([2, 4]);
    });

    test("events that were deleted are there no more: those of earlier records that everything named fits", async () => {
      const at = (offset: number, more: Partial<EventRow> = {}): EventRow => eventRow(offset, more);
      const idHash = `0${"1".repeat(31)}`;
      const events = [
        at(1, { name: "A" }),
        at(1, { index: 1, name: "A", node: 2 }),
        at(2, { name: "B", time: 1_700_000_000_000 }),
        at(3, { name: "B", time: 1_700_000_001_000 }),
        at(3, { index: 1, name: "C", idHash }),
        at(3, { index: 2, name: "C" }),
        at(3, { index: 3, name: "A", node: 3 }),
      ];
      const anyEvent = { names: null, exceptNames: [], idHashes: null, from: null, to: null } as const;
      const every = { upTo: 4, nodes: [1], ...anyEvent, cause: "correction" } as const;
      await under.store.append(batchOf(2, { events: events.slice(0, 3) }));
      const deleting = batchOf(6, {
        events: [...events.slice(3), at(6, { index: 1, name: "A" })],
        deleted: [
          { ...every, offset: 4, upTo: 3, nodes: [1, 3], names: ["A"] },
          { ...every, offset: 5, names: ["B"], from: 1_700_000_000_001, to: 1_700_000_001_001 },
          { ...every, offset: 5, names: ["C", "B"], idHashes: [idHash] },
          { ...every, offset: 5, names: ["B"], to: 1_700_000_000_000 },
          { ...every, offset: 5, exceptNames: ["A", "B", "C"] },
          { ...every, offset: 5, nodes: [2], exceptNames: ["B"] },
        ],
      });
      const expectLeft = async () => {
        const { eventsByName, eventsByNode } = await under.stored();
        expect(eventsByNode).toEqual(eventsByName);
        const left = eventsByName.map(({ offset, index }) => `${offset}.${index}`);
        expect(left).toEqual(["2.0", "3.2", "6.1"]);
      };
      await under.store.append(deleting);
      await expectLeft();
      await under.store.append(deleting);
      await under.store.rewrite(new AbortController().signal);
      await under.reopen();
      await expectLeft();
    });

    test("calls that are taken back go with what they said of traits, of these people alone", async () => {
      const [theirs, own] = [`0${"1".repeat(31)}`, `0${"2".repeat(31)}`];
      const deleting = batchOf(4, {
        events: [
          eventRow(1, { idHash: theirs }),
          eventRow(1, { index: 1, idHash: own }),
          eventRow(1, { index: 2, idHash: theirs, node: 2 }),
        ],
        traits: [
          traitRow(2, { idHash: theirs }),
          traitRow(2, { index: 1, idHash: own }),
          traitRow(2, { index: 2, idHash: theirs, node: 2 }),
          traitRow(3, { idHash: theirs }),
        ],
        deleted: [
          {
            offset: 4,
            upTo: 2,
            nodes: [1],
            names: null,
            exceptNames: [],
            idHashes: [theirs],
            from: null,
            to: null,
            cause: "correction",
            withTraits: true,
          },
        ],
      });
      await under.store.append(deleting);
      await under.store.append(deleting);
      const { eventsByName, eventsByNode, traits } = await under.stored();
      expect(eventsByNode.map(({ index }) => index)).toEqual([1, 2]);
      expect(eventsByName).toHaveLength(2);
      expect(traits.map(({ offset, index }) => `${offset}.${index}`)).toEqual(["2.1", "2.2", "3.0"]);
    });

    test("events that are older than they are kept are there no more: of each record what any of its cuts takes away", async () => {
      const at = (offset: number, name: string, time: number, node = 1): EventRow =>
        eventRow(offset, { name, time: 1_700_000_000_000 + time, node });
      const old = { nodes: [1], idHashes: null, from: null, cause: "retention" } as const;
      const anyOther = { names: null, exceptNames: ["A", "C"], to: 1_700_000_000_020 } as const;
      const deleting = batchOf(9, {
        events: [
          at(1, "A", 9),
          at(2, "A", 10),
          at(3, "B", 19),
          at(4, "B", 20),
          at(5, "C", 0),
          at(6, "B", 0, 2),
          at(7, "A", 0),
          at(8, "A", 0, 2),
        ],
        deleted: [
          { ...old, offset: 8, upTo: 6, names: ["A"], exceptNames: [], to: 1_700_000_000_010 },
          { ...old, offset: 8, upTo: 6, ...anyOther },
          { ...old, offset: 9, upTo: 8, nodes: [2], names: ["A"], exceptNames: [], to: 1_700_000_000_010 },
        ],
      });
      await under.store.append(deleting);
      await under.store.append(deleting);
      const { eventsByName, eventsByNode } = await under.stored();
      expect(eventsByNode.map(({ offset }) => offset).toSorted((a, b) => a - b)).toEqual([2, 4, 5, 6, 7]);
      expect(eventsByNode).toHaveLength(eventsByName.length);
    });

    test("an empty store stands at 0", async () => {
      expect(await under.store.position()).toBe(0);
      const nothing = {
        eventsByName: [],
        eventsByNode: [],
        transitions: [],
        traits: [],
        moves: [],
        nodes: [],
      };
      expect(await under.stored()).toEqual(nothing);
    });

    test("a batch without rows moves the position", async () => {
      await under.store.append(batchOf(9));
      expect(await under.store.position()).toBe(9);
      expect(await (await under.reopen()).position()).toBe(9);
    });

    keepsRows(() => under);
    keepsRowsOnce(() => under);
    keepsTransitions(() => under);
    erasesTransitions(() => under);
  });
}

function keepsTransitions(under: () => StoreUnderTest): void {
  test("transitions are kept once, apart from the events, by places of their own", async () => {
    const { store } = under();
    const rows = [1, 2, 3].map((seq) => eventRow(seq, { name: "Segment Entered", node: seq }));
    expect(await store.transitionsUpTo()).toBe(0);
    await store.append(batchOf(1, { events: [eventRow(1)] }));
    await store.appendTransitions(rows.slice(0, 2));
    await store.appendTransitions(rows);
    expect(await store.transitionsUpTo()).toBe(3);
    const again = await under().reopen();
    expect([await again.transitionsUpTo(), await again.position()]).toEqual([3, 1]);
    await again.appendTransitions(rows);
    expect((await under().stored()).transitions).toEqual(rows);
    await again.clearTransitions();
    expect([await again.transitionsUpTo(), (await under().stored()).transitions]).toEqual([0, []]);
  });
}

function erasesTransitions(under: () => StoreUnderTest): void {
  test("transitions of somebody who was erased are passed over, whether they came before the erase or come after it", async () => {
    const rows = [1, 2, 1, 1].map((node, at) => eventRow(at + 1, { name: "Segment Entered", node }));
    const { store } = under();
    await store.appendTransitions(rows.slice(0, 3));
    await store.append(batchOf(5, { erased: [{ offset: 5, node: 1 }] }));
    const expectLeft = async () => expect((await under().stored()).transitions).toEqual([rows[1]]);
    await expectLeft();
    await store.appendTransitions(rows.slice(3));
    await expectLeft();
    const again = await under().reopen();
    expect(await again.transitionsUpTo()).toBe(2);
    await again.appendTransitions(rows.slice(2));
    await expectLeft();
  });
}

function keepsRows(under: () => StoreUnderTest): void {
  test("rows of every kind come back as they were given, in both orders", async () => {
    const events = [
      eventRow(1, { offsetMinutes: -570, time: 0 }),
      eventRow(1, { index: 1, node: Number.MAX_SAFE_INTEGER, offsetMinutes: 840, time: 7_258_118_399_999 }),
      eventRow(2, { receivedAt: 1_893_456_000_123, id: "same id", idHash: "f".repeat(32) }),
      eventRow(3, {
        receivedAt: 1_893_456_000_123,
        id: "same id",
        idHash: "0123456789abcdef0123456789abcdef",
      }),
    ];
    const traits = [traitRow(2), traitRow(2, { index: 1, value: "null", time: 0 })];
    const nodes = [
      { offset: 1, node: 1 },
      { offset: 1, node: 7 },
    ];
    const batch = batchOf(3, { events, traits, nodes, moves: [{ offset: 2, node: 7, person: 1 }] });
    await under().store.append(batch);
    const { upTo: _, events: __, erased: ___, deleted: ____, ...others } = batch;
    expect(await under().stored()).toEqual({
      eventsByName: events,
      eventsByNode: events,
      transitions: [],
      ...others,
    });
  });

  test("the newest move of a node is in force", async () => {
    const { store } = under();
    await store.append(
      batchOf(2, {
        moves: [
          { offset: 1, node: 5, person: 2 },
          { offset: 2, node: 5, person: 1 },
        ],
      }),
    );
    await store.append(batchOf(3, { moves: [{ offset: 3, node: 5, person: 4 }] }));
    expect((await under().stored()).moves).toEqual([{ offset: 3, node: 5, person: 4 }]);
  });

  test(`${AWKWARD_TEXTS.length + AWKWARD_JSON.length} awkward values come back byte for byte`, async () => {
    const texts = AWKWARD_TEXTS.map(([, text], at) =>
      eventRow(1, { index: at, name: text, id: text, source: text, node: at }),
    );
    const objects = AWKWARD_JSON.map(([, json], at) =>
      eventRow(2, { index: at, properties: json, context: json, node: at }),
    );
    const traits = AWKWARD_JSON.map(([, json], at) => traitRow(2, { index: at, name: json, value: json }));
    await under().store.append(batchOf(2, { events: [...texts, ...objects], traits }));
    const stored = await under().stored();
    expect(stored.eventsByName).toEqual([...texts, ...objects]);
    expect(stored.eventsByNode).toEqual([...texts, ...objects]);
    expect(stored.traits).toEqual(traits);
  });

  test("one batch may span months of receipt", async () => {
    const months = Array.from({ length: 14 }, (_, month) => Date.UTC(2025, month, 28));
    const events = months.flatMap((receivedAt, at) =>
      [0, 1, 2].map((index) => eventRow(at + 1, { index, receivedAt })),
    );
    await under().store.append(batchOf(14, { events }));
    expect((await under().stored()).eventsByNode).toEqual(events);
    expect(await under().store.position()).toBe(14);
  });

  test("a batch larger than one insert is kept whole", async () => {
    const events = Array.from({ length: 5_000 }, (_, at) =>
      eventRow(1 + Math.floor(at / 7), { index: at % 7, node: at % 13 }),
    );
    await under().store.append(batchOf(1_000, { events }));
    expect((await under().stored()).eventsByName).toEqual(events);
  });
}

function keepsRowsOnce(under: () => StoreUnderTest): void {
  const first = batchOf(2, {
    events: [eventRow(1), eventRow(2)],
    traits: [traitRow(2)],
    moves: [{ offset: 2, node: 2, person: 1 }],
    nodes: [{ offset: 1, node: 1 }],
  });

  test("what is handed over again is passed over", async () => {
    await under().store.append(first);
    await under().store.append(first);
    expect((await under().stored()).eventsByNode).toEqual(first.events);
  });

  test("what is handed over again after a restart, with other neighbours, is passed over", async () => {
    await under().store.append(first);
    const store = await under().reopen();
    expect(await store.position()).toBe(2);
    const regrouped = batchOf(4, {
      events: [...first.events, eventRow(3), eventRow(4)],
      traits: [...first.traits, traitRow(4)],
      moves: first.moves,
      nodes: [...first.nodes, { offset: 3, node: 3 }],
    });
    await store.append(regrouped);
    const { upTo: _, events, erased: __, deleted: ___, ...others } = regrouped;
    expect(await under().stored()).toEqual({
      eventsByName: events,
      eventsByNode: events,
      transitions: [],
      ...others,
    });
  });

  test("appends that were not awaited are done in their order", async () => {
    const batches = Array.from({ length: 8 }, (_, at) => batchOf(at + 1, { events: [eventRow(at + 1)] }));
    await Promise.all(batches.map((batch) => under().store.append(batch)));
    expect((await under().stored()).eventsByName).toEqual(batches.flatMap((batch) => batch.events));
    expect(await under().store.position()).toBe(8);
  });

  test("batches out of order and rows above the batch's end are bugs", async () => {
    await under().store.append(first);
    await expect(under().store.append(batchOf(1))).rejects.toThrow("in order");
    await expect(under().store.append(batchOf(3, { events: [eventRow(4)] }))).rejects.toThrow("above");
    await under().store.append(batchOf(4, { events: [eventRow(4)] }));
    expect((await under().stored()).eventsByNode).toHaveLength(3);
  });
}
