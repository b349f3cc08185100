import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";

describe("event store on the embedded engine", () => {
  let t: TestEngine;
  beforeAll(async () => {
  });
  afterAll(() => t.stop());
  it("keeps and answers a batch", async () => {
    const store = await t.openStore();
    expect(await store.position()).toBe(0);
    await store.append({
      upTo: 7,
      events: [
        {
          offset: 7,
          index: 0,
          node: 3,
          name: "a",
          time: 5,
          receivedAt: 1_700_000_000_000,
          offsetMinutes: -5,
          id: "x",
          idHash: "0123456789abcdef0123456789abcdef",
          properties: '{"a.b":1}',
          context: "{}",
          source: "s",
        },
      ],
      traits: [{ offset: 7, index: 0, node: 3, name: "t", value: '"x"', time: 3, idHash: "0".repeat(32) }],
      moves: [{ offset: 7, node: 3, person: 1 }],
      nodes: [{ offset: 7, node: 3 }],
    });
    expect(await store.position()).toBe(7);
      await store.query(
        { sql: "SELECT *, hex(id_hash) h FROM events_by_node", params: {} },
        { lane: "interactive" },
      ),
    );
    const rows = await store.query({ sql: "SELECT offset, properties FROM events_by_node", params: {} }, { lane: "interactive" });
    expect(rows).toEqual([{ offset: "7", properties: '{"a.b":1}' }]);
    await store.close();
  });
});
